"""The questions that a flow's versions have asked, and how results speak of them. Pure.

A questionnaire changes while answers come in. What was asked once stays: a question keeps its place when others come, go or
move, and a choice that was removed keeps its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class QuestionKind(StrEnum):
    """What the answers are. The values are the engine's node types."""

    CHOICE = "ask_choice"
    CHOICES = "ask_choices"
    NUMBER = "ask_number"
    DATE = "ask_date"
    TEXT = "ask_text"


KIND_NAMES = {
    QuestionKind.CHOICE: "一つ選択",
    QuestionKind.CHOICES: "複数選択",
    QuestionKind.NUMBER: "数値",
    QuestionKind.DATE: "日付",
    QuestionKind.TEXT: "文章",
}
_ENDED = {"completed": "回答ずみ", "cancelled": "取りやめ", "interrupted": "中断", "restarted": "やり直し", "error": "エラー"}


@dataclass
class Question:
    """`text` is the newest wording on one line; `choices` maps a choice's key to its newest label, in order of appearance."""

    key: str
    kind: QuestionKind
    text: str
    choices: dict[str, str] = field(default_factory=dict)
    removed: bool = False


def state_name(ended_because: str | None) -> str:
    """How a response stands: `response.ended_because` in words."""
    return _ENDED.get(ended_because, "その他") if ended_because else "途中"


def answer_words(content: Mapping[str, Any]) -> str:
    """What staff read of an answer: its label, else its value."""
    label = content.get("label")
    if label:
        return str(label)
    value = content.get("value")
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value)
    return "" if value is None else str(value)


def questions_of(definitions: Iterable[Mapping[str, Any]]) -> dict[str, Question]:
    """Questions by key in the order of first appearance. `definitions` are all versions in format 1, oldest first."""
    found: dict[str, Question] = {}
    for definition in definitions:
        language = str(definition.get("base_language", "ja"))
        for node in definition.get("nodes", ()):
            if node.get("key") and node.get("type") in set(QuestionKind):
                _meet(found, node, language)
    return found


def _meet(found: dict[str, Question], node: Mapping[str, Any], language: str) -> None:
    key = str(node["key"])
    question = found.setdefault(key, Question(key, QuestionKind(node["type"]), key))
    question.kind = QuestionKind(node["type"])
    question.text = _one_line(node.get("text"), language) or question.text
    for choice in node.get("choices", ()):
        known = question.choices.get(choice["key"], choice["key"])
        question.choices[choice["key"]] = _one_line(choice.get("label"), language) or known


def sub_flows_of(definition: Mapping[str, Any]) -> list[str]:
    """The ids of the flows that a definition goes into, whose answers belong to its runs."""
    return [str(node["flow"]) for node in definition.get("nodes", ()) if node.get("type") == "sub_flow" and node.get("flow")]


def _one_line(text: Mapping[str, str] | None, language: str) -> str:
    return " ".join(((text or {}).get(language) or "").split())
