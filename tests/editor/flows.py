"""Small flows for the editor's tests."""

import json
from pathlib import Path
from typing import Any

from tests.editor.harness import empty_definition

CASES = Path(__file__).parents[2] / "app" / "demonstration" / "flows"


def _id(number: int) -> str:
    return f"01990000-0000-7000-8000-{number:012d}"


def text_node(number: int, text: str, to: int | None = None, name: str | None = None) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": _id(number),
        "type": "text",
        "text": {"ja": text},
        "exits": [{"id": _id(number + 1), "to": None if to is None else _id(to)}],
    }
    return node | ({"name": name} if name else {})


def two_texts(connected: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """A definition and its layout: 「こんにちは」 and 「さようなら」 side by side."""
    nodes = [text_node(10, "こんにちは", to=20 if connected else None), text_node(20, "さようなら")]
    triggers = [{"id": _id(1), "type": "keyword", "keywords": ["あいさつ"], "match": "equals"}]
    definition = empty_definition() | {"nodes": nodes, "start": _id(10), "triggers": triggers}
    return definition, {"nodes": {_id(10): {"x": 0, "y": 0}, _id(20): {"x": 360, "y": 0}}}


def demonstration(name: str) -> dict[str, Any]:
    """A flow of the demonstration city."""
    document = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return document.get("definition", document)


def many_texts(count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A long chain, placed in rows of 25."""
    nodes = [text_node(2 * n, f"手順{n}", to=2 * n + 2 if n < count else None) for n in range(1, count + 1)]
    places = {node["id"]: {"x": index % 25 * 340, "y": index // 25 * 160} for index, node in enumerate(nodes)}
    return empty_definition() | {"nodes": nodes, "start": nodes[0]["id"]}, {"nodes": places}
