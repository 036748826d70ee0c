"""Short ways to write flow documents in tests.

``@name`` stands for the UUID that belongs to the name, anywhere in a text.
"""

import re
import uuid
from typing import Any

_SHORT = re.compile(r"@([a-z][a-z0-9_]*)")
_SPACE = uuid.UUID("00000000-0000-4000-8000-000000000000")


def long_ids(value: Any) -> Any:
    """`value` with every ``@name`` replaced by its UUID."""
    if isinstance(value, str):
        return _SHORT.sub(lambda match: str(uuid.uuid5(_SPACE, match[1])), value)
    if isinstance(value, list):
        return [long_ids(item) for item in value]
    if isinstance(value, dict):
        return {long_ids(key): long_ids(item) for key, item in value.items()}
    return value


def flow(nodes: list[dict[str, Any]], triggers: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """A document that starts at its first node; ``exits`` may be given as the next node's short id alone."""
    document = {
        "format": 1,
        "base_language": "ja",
        "triggers": triggers or [],
        "start": nodes[0]["id"] if nodes else None,
        "nodes": [_with_defaults(node) for node in nodes],
    }
    return long_ids(document | more)


def _with_defaults(node: dict[str, Any]) -> dict[str, Any]:
    """`node` with ``to`` as its only exit, or ``ways`` (category key to next node) as categories with exits."""
    node = dict(node)
    if "to" in node:
        node["exits"] = [{"id": f"{node['id']}_out", "to": node.pop("to")}]
    for key, target in node.pop("ways", {}).items():
        exit_id = f"{node['id']}_to_{key}"
        node.setdefault("exits", []).append({"id": exit_id, "to": target})
        node.setdefault("categories", []).append(
            {"id": f"{node['id']}_{key}", "key": key, "name": {"ja": key}, "exit": exit_id}
        )
    return node
