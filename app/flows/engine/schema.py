"""The JSON Schema of the flow format, built from the node types' parts.

``python -m app.flows.engine.schema > docs/flow-format.schema.json`` writes it. What is only wrong in a flow that is
to be published (an empty text, no start) is lint's business; the schema is also for drafts.
"""

import json
import sys
from typing import Any, Final

from app.flows.engine import limits
from app.flows.engine.model import Json
from app.flows.engine.node_type import NodeType
from app.flows.engine.nodes.registry import NODE_TYPES

FORMAT: Final = 1

UUID_PATTERN: Final = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
KEY_PATTERN: Final = "^[a-z][a-z0-9_]{0,31}$"
LANGUAGE_PATTERN: Final = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

_ID: Final = {"$ref": "#/$defs/id"}
_NAMED: Final = {"type": "string", "maxLength": 64}
_TARGET: Final = {"anyOf": [_ID, {"type": "null"}]}


def build_schema() -> Json:
    """The whole schema of a flow document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kairan flow, format 1",
        **_object(
            {
                "format": {"const": FORMAT},
                "base_language": {"type": "string", "pattern": LANGUAGE_PATTERN},
                "triggers": {"type": "array", "maxItems": 50, "items": {"$ref": "#/$defs/trigger"}},
                "start": _TARGET,
                "nodes": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
            ("format", "base_language", "triggers", "start", "nodes"),
        ),
        "$defs": {**_common(), **_decisions(), "trigger": _trigger(), "node": _node(), **_node_definitions()},
    }


def write_schema() -> str:
    """The schema as it stands in the documentation."""
    return json.dumps(build_schema(), ensure_ascii=False, indent=1) + "\n"


def _common() -> Json:
    return {
        "id": {"type": "string", "pattern": UUID_PATTERN},
        "key": {"type": "string", "pattern": KEY_PATTERN},
        "text": {
            "type": "object",
            "propertyNames": {"pattern": LANGUAGE_PATTERN},
            "additionalProperties": {"type": "string"},
        },
        "date": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "tags": {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 64}, "maxItems": 50},
        "exit": _object({"id": _ID, "to": _TARGET}, ("id", "to")),
        "category": _object(
            {"id": _ID, "key": {"$ref": "#/$defs/key"}, "name": {"$ref": "#/$defs/text"}, "exit": _ID},
            ("id", "key", "name", "exit"),
        ),
        "retry": _object(
            {"text": {"$ref": "#/$defs/text"}, "limit": {"type": "integer", "minimum": 1, "maximum": limits.TRIES_MOST}}
        ),
        "literal": {
            "type": ["string", "number", "boolean", "array", "null"],
            "items": {"type": "string"},
            "maxItems": 100,
            "maxLength": 1000,
        },
    }


def _decisions() -> Json:
    compared = {
        "type": "string",
        "enum": ["is", "is_not", "contains", "gt", "gte", "lt", "lte", "exists", "exists_not"],
    }
    value = {"$ref": "#/$defs/literal"}
    return {
        "condition": _one_of_types(
            answer=_object(
                {"type": {}, "key": {"type": "string", "maxLength": 32}, "op": compared, "value": value}, ("key", "op")
            ),
            attribute=_object({"type": {}, "attribute": _NAMED, "op": compared, "value": value}, ("attribute", "op")),
            tag=_object(
                {"type": {}, "tag": _NAMED, "op": {"type": "string", "enum": ["has", "has_not"]}}, ("tag", "op")
            ),
        ),
        "attribute_value": _one_of_types(
            "from",
            answer=_object({"from": {}, "key": {"type": "string", "maxLength": 32}}, ("key",)),
            literal=_object({"from": {}, "value": value}, ("value",)),
            nothing=_object({"from": {}}),
        ),
        "button_action": _one_of_types(
            next=_object({"type": {}}),
            uri=_object({"type": {}, "uri": {"type": "string", "maxLength": limits.URI}}, ("uri",)),
        ),
    }


def _trigger() -> Json:
    keywords = {"type": "array", "items": {"type": "string", "maxLength": 100}, "maxItems": limits.KEYWORDS}
    match = {"type": "string", "enum": ["equals", "contains"]}
    return _one_of_types(
        keyword=_object({"id": _ID, "type": {}, "keywords": keywords, "match": match}, ("id", "keywords", "match")),
        follow=_object({"id": _ID, "type": {}}, ("id",)),
        postback=_object({"id": _ID, "type": {}, "data": {"type": "string", "maxLength": 300}}, ("id", "data")),
    )


def _node() -> Json:
    return _one_of_types(**{name: {"$ref": f"#/$defs/node_{name}"} for name in NODE_TYPES})


def _node_definitions() -> Json:
    return {f"node_{name}": _node_definition(node_type) for name, node_type in NODE_TYPES.items()}


def _node_definition(node_type: NodeType) -> Json:
    exits: Json = {"type": "array", "items": {"$ref": "#/$defs/exit"}}
    if node_type.ends:
        exits["maxItems"] = 0
    elif not node_type.decides:
        exits |= {"minItems": 1, "maxItems": 1}
    properties: Json = {"id": _ID, "type": {}, "name": {"type": "string", "maxLength": limits.NAME}, "exits": exits}
    required = ["id"] if node_type.ends else ["id", "exits"]
    if node_type.decides:
        properties["categories"] = {"type": "array", "items": {"$ref": "#/$defs/category"}}
        required.append("categories")
    return _object(properties | node_type.properties, (*required, *node_type.required))


def _object(properties: Json, required: tuple[str, ...] = ()) -> Json:
    built: Json = {"type": "object", "properties": properties}
    if required:
        built["required"] = list(required)
    return built | {"additionalProperties": False}


def _one_of_types(tag: str = "type", /, **variants: Any) -> Json:
    """An object whose `tag` names its variant.

    By ``if`` and ``then``, so that a mistake is reported where it stands.
    """
    return {
        "type": "object",
        "required": [tag],
        "properties": {tag: {"type": "string", "enum": list(variants)}},
        "allOf": [
            {"if": {"type": "object", "properties": {tag: {"const": name}}, "required": [tag]}, "then": part}
            for name, part in variants.items()
        ],
    }


if __name__ == "__main__":
    sys.stdout.write(write_schema())
