"""Breaks a tile's words into lines at the largest size that fits. Pure.

A line ends only where Japanese lets it: between the phrases that BudouX finds, corrected by our own list of words,
then, if need be, where hiragana gives way to kanji or katakana. Nothing is ever cut.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import budoux
from PIL import ImageFont

_FONTS = Path(__file__).parents[1] / "static" / "fonts"
_NEVER_FIRST = frozenset("・、。，．）」』】〉》！？!?ー～…:：;；)]}ぁぃぅぇぉっゃゅょァィゥェォッャュョ々")
_NEVER_LAST = frozenset("（「『【〈《([{")
# A position after the first match and before the second is where a long compound may break at last.
_TURNS = re.compile(r"(?<=[ぁ-ん])(?=[一-龥ァ-ヴ])|(?<=[一-龥])(?=[ァ-ヴ])|(?<=[ァ-ヴー])(?=[一-龥])")
_MOST_PIECES = 10
LINE_HEIGHT = 1.22


@dataclass(frozen=True, slots=True)
class Lettering:
    """How one text is set: font size in pixels, and its lines."""

    size: int
    lines: tuple[str, ...]
    width: float

    @property
    def height(self) -> float:
        return self.size * LINE_HEIGHT * len(self.lines)


@dataclass(frozen=True, slots=True)
class Wish:
    """Sizes in pixels: as large as `most`, on one line down to `one_line`, and never smaller than `least`."""

    bold: bool
    most: int
    one_line: int
    least: int
    lines: int


@lru_cache(maxsize=256)
def font(bold: bool, size: float) -> ImageFont.FreeTypeFont:
    name = "BIZUDPGothic-Bold.ttf" if bold else "BIZUDPGothic-Regular.ttf"
    return ImageFont.truetype(str(_FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def letter(text: str, width: float, height: float, wish: Wish) -> Lettering | None:
    """The text set within width × height; None if it does not fit at the least size."""
    text = " ".join(text.split())
    sizes = range(wish.most, wish.least - 1, -2)
    for size in sizes:
        if size < wish.one_line:
            break
        found = _best(text, (), size, width, height, wish, 1)
        if found:
            return found
    for breaks in (_breaks(text), _more_breaks(text)):
        for size in sizes:
            for count in range(1, wish.lines + 1):
                found = _best(text, breaks, size, width, height, wish, count)
                if found:
                    return found
    return None


def undrawable(text: str) -> list[str]:
    """The characters for which the font has no shape, each once."""
    return [character for character in dict.fromkeys(text) if not character.isspace() and not _has_shape(character)]


def phrases(text: str) -> list[str]:
    """The text in the pieces that stay on one line."""
    places = [0, *_breaks(text), len(text)]
    return [text[start:end] for start, end in pairwise(places)]


def _best(
    text: str, breaks: tuple[int, ...], size: int, width: float, height: float, wish: Wish, count: int
) -> Lettering | None:
    """With exactly `count` lines, the one whose widest line is the shortest: lines of about equal length."""
    if size * LINE_HEIGHT * count > height or len(breaks) < count - 1:
        return None
    shapes = font(wish.bold, size)
    found: Lettering | None = None
    for chosen in combinations(breaks, count - 1):
        lines = tuple(text[start:end].strip() for start, end in pairwise((0, *chosen, len(text))))
        if count > 1 and min(map(len, lines)) < 2:
            continue
        widest = max(map(shapes.getlength, lines))
        if widest <= width and (found is None or widest < found.width):
            found = Lettering(size, lines, widest)
    return found


@lru_cache(maxsize=512)
def _breaks(text: str) -> tuple[int, ...]:
    ends, position = set(), 0
    for phrase in _parser().parse(text):
        position += len(phrase)
        ends.add(position)
    ends |= {match.end() for match in re.finditer(r"[・\s／/]+", text)}
    return _allowed(text, ends)


@lru_cache(maxsize=512)
def _more_breaks(text: str) -> tuple[int, ...]:
    """For what does not fit in whole phrases: also at the edges of our words, and where the kind of letter turns."""
    ends = {match.start() for match in _TURNS.finditer(text)}
    ends |= {edge for span in _word_spans(text) for edge in span}
    return _allowed(text, ends | set(_breaks(text)))


def _allowed(text: str, ends: Iterable[int]) -> tuple[int, ...]:
    inside = {place for start, end in _word_spans(text) for place in range(start + 1, end)}
    places = sorted(
        place
        for place in set(ends) - inside
        if 0 < place < len(text) and _may_break(text[:place].rstrip(), text[place:].lstrip())
    )
    return tuple(places[:_MOST_PIECES])


def _may_break(before: str, after: str) -> bool:
    """Spaces at a line's end or beginning are dropped, so what counts is what stands behind them."""
    return bool(before and after) and after[0] not in _NEVER_FIRST and before[-1] not in _NEVER_LAST


def _word_spans(text: str) -> list[tuple[int, int]]:
    """Where our words stand; a longer word hides the shorter ones within it."""
    spans: list[tuple[int, int]] = []
    for word in _words():
        for match in re.finditer(re.escape(word), text):
            if not any(start < match.end() and match.start() < end for start, end in spans):
                spans.append(match.span())
    return spans


@lru_cache(maxsize=1)
def _words() -> list[str]:
    words = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
    return sorted(words, key=len, reverse=True)


@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def _has_shape(character: str) -> bool:
    # The font draws the same box for everything that it does not have.
    shapes = font(False, 24)
    return bytes(shapes.getmask(character)) != bytes(shapes.getmask("\U0010ffff"))
