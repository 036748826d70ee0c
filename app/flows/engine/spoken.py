"""What the engine says in its own words, when a flow has none: ``spoken.json``, by language."""

import json
from pathlib import Path
from typing import Final

from app.flows.engine.normalise import normalise

FALLBACK: Final = "ja"

_PHRASES: Final[dict[str, dict[str, str]]] = json.loads(Path(__file__).with_name("spoken.json").read_text("utf-8"))

CANCEL_WORDS: Final = frozenset(
    map(normalise, ("やめる", "キャンセル", "中止", "終了", *(phrases["cancel"] for phrases in _PHRASES.values())))
)
"""Whole texts that end a conversation."""

RESTART_WORDS: Final = frozenset(map(normalise, ("最初から", *(phrases["restart"] for phrases in _PHRASES.values()))))
"""Whole texts that start the same flow anew."""


def say(phrase: str, language: str, **values: object) -> str:
    """The phrase in `language`, else in Japanese, with `values` filled in."""
    return _PHRASES.get(language, _PHRASES[FALLBACK])[phrase].format(**values)


def languages() -> set[str]:
    """The languages that the engine speaks."""
    return set(_PHRASES)


def phrases(language: str) -> set[str]:
    """The names of what it can say in `language`."""
    return set(_PHRASES[language])
