"""CSV bytes: what a spreadsheet reads is what we meant, and what an encoding lacks is told."""

import csv
import io
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exports.columns import cell, unique
from app.exports.csv import BOM, CP932, FORMULA_STARTS, UTF8, Report, guard, write


def written(rows: list[list[str]], encoding: str = UTF8, header: list[str] | None = None) -> tuple[bytes, Report]:
    report = Report()
    header = header or [f"列{number}" for number in range(len(rows[0]))]
    return b"".join(write(header, rows, encoding, report)), report


def read(data: bytes, encoding: str) -> list[list[str]]:
    text = data.decode("utf-8-sig" if encoding == UTF8 else CP932)
    return list(csv.reader(io.StringIO(text, newline="")))


def one_cell(text: str, encoding: str) -> tuple[str, Report]:
    data, report = written([[text, "次"]], encoding)
    return read(data, encoding)[1][0], report


_cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20) | st.sampled_from(
    ["=1+1", "a,b", 'say "yes"', "一\r\n二", "\r", "\n", "'", '"', "＝SUM(A1)", "a\tb", ""]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_reading_back_gives_the_same_cells_but_for_the_guard(rows):
    data, report = written(rows)
    assert data.startswith(BOM)
    assert read(data, UTF8)[1:] == [[guard(text) for text in row] for row in rows]
    assert report.to_json() == {}


_windows = st.text(st.sampled_from([*string.printable, *"日本語ひらがなカタカナ①髙﨑～－∥"]), max_size=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(_windows, min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_cp932_has_comes_back_from_it_unchanged(rows):
    data, report = written(rows, CP932)
    assert read(data, CP932)[1:] == [[guard(text) for text in row] for row in rows]
    assert report.to_json() == {}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_written_in_both_encodings_and_starts_no_formula(text):
    for encoding in (UTF8, CP932):
        found, _ = one_cell(text, encoding)
        assert not found.startswith(FORMULA_STARTS)


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("encoding", [UTF8, CP932])
def test_a_formula_is_written_as_text(start, encoding):
    assert one_cell(f"{start}cmd|' /C calc'!A1", encoding)[0] == f"'{start}cmd|' /C calc'!A1"


@pytest.mark.parametrize("text", ["1=1", "a@b.example", "090-0000-0000", "'", " =1", "伊丹+稲野", ""])
def test_what_is_no_formula_stays_as_it_is(text):
    assert one_cell(text, UTF8)[0] == text


def test_a_minus_that_becomes_a_formula_in_cp932_is_guarded_there():
    assert one_cell("\u22121", CP932)[0] == "'－1"
    assert one_cell("\u22121", UTF8)[0] == "\u22121"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("9時\u301c10時", "9時～10時"),
        ("3\u22122", "3－2"),
        ("\u2014", "―"),
        ("\u2016", "∥"),
        ("\u00a5500", "￥500"),
        ("か\u3099き\u3099ハ\u309a", "がぎパ"),
        ("\ufa19田 髙﨑", "\ufa19田 髙﨑"),  # NFC would make another name of it
        ("10\u212b", "10\u212b"),
        ("A\u030a", "\u212b"),
    ],
)
def test_characters_that_windows_knows_by_another_number_are_not_replaced(given, expected):
    found, report = one_cell(given, CP932)
    assert found == expected
    assert report.to_json() == {}


@pytest.mark.parametrize(
    ("given", "expected", "count", "examples"),
    [
        ("𠮷田さん😀😀", "〓田さん〓〓", 3, ["𠮷", "😀"]),
        ("葛\U000e0100城", "葛城", 1, ["葛\U000e0100"]),
        ("❤\ufe0f", "〓", 1, ["❤\ufe0f"]),
        ("a\u200bb", "a〓b", 1, ["U+200B"]),
        ("\u0301", "〓", 1, ["\u0301"]),
        ("\ud800", "?", 0, []),
        ("😀😁😂😃😄😅😆", "〓〓〓〓〓〓〓", 7, ["😀", "😁", "😂", "😃", "😄"]),
    ],
)
def test_what_cp932_lacks_is_replaced_and_reported_with_examples(given, expected, count, examples):
    found, report = one_cell(given, CP932)
    assert found == expected
    told = report.to_json().get("列0", {"count": 0, "examples": []})
    assert told == {"count": count, "examples": examples}


def test_a_heading_is_reported_too():
    _, report = written([["よい"]], CP932, ["好きな🍎"])
    assert report.to_json() == {"好きな🍎": {"count": 1, "examples": ["🍎"]}}


def test_lines_end_as_spreadsheets_expect_and_quotes_are_doubled():
    data, _ = written([["一\n二", 'かぎ"かっこ"']], header=["a", "b"])
    assert data == BOM + 'a,b\r\n"一\n二","かぎ""かっこ"""\r\n'.encode()


def test_a_row_of_another_length_than_the_header_is_refused():
    with pytest.raises(ValueError):
        written([["一つ"]], header=["a", "b"])


def test_columns_of_one_name_are_told_apart():
    assert unique(["名前", "名前（2）", "名前", "名前"]) == ["名前", "名前（2）", "名前（3）", "名前（4）"]


@pytest.mark.parametrize(("value", "expected"), [(None, ""), (0, "0"), (2.5, "2.5"), (["防災", "ごみ"], "防災、ごみ")])
def test_a_cell_is_text(value, expected):
    assert cell(value) == expected
