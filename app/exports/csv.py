"""Rows as CSV bytes, in the two encodings that Japanese offices open without asking. Pure.

UTF-8 with BOM, or CP932 (Windows' Shift_JIS). What CP932 lacks becomes 〓 and is counted, never silently lost. A cell that a
spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"), the full-width forms too.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

UTF8, CP932 = "utf-8", "cp932"
ENCODINGS = {UTF8: "UTF-8（最近のExcel、そのほかのソフト）", CP932: "Shift_JIS（古いExcelや庁内システム）"}
BOM = b"\xef\xbb\xbf"
GETA = "〓"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Characters that look the same and of which CP932 has only the other: wave dash, minus, dash, parallel, Western signs.
_AS_WINDOWS = str.maketrans(
    {
        "\u301c": "～", "\u2212": "－", "\u2014": "―", "\u2016": "∥", "\u00a2": "￠", "\u00a3": "￡", "\u00ac": "￢",
        "\u00a5": "￥", "\u203e": "￣", "\u00a6": "￤", "\u00c5": "\u212b",
    }
)  # fmt: skip
# か + ゛ as some phones write が. Only such sequences are composed: NFC of the whole text would exchange U+FA19, a form of 神
# that CP932 has and that stands in people's names, for the common one.
_COMBINED = re.compile("[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+")
# A character with the selectors that only choose how it looks (葛 + U+E0100, ❤ + U+FE0F).
_WITH_SELECTORS = re.compile(".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
_EXAMPLES = 5


@dataclass
class Report:
    """What CP932 could not hold: how often, and some of the characters, by column."""

    replaced: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, column: str, character: str) -> None:
        self.replaced[column] = self.replaced.get(column, 0) + 1
        known = self.examples.setdefault(column, [])
        shown = character if character[0].isprintable() else f"U+{ord(character[0]):04X}"
        if shown not in known and len(known) < _EXAMPLES:
            known.append(shown)

    def to_json(self) -> dict[str, dict[str, object]]:
        """By column, {"count": how often, "examples": at most five of the characters}."""
        return {column: {"count": count, "examples": self.examples[column]} for column, count in self.replaced.items()}


def guard(text: str) -> str:
    """The cell so that no spreadsheet computes it."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def write(header: list[str], rows: Iterable[list[str]], encoding: str, report: Report) -> Iterator[bytes]:
    """The file in pieces, one for the header and one for each row. `report` fills while they are read."""
    if encoding == UTF8:
        yield BOM
    yield _line(header, header, encoding, report)
    for row in rows:
        yield _line(row, header, encoding, report)


def _line(cells: list[str], columns: list[str], encoding: str, report: Report) -> bytes:
    out = io.StringIO()
    prepared = [_cell(cell, column, encoding, report) for cell, column in zip(cells, columns, strict=True)]
    csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n").writerow(prepared)
    return out.getvalue().encode(encoding)


def _cell(text: str, column: str, encoding: str, report: Report) -> str:
    # NUL ends a cell early in some readers; a lone surrogate cannot be written in any encoding.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode()
    # The guard comes last: − (U+2212) is no formula, the － that stands for it in CP932 is one.
    return guard(_for_cp932(text, column, report) if encoding == CP932 else text)


def _for_cp932(text: str, column: str, report: Report) -> str:
    if text.isascii():
        return text
    composed = _COMBINED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text).translate(_AS_WINDOWS)
    if _fits(composed):
        return composed
    return "".join(_kept(match[0], column, report) for match in _WITH_SELECTORS.finditer(composed))


def _kept(character: str, column: str, report: Report) -> str:
    """What is written for one character; the common form where CP932 lacks only a variant."""
    if len(character) == 1 and _fits(character):
        return character
    report.note(column, character)
    return character[0] if _fits(character[0]) else GETA


def _fits(text: str) -> bool:
    try:
        text.encode(CP932)
    except UnicodeEncodeError:
        return False
    return True
