"""Asks for a number."""

from collections.abc import Iterator
from decimal import Decimal

from app.flows.engine import answers
from app.flows.engine.asking import PROPERTIES, REQUIRED, WORDS, Question, Understood
from app.flows.engine.context import Context
from app.flows.engine.model import Node
from app.flows.engine.node_type import Given, Refused
from app.flows.engine.problems import Finding, LintContext


class AskNumberNode(Question):
    """A number as people write it, between ``min`` and ``max``, with ``integer`` without decimals."""

    type = "ask_number"
    name = "数で答えてもらう"
    line = "数を書いてもらいます。"
    properties = PROPERTIES | {
        "min": {"type": ["number", "null"]},
        "max": {"type": ["number", "null"]},
        "integer": {"type": "boolean"},
        "answered": {"$ref": "#/$defs/id"},
    }
    required = (*REQUIRED, "answered")
    words = WORDS | {
        "min": ("questions", "下限"),
        "max": ("questions", "上限"),
        "integer": ("questions", "小数を認めるか"),
        "answered": ("routing", "答えたときの行き先"),
    }

    def read(self, node: Node, context: Context, given: Given) -> Understood | Refused:
        number = answers.number(given.text) if given.kind == "text" else None
        if number is None:
            return Refused(context.words("hint_number"))
        whole = number == number.to_integral_value()
        if node.fields.get("integer") and not whole:
            return Refused(context.words("hint_integer"), plain=False)
        least, most = _bound(node, "min"), _bound(node, "max")
        if least is not None and number < least:
            return Refused(context.words("hint_min", min=_written(least)), plain=False)
        if most is not None and number > most:
            return Refused(context.words("hint_max", max=_written(most)), plain=False)
        value = int(number) if whole else float(number)
        return Understood(value, _written(number), node.fields["answered"], given.text)

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        least, most = _bound(node, "min"), _bound(node, "max")
        if least is not None and most is not None and least > most:
            yield Finding("min_above_max", "error", "min", "下限が上限より大きくなっています。数を直してください。")


def _bound(node: Node, field: str) -> Decimal | None:
    value = node.fields.get(field)
    return None if value is None else Decimal(str(value))


def _written(number: Decimal) -> str:
    """With separators, without an exponent and without zeros at the end: 12,000 and 2.5."""
    return f"{int(number):,}" if number == number.to_integral_value() else f"{number.normalize():,f}"
