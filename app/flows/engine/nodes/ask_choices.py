"""Asks for any number of several choices."""

import re
from collections.abc import Iterator
from typing import Final

from app.flows.engine import limits
from app.flows.engine.asking import PROPERTIES, REQUIRED, WORDS, Question, Understood
from app.flows.engine.choices import choice_findings, choice_label, choice_list, choice_texts, find_choice
from app.flows.engine.context import Context
from app.flows.engine.model import Json, Node
from app.flows.engine.node_type import Given, Refused, Wait
from app.flows.engine.normalise import normalise
from app.flows.engine.problems import Finding, LintContext, TextField

DONE: Final = "done"
"""What the data of the button that closes the selection ends in, where a choice's has its id."""

_SELECTED: Final = "✓ "
_SEPARATORS: Final = (re.compile(r"[、,，;；/／\n]+"), re.compile(r"[、,，;；/／\s・&＆+＋]+|(?<=.)と(?=.)"))
"""Tried in this order: a label such as 子育て・教育 or いもとくり holds what also separates."""


class AskChoicesNode(Question):
    """Quick replies that are put on and off until 決定 is pressed; several typed at once are the whole answer."""

    type = "ask_choices"
    name = "いくつか選んでもらう"
    line = "選択肢からいくつでも選んでもらいます。"
    properties = PROPERTIES | {
        "choices": {
            "type": "array",
            "maxItems": limits.CHOICES,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"$ref": "#/$defs/id"},
                    "key": {"$ref": "#/$defs/key"},
                    "label": {"$ref": "#/$defs/text"},
                },
                "required": ["id", "key", "label"],
                "additionalProperties": False,
            },
        },
        "min": {"type": ["integer", "null"], "minimum": 0, "maximum": limits.CHOICES},
        "max": {"type": ["integer", "null"], "minimum": 1, "maximum": limits.CHOICES},
        "answered": {"$ref": "#/$defs/id"},
    }
    required = (*REQUIRED, "choices", "answered")
    words = WORDS | {
        "choices": ("questions", "選択肢"),
        "min": ("questions", "選ぶ数の下限"),
        "max": ("questions", "選ぶ数の上限"),
        "answered": ("routing", "答えたときの行き先"),
    }

    def read(self, node: Node, context: Context, given: Given) -> Understood | Refused | Wait:
        choices: list[Json] = node.fields["choices"]
        selection = context.run.selection
        if given.kind == "tap":
            if given.value == DONE:
                return self._closed(node, context, set(selection), context.words("done"))
            chosen = next((choice for choice in choices if choice["id"] == given.value), None)
            return self._toggled(node, context, chosen) if chosen else Refused(context.words("hint_choices"))
        if given.kind != "text":
            return Refused(context.words("hint_choices"))
        said = normalise(given.text)
        if said == normalise(context.words("done")):
            return self._closed(node, context, set(selection), given.text)
        if said == normalise(context.words("nothing")) and not _least(node):
            return self._closed(node, context, set(), given.text)
        typed = _typed_choices(choices, given.text, context)
        if typed is None:
            return Refused(context.words("hint_choices"))
        return self._closed(node, context, {*selection, *(choice["id"] for choice in typed)}, given.text)

    def _toggled(self, node: Node, context: Context, chosen: Json) -> Wait:
        selection, most = context.run.selection, node.fields.get("max")
        too_many = False
        if chosen["id"] in selection:
            selection.remove(chosen["id"])
        elif most and len(selection) >= most:
            too_many = True
        else:
            selection.append(chosen["id"])
        labels = context.words("separator").join(choice_label(choice, context) for choice in _selected(node, selection))
        text = context.words("selected", labels=labels) if labels else context.words("selected_none")
        self.ask(node, context, f"{context.words('hint_choices_max', max=most)}\n{text}" if too_many else text)
        return Wait()

    def _closed(self, node: Node, context: Context, ids: set[str], text: str) -> Understood | Refused:
        least, most = _least(node), node.fields.get("max")
        if len(ids) < least:
            return Refused(context.words("hint_choices_min", min=least), plain=False)
        if most and len(ids) > most:
            return Refused(context.words("hint_choices_max", max=most), plain=False)
        chosen = _selected(node, ids)
        label = context.words("separator").join(choice_label(choice, context) for choice in chosen)
        return Understood(
            [choice["key"] for choice in chosen], label or context.words("nothing"), node.fields["answered"], text
        )

    def choices_offered(self, node: Node, context: Context) -> list[Json]:
        offered = []
        for choice in node.fields["choices"]:
            label = choice_label(choice, context)
            mark = _SELECTED if choice["id"] in context.run.selection else ""
            offered.append(context.button(node, choice["id"], mark + label, shown=label))
        return [*offered, context.button(node, DONE, context.words("done"))]

    def listed(self, node: Node, context: Context, again: bool) -> str:
        return choice_list(node.fields["choices"], context, always=again, room=limits.LABEL - len(_SELECTED))

    def texts(self, node: Node) -> Iterator[TextField]:
        yield from super().texts(node)
        yield from choice_texts(node.fields["choices"])

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        yield from choice_findings(node.fields["choices"])
        least, most, count = _least(node), node.fields.get("max"), len(node.fields["choices"])
        if most and least > most:
            yield Finding("min_above_max", "error", "min", "下限が上限より大きくなっています。数を直してください。")
        if count and least > count:
            message = f"選択肢は{count}個ですが、下限が{least}個です。下限を{count}以下にしてください。"
            yield Finding("min_above_choices", "error", "min", message)


def _least(node: Node) -> int:
    return int(node.fields.get("min") or 0)


def _selected(node: Node, ids: list[str] | set[str]) -> list[Json]:
    return [choice for choice in node.fields["choices"] if choice["id"] in ids]


def _typed_choices(choices: list[Json], text: str, context: Context) -> list[Json] | None:
    """The choices that a typed text names, all of it; None if some part of it is none."""
    whole = find_choice(choices, text, context)
    if whole:
        return [whole]
    for separators in _SEPARATORS:
        parts = [part for part in separators.split(text) if part.strip()]
        found = [find_choice(choices, part, context) for part in parts]
        if found and all(found):
            return [choice for choice in found if choice]
    return None
