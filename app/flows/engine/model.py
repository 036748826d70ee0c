"""A flow document as the engine walks it: nodes found by id, exits and categories by theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Text = Mapping[str, str]
"""A text that a citizen reads, by language."""


@dataclass(frozen=True, slots=True)
class Category:
    """What the result of a decision is called, and the exit it takes."""

    id: str
    key: str
    name: Text
    exit: str


@dataclass(frozen=True, slots=True)
class Node:
    """One node.

    `fields` is its JSON object, for what only its type knows; `exits` maps an exit's id to the next node's id or
    None.
    """

    id: str
    type: str
    name: str
    exits: Mapping[str, str | None]
    categories: Mapping[str, Category]
    fields: Json

    @property
    def only_exit(self) -> str | None:
        """The exit of a node that does not decide."""
        return next(iter(self.exits), None)


@dataclass(frozen=True, slots=True)
class Definition:
    """A flow, parsed once. `document` is the JSON it came from and must not be changed afterwards."""

    document: Json
    base_language: str
    start: str | None
    nodes: Mapping[str, Node]
    triggers: tuple[Json, ...]


def build_node(fields: Json) -> Node:
    """The node that `fields`, which satisfies the schema, describes.

    Of two exits or categories with one id the first counts.
    """
    exits: dict[str, str | None] = {}
    for leaving in fields.get("exits", ()):
        exits.setdefault(leaving["id"], leaving["to"])
    categories: dict[str, Category] = {}
    for category in fields.get("categories", ()):
        categories.setdefault(
            category["id"], Category(category["id"], category["key"], category["name"], category["exit"])
        )
    return Node(fields["id"], fields["type"], fields.get("name") or "", exits, categories, fields)
