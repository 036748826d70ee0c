"""Asks for one of several choices."""

from collections.abc import Iterable, Iterator

from app.flows.engine import limits
from app.flows.engine.asking import PROPERTIES, REQUIRED, WORDS, Question, Understood
from app.flows.engine.choices import choice_findings, choice_label, choice_list, choice_texts, find_choice
from app.flows.engine.context import Context
from app.flows.engine.model import Json, Node
from app.flows.engine.node_type import Given, Refused
from app.flows.engine.problems import Finding, LintContext, TextField


class AskChoiceNode(Question):
    """Quick replies; the tap, the label or the number of a choice is the answer, and the choice's category the way."""

    type = "ask_choice"
    name = "1つ選んでもらう"
    line = "選択肢から1つ選んでもらいます。"
    one_answer_category = False
    properties = PROPERTIES | {
        "choices": {
            "type": "array",
            "maxItems": limits.QUICK_REPLIES,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"$ref": "#/$defs/id"},
                    "key": {"$ref": "#/$defs/key"},
                    "label": {"$ref": "#/$defs/text"},
                    "category": {"$ref": "#/$defs/id"},
                },
                "required": ["id", "key", "label", "category"],
                "additionalProperties": False,
            },
        }
    }
    required = (*REQUIRED, "choices")
    words = WORDS | {"choices": ("questions", "選択肢")}

    def read(self, node: Node, context: Context, given: Given) -> Understood | Refused:
        choices: list[Json] = node.fields["choices"]
        if given.kind == "tap":
            chosen = next((choice for choice in choices if choice["id"] == given.value), None)
            shown = choice_label(chosen, context) if chosen else ""
            return self._understood(chosen, shown, context) if chosen else Refused(context.words("hint_choice"))
        chosen = find_choice(choices, given.text, context) if given.kind == "text" else None
        return self._understood(chosen, given.text, context) if chosen else Refused(context.words("hint_choice"))

    def _understood(self, chosen: Json, typed: str, context: Context) -> Understood:
        return Understood(chosen["key"], choice_label(chosen, context), chosen["category"], typed)

    def choices_offered(self, node: Node, context: Context) -> list[Json]:
        return [context.button(node, choice["id"], choice_label(choice, context)) for choice in node.fields["choices"]]

    def listed(self, node: Node, context: Context, again: bool) -> str:
        return choice_list(node.fields["choices"], context, always=again)

    def outcomes(self, node: Node) -> Iterable[tuple[str, bool]]:
        yield from ((choice["category"], True) for choice in node.fields["choices"])
        yield node.fields["failed"], False

    def category_fields(self, node: Node) -> Iterator[tuple[str, str]]:
        for index, choice in enumerate(node.fields["choices"]):
            yield f"choices.{index}.category", choice["category"]
        yield "failed", node.fields["failed"]

    def texts(self, node: Node) -> Iterator[TextField]:
        yield from super().texts(node)
        yield from choice_texts(node.fields["choices"])

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        yield from choice_findings(node.fields["choices"])
