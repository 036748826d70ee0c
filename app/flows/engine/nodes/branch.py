"""Goes different ways by answers, attributes and tags."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.flows.engine.conditions import holds
from app.flows.engine.context import Context
from app.flows.engine.model import Node
from app.flows.engine.node_type import NodeType, Outcome, leave_by
from app.flows.engine.problems import Finding, LintContext, Reading, Reference


class BranchNode(NodeType):
    """Takes the category of the first case whose condition holds, else ``default``."""

    type = "branch"
    name = "条件で分ける"
    line = "答えや属性やタグによって行き先を分けます。"
    kind = "routing"
    decides = True
    properties = {
        "cases": {
            "type": "array",
            "maxItems": 50,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"$ref": "#/$defs/id"},
                    "condition": {"$ref": "#/$defs/condition"},
                    "category": {"$ref": "#/$defs/id"},
                },
                "required": ["id", "condition", "category"],
                "additionalProperties": False,
            },
        },
        "default": {"$ref": "#/$defs/id"},
    }
    required = ("cases", "default")
    words = {"cases": ("routing", "条件"), "default": ("routing", "どれにも当てはまらないときの行き先")}

    def enter(self, node: Node, context: Context) -> Outcome:
        for case in node.fields["cases"]:
            if holds(case["condition"], context):
                return leave_by(node, case["category"])
        return leave_by(node, node.fields["default"])

    def outcomes(self, node: Node) -> Iterable[tuple[str, bool]]:
        return ((category, False) for _, category in self.category_fields(node))

    def category_fields(self, node: Node) -> Iterator[tuple[str, str]]:
        for index, case in enumerate(node.fields["cases"]):
            yield f"cases.{index}.category", case["category"]
        yield "default", node.fields["default"]

    def references(self, node: Node) -> Iterator[Reference]:
        for index, condition in self._conditions(node):
            if condition["type"] != "answer" and _subject(condition):
                yield Reference(condition["type"], _subject(condition), f"cases.{index}.condition")

    def readings(self, node: Node) -> Iterator[Reading]:
        for index, condition in self._conditions(node):
            if condition["type"] == "answer" and condition["key"]:
                yield Reading(condition["key"], f"cases.{index}.condition", default=True)

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        if not node.fields["cases"]:
            yield Finding("cases_empty", "error", "cases", "条件がありません。条件を1つ以上加えてください。")
        for index, condition in self._conditions(node):
            field = f"cases.{index}.condition"
            if not _subject(condition):
                message = "何によって分けるかが決まっていません。答え、属性、タグのどれかを選んでください。"
                yield Finding("condition_subject_missing", "error", field, message)
                continue
            if (
                condition["type"] != "tag"
                and not condition["op"].startswith("exists")
                and condition.get("value") in (None, "")
            ):
                yield Finding("condition_value_missing", "error", field, "比べる値がありません。値を入れてください。")
            yield from self._attribute_value(condition, field, context)

    def _attribute_value(self, condition: dict[str, Any], field: str, context: LintContext) -> Iterator[Finding]:
        info = (context.attributes or {}).get(condition.get("attribute", ""))
        value = condition.get("value")
        if not info or not info.choices or condition["op"] not in ("is", "is_not", "contains") or value in (None, ""):
            return
        for key in value if isinstance(value, list) else [value]:
            if str(key) not in info.choices:
                message = f"属性の選択肢に「{key}」がありません。選択肢から選び直してください。"
                yield Finding("choice_unknown", "error", field, message)

    def _conditions(self, node: Node) -> Iterator[tuple[int, dict[str, Any]]]:
        for index, case in enumerate(node.fields["cases"]):
            yield index, case["condition"]


def _subject(condition: dict[str, Any]) -> str:
    """What the condition asks about: a question's, an attribute's or a tag's key."""
    return str(condition["key"] if condition["type"] == "answer" else condition[condition["type"]])
