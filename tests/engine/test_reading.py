"""Documents, sessions and the schema: what is read, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.flows.engine.definition import parse
from app.flows.engine.errors import DefinitionError, SessionError
from app.flows.engine.inspect import lint
from app.flows.engine.migrations import upgrade
from app.flows.engine.nodes.registry import NODE_TYPES
from app.flows.engine.schema import build_schema, write_schema
from app.flows.engine.session import Answer, Frame, Session
from tests.engine.documents import flow

ROOT = Path(__file__).parent.parent.parent


def small() -> dict[str, Any]:
    return flow(
        [{"id": "@a", "type": "text", "text": {"ja": "やあ"}, "to": "@b"}, {"id": "@b", "type": "end", "exits": []}]
    )


def test_the_schema_in_the_documentation_is_current() -> None:
    kept = (ROOT / "docs" / "flow-format.schema.json").read_text("utf-8")
    assert kept == write_schema(), "python -m app.flows.engine.schema > docs/flow-format.schema.json"


def test_the_format_description_names_every_node_type() -> None:
    described = (ROOT / "docs" / "flow-format.md").read_text("utf-8")
    assert [name for name in NODE_TYPES if f"`{name}`" not in described] == []


def test_every_node_type_has_its_part_of_the_schema_its_words_and_its_name() -> None:
    definitions = build_schema()["$defs"]
    for name, node_type in NODE_TYPES.items():
        assert definitions[f"node_{name}"]["properties"].keys() >= node_type.properties.keys()
        assert node_type.words.keys() == node_type.properties.keys(), name
        assert node_type.name
        assert node_type.line.endswith("。")


def test_a_definition_finds_nodes_exits_and_categories() -> None:
    document = small()
    definition = parse(document)
    node = definition.nodes[document["nodes"][0]["id"]]
    assert node.exits[node.only_exit or ""] == document["nodes"][1]["id"]
    assert definition.document is document


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("format",), 2, "format"),
        (("format",), "1", "format"),
        (("nodes",), {}, "nodes"),
        (("start",), "not a uuid", "start"),
        (("base_language",), "日本語", "base_language"),
        (("nodes", 0, "type"), "texxt", "nodes.0.type"),
        (("nodes", 0, "id"), "A", "nodes.0.id"),
        (("nodes", 0, "text"), "やあ", "nodes.0.text"),
        (("nodes", 0, "text"), {"ja": 3}, "nodes.0.text.ja"),
        (("nodes", 0, "exits"), [], "nodes.0.exits"),
        (("nodes", 0, "surprise"), 1, "nodes.0"),
        (("nodes", 0), None, "nodes.0"),
        (("triggers",), [{"type": "keyword"}], "triggers.0"),
    ],
)
def test_a_document_of_another_shape_is_refused_and_the_place_named(
    path: tuple[str | int, ...], value: Any, place: str
) -> None:
    document: Any = small()
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(DefinitionError) as caught:
        parse(document)
    assert any(problem.startswith(f"{place}: ") for problem in caught.value.problems), caught.value.problems


@pytest.mark.parametrize("depth", [100, 300, 900, 5_000, 100_000])
def test_a_document_that_is_nested_without_end_is_refused(depth: int) -> None:
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep]
    with pytest.raises(DefinitionError):
        parse(small() | {"triggers": deep})
    nodes = [small()["nodes"][0] | {"text": {"ja": deep}}]
    assert "error" in {problem.level for problem in lint(small() | {"nodes": nodes})}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", b"x", {1: 2}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    document = small()
    document["nodes"][0]["text"]["ja"] = value
    with pytest.raises(DefinitionError):
        parse(document)
    assert "error" in {problem.level for problem in lint(document)}


def test_a_document_of_this_format_is_not_changed_by_upgrading() -> None:
    document = small()
    assert upgrade(document) is document


def test_a_newer_format_is_refused() -> None:
    with pytest.raises(DefinitionError, match="newer"):
        upgrade({"format": 99})


def test_a_session_goes_through_json_unchanged() -> None:
    session = Session(
        run="r", frames=[Frame("f", "v", "n"), Frame("g", "w", "m")], language="ja",
        started_at="2026-04-01T00:00:00+00:00",
        state="paused", answers={"k": Answer(["a"], "A", "c"), "n": Answer(2.5, "2.5", "c")}, tries=2, selection=["x"],
        counters={"turns": 3, "steps": 9, "bubbles": 4},
    )  # fmt: skip
    assert Session.from_json(json.loads(json.dumps(session.to_json()))) == session
    assert session.copy() == session


def test_a_session_of_another_format_is_refused() -> None:
    session = Session("r", [Frame("f", "v", "n")], "ja", "2026-04-01T00:00:00+00:00").to_json()
    for changed in (
        {"format": 2},
        {"frames": []},
        {"state": "asleep"},
        {"tries": "1"},
        {"counters": {}},
        {"answers": []},
    ):
        with pytest.raises(SessionError):
            Session.from_json(session | changed)
