"""Counting, comparing and reading what people write."""

import datetime
from decimal import Decimal

import pytest

from app.flows.engine import answers, spoken
from app.flows.engine.normalise import normalise
from app.flows.engine.text_length import cut_graphemes, cut_utf16, grapheme_length, graphemes, utf16_length

TODAY = datetime.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "clusters", "units"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("日本語", 3, 3),
        ("か\u3099き", 2, 3),
        ("ｶﾞｷﾞ", 2, 4),
        ("👨‍👩‍👧!", 2, 9),
        ("👍🏽", 1, 4),
        ("🇯🇵🇺🇸", 2, 8),
        ("🏴\U000e0067\U000e0062\U000e007f", 1, 8),
        ("❤️", 1, 2),
        ("한글", 2, 2),
        ("\u1112\u1161\u11ab", 1, 3),
        ("葛\U000e0100城", 2, 4),
        ("a\r\nb", 3, 4),
        ("a\u0301\u0302", 1, 3),
        ("𠮷野家", 3, 4),
    ],
)
def test_text_is_counted_as_line_counts_it(text: str, clusters: int, units: int) -> None:
    assert (grapheme_length(text), utf16_length(text)) == (clusters, units)
    assert "".join(graphemes(text)) == text


def test_cutting_never_cuts_a_character_in_two() -> None:
    assert cut_graphemes("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2) == "👨‍👩‍👧…"
    assert cut_graphemes("👨‍👩‍👧", 1) == "👨‍👩‍👧"
    assert cut_utf16("あ👍🏽い", 4) == "あ…"
    assert cut_utf16("あい", 2) == "あい"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ゴミ", "ごみ"), ("ｺﾞﾐ", "ごみ"), ("　ごみ。", "ごみ"), ("「ごみ」！", "ごみ"), ("ＡＢＣ", "abc"), ("Straße",
         "STRASSE"),
        ("ごみ　の日", "ごみ の日"), ("㈱", "(株"), ("①", "1"), ("ヽ", "ゝ"),
    ],
)  # fmt: skip
def test_texts_that_people_take_for_the_same_have_one_key(left: str, right: str) -> None:
    assert normalise(left) == normalise(right)


@pytest.mark.parametrize(
    ("left", "right"), [("ごみ", "こみ"), ("びょういん", "びよういん"), ("さー", "さ"), ("a b", "ab")]
)
def test_texts_that_people_tell_apart_have_two_keys(left: str, right: str) -> None:
    assert normalise(left) != normalise(right)


def test_punctuation_alone_keeps_its_key() -> None:
    assert normalise("？") == "?"
    assert normalise(" ") == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("007", "7"), ("１２．５", "12.5"), ("+3", "3"), ("−3", "-3"), ("▲3", "-3"), ("12,345,678",
         "12345678"),
        ("二〇二六", "2026"), ("百", "100"), ("千二百三十四", "1234"), ("一万", "10000"), ("5万4千6百", "54600"),
        ("2.5万円", "25000"), ("1億2000万", "120000000"), ("3 人", "3"), ("三つ", "3"), ("10か所", "10"), ("3ヶ月",
         "3"),
        ("-0", "0"), ("1,200万円", "12000000"), ("５００ｍ", "500"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert answers.number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "人",
        "三人くらい",
        "1-2",
        "1と2",
        "万",
        "十百",
        "千千",
        "12,34",
        "1.2.3",
        "一2三四",
        "9" * 16,
        "二万三万",
        "３x",
    ],
)
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    assert answers.number(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026.4.1", "2026-04-01"), ("20260401", "2026-04-01"), ("2026年4月1日（水）", "2026-04-01"),
        ("令和8年4月1日です", "2026-04-01"),
        ("昭和64年1月7日", "1989-01-07"), ("H1.1.8", "1989-01-08"), ("s50/3/3", "1975-03-03"), ("４月１日",
         "2026-04-01"),
        ("明後日", "2026-04-03"), ("きのう", "2026-03-31"), ("おととい", "2026-03-30"), ("9月30日", "2026-09-30"),
        ("11/1", "2025-11-01"), ("2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(text: str, iso: str) -> None:
    assert answers.date(text, today=TODAY) == datetime.date.fromisoformat(iso)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "4月",
        "2026-13-01",
        "2025-02-29",
        "2/29",
        "令和0年1月1日",
        "令和元年4月30日",
        "0000-01-01",
        "4月1日か2日",
    ],
)
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert answers.date(text, today=TODAY) is None


def test_a_date_without_a_year_is_the_nearest_within_the_bounds() -> None:
    bounds = {"earliest": datetime.date(2026, 4, 2), "latest": datetime.date(2027, 12, 31)}
    assert answers.date("4月1日", today=TODAY, **bounds) == datetime.date(2027, 4, 1)
    assert answers.date("3/1", today=TODAY, latest=TODAY) == datetime.date(2026, 3, 1)
    assert answers.date("4/2", today=TODAY, latest=TODAY) == datetime.date(2025, 4, 2)


def test_the_engine_speaks_japanese_where_it_does_not_know_the_language() -> None:
    assert spoken.say("cancel", "en") == "Stop"
    assert spoken.say("cancel", "vi") == spoken.say("cancel", "ja") == "やめる"


def test_the_engine_has_the_same_phrases_in_every_language() -> None:
    assert spoken.languages() >= {"ja", "en"}
    for language in spoken.languages():
        assert spoken.phrases(language) == spoken.phrases("ja")
