"""Sets or clears an attribute of the citizen."""

from collections.abc import Iterator
from typing import Any, Final

from app.flows.engine.context import Context
from app.flows.engine.events import ErrorCode
from app.flows.engine.japan_time import read_iso_date
from app.flows.engine.model import Node
from app.flows.engine.node_type import Go, NodeType, Outcome
from app.flows.engine.problems import Finding, LintContext, Reading, Reference
from app.flows.engine.services import AttributeInfo

_INVALID: Final = object()


class SetAttributeNode(NodeType):
    """Sets an attribute to an answer's value or to a fixed one, or clears it."""

    type = "set_attribute"
    name = "属性に記録する"
    line = "答えや決まった値を、利用者の属性に記録します。"
    kind = "actions"
    properties = {
        "attribute": {"type": "string", "maxLength": 64},
        "value": {"$ref": "#/$defs/attribute_value"},
    }
    required = ("attribute", "value")
    words = {"attribute": ("actions", "属性"), "value": ("actions", "記録する値")}

    def enter(self, node: Node, context: Context) -> Outcome:
        key, source = node.fields["attribute"], node.fields["value"]
        info = context.services.attribute(key)
        if info is None:
            context.error(ErrorCode.ATTRIBUTE_UNKNOWN)
        elif source["from"] == "nothing":
            context.set_attribute(key, None)
        else:
            self._set(key, source, info, context)
        return Go(node.only_exit)

    def _set(self, key: str, source: dict[str, Any], info: AttributeInfo, context: Context) -> None:
        value = source.get("value")
        if source["from"] == "answer":
            answer = context.run.answers.get(source["key"])
            if answer is None:
                context.error(ErrorCode.ANSWER_MISSING)
                return
            value = answer.label if info.kind == "text" else answer.value
        fitted = _fitted(value, info)
        if fitted is _INVALID:
            context.error(ErrorCode.ATTRIBUTE_VALUE_INVALID)
        else:
            context.set_attribute(key, fitted)

    def references(self, node: Node) -> Iterator[Reference]:
        if node.fields["attribute"]:
            yield Reference("attribute", node.fields["attribute"], "attribute")

    def readings(self, node: Node) -> Iterator[Reading]:
        if node.fields["value"]["from"] == "answer" and node.fields["value"]["key"]:
            yield Reading(node.fields["value"]["key"], "value.key")

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        source = node.fields["value"]
        if not node.fields["attribute"]:
            yield Finding("attribute_missing", "error", "attribute", "属性が選ばれていません。属性を選んでください。")
        if source["from"] == "answer" and not source["key"]:
            yield Finding("value_missing", "error", "value.key", "どの答えを記録するかを選んでください。")
        if source["from"] != "literal":
            return
        info = (context.attributes or {}).get(node.fields["attribute"])
        if source["value"] in (None, "", []):
            yield Finding("value_missing", "error", "value.value", "記録する値がありません。値を入れてください。")
        elif info and _fitted(source["value"], info) is _INVALID:
            message = "この値は属性に合いません。属性の種類と選択肢に合う値に直してください。"
            yield Finding("attribute_value_invalid", "error", "value.value", message)


def _fitted(value: Any, info: AttributeInfo) -> Any:
    """`value` as the attribute keeps it, or ``_INVALID``."""
    if info.kind == "any":
        return value
    if info.kind == "choices":
        keys = value if isinstance(value, list) else [value]
        return keys if all(isinstance(key, str) and key in info.choices for key in keys) else _INVALID
    if isinstance(value, list):
        if len(value) != 1:
            return _INVALID
        value = value[0]
    fits = {
        "choice": isinstance(value, str) and value in info.choices,
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "date": read_iso_date(value) is not None,
        "text": isinstance(value, str) and bool(value),
    }
    return value if fits[info.kind] else _INVALID
