"""Answers as figures, and questions over all versions: pure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.flows.questions import Question, QuestionKind, answer_words, questions_of, state_name
from app.flows.statistics import Line, tally_for
from tests.flows.responses import document, question

KINDS = {"choice": QuestionKind.CHOICE, "choices": QuestionKind.CHOICES, "number": QuestionKind.NUMBER, "date": QuestionKind.DATE}


def figures(kind: str, values: list, **choices: str) -> list[tuple[str, int, float]]:
    return [(line.label, line.count, line.percent) for line in tally(kind, values, **choices).lines()]


def tally(kind: str, values: list, **choices: str):
    found = tally_for(Question("q", KINDS[kind], "質問", choices))
    for value in values:
        found.add(value)
    return found


def test_choices_are_counted_in_their_order_with_those_that_nobody_chose():
    found = figures("choice", ["b", "b", "a"], a="はい", b="いいえ", c="わからない")
    assert found == [("はい", 1, 33.3), ("いいえ", 2, 66.7), ("わからない", 0, 0.0)]


def test_of_several_choices_each_counts_by_those_who_answered():
    found = tally("choices", [["a", "b"], ["a"], []], a="防災", b="ごみ")
    assert found.lines() == [Line("防災", 2, 66.7), Line("ごみ", 1, 33.3)]
    assert found.answered == 3
    assert "100%をこえる" in found.note()


@pytest.mark.parametrize("kind", ["choice", "choices", "number", "date"])
def test_values_of_another_kind_are_counted_as_others_and_break_nothing(kind):
    values = ["?", None, {"a": 1}, ["x", 3], True, "2026-99-01", "Infinity", ""]
    assert figures(kind, values, a="A")[-1][:2] == ("そのほか", len(values))


def test_few_numbers_have_a_bar_each_with_the_gaps():
    assert figures("number", [1, 3, 3]) == [("1", 1, 33.3), ("2", 0, 0.0), ("3", 2, 66.7)]


def test_many_numbers_are_put_together_in_even_steps():
    found = tally("number", list(range(100)))
    assert [line.label for line in found.lines()][:3] == ["0～9", "10～19", "20～29"]
    assert {line.count for line in found.lines()} == {10}
    assert found.note() == "平均 49.5、最小 0、最大 99"


def test_numbers_with_decimals_say_from_where_to_where():
    assert figures("number", [0.5, 1.25, 2])[0][0] == "0.4以上0.6未満"


def test_one_number_is_one_bar():
    assert figures("number", [2.5, 2.5]) == [("2.5", 2, 100.0)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**15), 10**15) | st.floats(-1e6, 1e6).map(lambda number: round(number, 2)), min_size=1))
def test_every_number_is_in_one_of_a_handful_of_bars(values):
    lines = tally("number", values).lines()
    assert sum(line.count for line in lines) == len(values)
    assert len(lines) <= 20


def test_ever_so_many_different_numbers_are_not_kept_one_by_one():
    found = tally("number", [number * 7 for number in range(30_000)])
    assert len(found._counts) <= 1001
    assert sum(line.count for line in found.lines()) == 30_000
    assert found.lines()[0] == Line("0～19,999", 2858, 9.5)  # 0, 7, … 19,999: exact although counted in steps


def test_dates_are_counted_by_month():
    found = figures("date", ["2026-04-01", "2026-04-30", "2026-06-01"])
    assert found == [("2026年4月", 2, 66.7), ("2026年5月", 0, 0.0), ("2026年6月", 1, 33.3)]


def test_dates_far_apart_are_counted_by_year_or_ten_years():
    assert [label for label, _, _ in figures("date", ["2020-01-01", "2023-12-31"])] == ["2020年", "2021年", "2022年", "2023年"]
    found = figures("date", ["1961-05-01", "1989-05-01"])
    assert [label for label, _, _ in found] == ["1960年代", "1970年代", "1980年代"]


def test_a_question_keeps_its_place_and_its_removed_choices_their_names():
    first = document(question("choice", "color", "色は？", red="赤", blue="青"), question("text", "wish", "希望"))
    second = document(question("number", "age", "年齢"), question("choice", "color", "好きな\n色は？", blue="青色", green="緑"))
    found = questions_of([first, second])
    assert list(found) == ["color", "wish", "age"]
    assert found["color"].text == "好きな 色は？"
    assert found["color"].choices == {"red": "赤", "blue": "青色", "green": "緑"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"label": "伊丹", "value": "itami"}, "伊丹"),
        ({"label": "", "value": ["a", "b"]}, "a、b"),
        ({"value": 0}, "0"),
        ({"value": None}, ""),
    ],
)
def test_an_answer_is_read_by_its_label(content, expected):
    assert answer_words(content) == expected


def test_states_have_words():
    assert [state_name(reason) for reason in ("completed", None, "unknown")] == ["回答ずみ", "途中", "その他"]
