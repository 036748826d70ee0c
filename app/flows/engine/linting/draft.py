"""What of an unfinished document can be looked at: the nodes and triggers that have the right shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.flows.engine.check import MISTAKES, Mistake
from app.flows.engine.model import Json, Node, build_node
from app.flows.engine.node_type import NodeType
from app.flows.engine.nodes.registry import NODE_TYPES


@dataclass(frozen=True, slots=True)
class Draft:
    """The well-shaped part of a document.

    `ids` also holds the ids of nodes that were left out; `whole` says that none was.
    """

    base_language: str
    start: str | None
    nodes: tuple[Node, ...]
    by_id: Mapping[str, Node]
    triggers: tuple[tuple[int, Json], ...]
    ids: frozenset[str]
    whole: bool


def read_draft(document: Json, mistakes: Sequence[Mistake]) -> Draft:
    """The part of `document` that `mistakes`, which lists all that is wrong with its shape, does not touch."""
    broken = {mistake.path[:2] for mistake in mistakes}
    hopeless = len(mistakes) >= MISTAKES or any(mistake.rule in ("depth", "json") for mistake in mistakes)
    raw_nodes = [] if hopeless or ("nodes",) in broken else _list(document.get("nodes"))
    raw_triggers = [] if hopeless or ("triggers",) in broken else _list(document.get("triggers"))
    nodes = tuple(build_node(fields) for index, fields in enumerate(raw_nodes) if ("nodes", index) not in broken)
    by_id: dict[str, Node] = {}
    for node in nodes:
        by_id.setdefault(node.id, node)
    start, language = document.get("start"), document.get("base_language")
    return Draft(
        base_language=language if isinstance(language, str) and ("base_language",) not in broken else "ja",
        start=start if isinstance(start, str) else None,
        nodes=nodes,
        by_id=by_id,
        triggers=tuple((i, trigger) for i, trigger in enumerate(raw_triggers) if ("triggers", i) not in broken),
        ids=frozenset(_ids(raw_nodes)),
        whole=not hopeless and len(nodes) == len(raw_nodes) and ("nodes",) not in broken,
    )


def node_type(node: Node) -> NodeType:
    """The type of a node that satisfies the schema."""
    return NODE_TYPES[node.type]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _ids(raw_nodes: list[Any]) -> list[str]:
    return [fields["id"] for fields in raw_nodes if isinstance(fields, dict) and isinstance(fields.get("id"), str)]
