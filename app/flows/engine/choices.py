"""What the two questions with choices share: labels, the numbered list, finding the choice that somebody typed."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from app.flows.engine import answers, limits
from app.flows.engine.context import Context
from app.flows.engine.model import Json, Text
from app.flows.engine.normalise import normalise
from app.flows.engine.problems import Finding, TextField
from app.flows.engine.text_length import grapheme_length

LABEL_MOST: Final = 100
"""Graphemes of a choice's label: what is longer than a button is read in the list under the question."""


def choice_label(choice: Json, context: Context) -> str:
    """The label that the citizen reads."""
    return context.text(choice["label"]).strip() or choice["key"] or context.words("unnamed")


def is_label(text: Text, said: str, context: Context) -> bool:
    """Whether `said`, which is normalised, is the label `text` in any of its languages."""
    if not said:
        return False
    for template in text.values():
        # Only texts of the flow itself are kept; what is filled in may name a person.
        key = _kept_key(template) if "{{" not in template else normalise(context.fill_quietly(template))
        if key == said:
            return True
    return False


@lru_cache(maxsize=4096)
def _kept_key(template: str) -> str:
    return normalise(template)


def choice_list(choices: Sequence[Json], context: Context, *, always: bool, room: int = limits.LABEL) -> str:
    """The choices with their numbers, if one of them is too long for its button of `room` graphemes, or always."""
    labels = [choice_label(choice, context) for choice in choices]
    if not labels or not (always or any(len(label) > room and grapheme_length(label) > room for label in labels)):
        return ""
    lines = [context.words("list", number=number, label=label) for number, label in enumerate(labels, start=1)]
    return "\n\n" + "\n".join(lines)


def find_choice(choices: Sequence[Json], text: str, context: Context) -> Json | None:
    """The choice whose label or number `text` is.

    Where labels are numbers themselves (3人, 4人), a bare number means the label and never the place in the list.
    """
    said = normalise(text)
    for choice in choices:
        if is_label(choice["label"], said, context):
            return choice
    number = answers.number(text.strip().rstrip(".)．）"))
    if number is None:
        return None
    numbers = [answers.number(choice_label(choice, context)) for choice in choices]
    if any(value is not None for value in numbers):
        return choices[numbers.index(number)] if numbers.count(number) == 1 else None
    place = int(number) if number == int(number) else 0
    return choices[place - 1] if 1 <= place <= len(choices) else None


def choice_texts(choices: Sequence[Json]) -> Iterator[TextField]:
    """The labels, for lint."""
    for index, choice in enumerate(choices):
        yield TextField(f"choices.{index}.label", choice["label"], "選択肢", LABEL_MOST, "graphemes")


def choice_findings(choices: Sequence[Json]) -> Iterator[Finding]:
    """Choices that are missing, or that cannot be told apart."""
    if not choices:
        yield Finding("choices_empty", "error", "choices", "選択肢がありません。選択肢を1つ以上加えてください。")
    yield from _repeated([str(choice["key"]) for choice in choices], "choice_key_repeated", "key", "結果の名前")
    for language in sorted({language for choice in choices for language in choice["label"]}):
        labels = [normalise(choice["label"].get(language, "")) for choice in choices]
        yield from _repeated(labels, "choice_label_repeated", "label", "表示名")


def _repeated(values: Sequence[str], code: str, field: str, name: str) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value and value in values[:index]:
            message = f"{index + 1}番目の選択肢の{name}が、ほかの選択肢と同じです。区別できるように変えてください。"
            yield Finding(code, "error", f"choices.{index}.{field}", message)
