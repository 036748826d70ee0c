"""Counting text as LINE counts it: UTF-16 code units, and grapheme clusters (what people call characters).

https://developers.line.biz/en/docs/messaging-api/text-character-count/
"""

import unicodedata
from itertools import pairwise

_ZERO_WIDTH_JOINER = "\u200d"
_EXTENDING = frozenset("\u200c\u200d\uff9e\uff9f")
"""Joiners, and the half-width voiced sound marks, which Unicode counts to the character before them."""


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units of `text`."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut_utf16(text: str, limit: int) -> str:
    """`text` in at most `limit` UTF-16 code units, ending in an ellipsis if something was cut."""
    if utf16_length(text) <= limit:
        return text
    kept: list[str] = []
    room = limit - 1
    for cluster in graphemes(text):
        room -= utf16_length(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept) + "…"


def graphemes(text: str) -> list[str]:
    """The grapheme clusters of `text`, by the parts of Unicode's UAX #29 that matter in East Asia and for emoji."""
    if len(text) < 2:
        return [text] if text else []
    starts = [0]
    flags = _is_flag(text[0])
    for index, (before, after) in enumerate(pairwise(text), start=1):
        if _joined(text, starts[-1], before, after, flags):
            flags += _is_flag(after)
        else:
            starts.append(index)
            flags = _is_flag(after)
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def grapheme_length(text: str) -> int:
    """The number of grapheme clusters of `text`."""
    return len(graphemes(text))


def cut_graphemes(text: str, limit: int) -> str:
    """`text` in at most `limit` grapheme clusters, ending in an ellipsis if something was cut."""
    if len(text) <= limit:
        return text
    clusters = graphemes(text)
    if len(clusters) <= limit:
        return text
    return "".join(clusters[: limit - 1]) + "…"


def _is_flag(character: str) -> int:
    return int("\U0001f1e6" <= character <= "\U0001f1ff")


def _joined(text: str, start: int, before: str, after: str, flags: int) -> bool:
    """Whether `after` belongs to the cluster that began at `start`, ends in `before` and holds `flags` flag letters."""
    if before == "\r" and after == "\n":
        return True
    if before < " " or after < " ":
        return False
    if _extends(after):
        return True
    if before == _ZERO_WIDTH_JOINER:
        return _is_picture(text[start]) and _is_picture(after)
    if _is_flag(after) and _is_flag(before):
        return flags == 1
    return _hangul_joined(before, after)


def _extends(character: str) -> bool:
    if character < "\u0300":
        return False
    return (
        character in _EXTENDING
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags, in the flags of England, Scotland and Wales
    )


def _is_picture(character: str) -> bool:
    return unicodedata.category(character) == "So" or character >= "\U0001f000"


def _hangul_joined(before: str, after: str) -> bool:
    leading, vowel, trailing = (
        "\u1100" <= before <= "\u115f",
        "\u1160" <= after <= "\u11a7",
        "\u11a8" <= after <= "\u11ff",
    )
    if leading:
        return vowel or "\u1100" <= after <= "\u115f" or "\uac00" <= after <= "\ud7a3"
    syllable_or_vowel = "\u1160" <= before <= "\u11a7" or "\uac00" <= before <= "\ud7a3"
    return (syllable_or_vowel and (vowel or trailing)) or ("\u11a8" <= before <= "\u11ff" and trailing)
