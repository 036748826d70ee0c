"""Rows as CSV bytes, in the two encodings that Japanese offices open without asking. Pure.

UTF-8 with BOM, or CP932 (Windows' Shift_JIS). What CP932 lacks becomes 〓 and is counted, never silently lost. A cell that a
spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"), the full-width forms too.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

UTF8, CP932 = "utf-8", "cp932"
ENCODINGS = {UTF8: "UTF-8（最近のExcel、そのほかのソフト）", CP932: "Shift_JIS（古いExcelや庁内システム）"}
BOM = b"\xef\xbb\xbf"
GETA = "〓"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# The characters that Windows writes for what Unicode's JIS tables call by another number.
_AS_WINDOWS = str.maketrans({"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢"})
_EXAMPLES = 5


@dataclass
class Report:
    """What CP932 could not hold: how often, and some of the characters, by column."""

    replaced: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    def note(self, column: str, characters: list[str]) -> None:
        self.replaced[column] = self.replaced.get(column, 0) + len(characters)
        known = self.examples.get(column, "")
        for character in characters:
            if character not in known and len(known) < _EXAMPLES:
                known += character
        self.examples[column] = known

    def to_json(self) -> dict[str, dict[str, object]]:
        return {column: {"count": count, "examples": self.examples[column]} for column, count in self.replaced.items()}


def guard(text: str) -> str:
    """The cell so that no spreadsheet computes it."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


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
    text = guard(text.replace("\x00", ""))
    if encoding != CP932:
        # A lone surrogate cannot be written in any encoding.
        return text.encode("utf-8", "replace").decode()
    text = unicodedata.normalize("NFC", text).translate(_AS_WINDOWS)
    try:
        text.encode(CP932)
        return text
    except UnicodeEncodeError:
        return _replaced(text, column, report)


def _replaced(text: str, column: str, report: Report) -> str:
    missing, kept = [], []
    for character in text:
        try:
            character.encode(CP932)
            kept.append(character)
        except UnicodeEncodeError:
            missing.append(character.encode("utf-8", "replace").decode())
            kept.append(GETA)
    report.note(column, missing)
    return "".join(kept)
