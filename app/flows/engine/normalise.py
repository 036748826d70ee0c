"""One key under which texts that people take for the same compare equal."""

import re
import unicodedata
from typing import Final

_TO_HIRAGANA: Final = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_SPACES: Final = re.compile(r"\s+")
_SURROUNDING: Final = ("P", "Z", "C")
"""General categories that are stripped at both ends: punctuation, space, control. Symbols such as emoji stay."""


def normalise(text: str) -> str:
    """NFKC, lower case, katakana as hiragana, one space for many, without surrounding space and punctuation.

    A text of punctuation alone keeps it, so that 「？」 can be a keyword.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_TO_HIRAGANA)
    if folded.isalnum():  # then there is neither space nor punctuation in it
        return folded
    folded = _SPACES.sub(" ", folded).strip()
    start, end = 0, len(folded)
    while start < end and _strippable(folded[start]):
        start += 1
    while end > start and _strippable(folded[end - 1]):
        end -= 1
    return folded[start:end] or folded


def _strippable(character: str) -> bool:
    return unicodedata.category(character)[0] in _SURROUNDING
