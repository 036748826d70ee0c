"""Plays the cases of ``tests/flows/cases``: one file for each node type.

A case gives ``nodes`` (see ``documents.flow``), ``inputs`` (lines as in a transcript, after the start of the flow)
and the ``turns`` that come of them: what is said (a text, or parts of the bubble, with ``labels`` for all that can be
pressed), all other events but the flow's first one (parts of each), and if given parts of the session, and the path.
The citizen has the attributes of ``ATTRIBUTES``.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.flows.engine.nodes.registry import NODE_TYPES
from app.flows.engine.services import AttributeInfo
from app.flows.engine.transcript import Exchange, play
from tests.engine.documents import flow, long_ids

CASES = Path(__file__).parent.parent / "flows" / "cases"
NINE_IN_JAPAN = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
ATTRIBUTES = {
    "district": AttributeInfo("choice", {"itami": "伊丹", "inano": "稲野"}),
    "age": AttributeInfo("number"),
    "since": AttributeInfo("date"),
    "note": AttributeInfo("text"),
    "hobbies": AttributeInfo("choices", {"bosai": "防災", "gomi": "ごみ"}),
}


def all_cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))["cases"]
    ]


@pytest.mark.parametrize("case", all_cases())
def test_case(case: dict[str, Any]) -> None:
    trigger = {"id": "@trigger", "type": "keyword", "keywords": ["はじめ"], "match": "equals"}
    documents = {long_ids("@flow"): flow(case["nodes"], [trigger])}
    documents |= {long_ids(identity): flow(nodes) for identity, nodes in case.get("flows", {}).items()}
    case = long_ids(case)
    start = {"type": "start", "flow": long_ids("@flow")}
    played = play(
        documents, [start, *case["inputs"]], now=NINE_IN_JAPAN, citizen=case.get("citizen"), attributes=ATTRIBUTES
    )
    assert len(played) == len(case["turns"]), "a case gives a turn for the start and one for each input"
    for exchange, expected in zip(played, case["turns"], strict=True):
        check_turn(exchange, expected)


def check_turn(exchange: Exchange, expected: dict[str, Any]) -> None:
    result = exchange.turn
    said = [bubble | {"labels": labels(bubble)} for bubble in result.bubbles]
    wanted = [{"type": "text", "text": item} if isinstance(item, str) else item for item in expected["says"]]
    check_parts(said, wanted, exchange.shown)
    started = {"type": "flow_started", "trigger": "start"}
    events = [event.to_json() for event in result.events]
    others = [event for event in events if event["type"] != "say" and not holds(event, started)]
    check_parts(others, expected["events"], exchange.shown)
    if "session" in expected:
        session = result.session.to_json() if result.session else None
        assert session == expected["session"] or (session and holds(session, expected["session"]))
    if "path" in expected:
        assert [list(step) for step in result.path] == expected["path"]


def check_parts(found: list[dict[str, Any]], wanted: list[dict[str, Any]], where: str) -> None:
    differing = len(found) != len(wanted) or not all(map(holds, found, wanted))
    assert not differing, f"after {where!r}: {json.dumps(found, ensure_ascii=False, indent=1)}\nwanted: {wanted}"


def holds(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(key in found and found[key] == value for key, value in wanted.items())


def labels(bubble: dict[str, Any]) -> list[str]:
    return [button["label"] for button in (*bubble.get("buttons", ()), *bubble.get("quick_replies", ()))]


def test_every_node_type_has_cases() -> None:
    for path in CASES.glob("*.json"):
        assert json.loads(path.read_text("utf-8"))["type"] == path.stem
    assert {path.stem for path in CASES.glob("*.json")} == set(NODE_TYPES)
