"""What is wrong with a rule, and how a right one reads. No database."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audience.rule_checks import validate
from app.audience.rule_words import describe
from app.audience.rules import MAX_CONDITIONS, MAX_DEPTH, text_key
from tests.audience.words import vocabulary

CASES = json.loads((Path(__file__).parent / "cases" / "rules.json").read_text("utf-8"))
TAGGED = {"type": "tag", "op": "has_any", "tags": ["answered"]}
WORDS = vocabulary()


def _name(case: dict) -> str:
    return json.dumps(case["rule"])[:60]


@pytest.mark.parametrize("case", CASES["valid"], ids=_name)
def test_a_valid_rule_has_no_problems_and_reads_as_a_sentence(case):
    assert validate(case["rule"], WORDS) == []
    assert describe(case["rule"], WORDS) == case["text"]


@pytest.mark.parametrize("case", CASES["wrong"], ids=_name)
def test_a_wrong_rule_is_told_where_and_what(case):
    problem = validate(case["rule"], WORDS)[0]
    assert (list(problem.path), problem.message) == (case["path"], case["message"])


def _nested(levels: int) -> dict:
    rule: dict = TAGGED
    for _ in range(levels):
        rule = {"not": {"all": [rule]}}
    return rule


def test_groups_may_stand_in_one_another_only_so_deep():
    assert validate(_nested(MAX_DEPTH), WORDS) == []
    assert [problem.message for problem in validate(_nested(MAX_DEPTH + 1), WORDS)] == ["組の中の組は6段までです。"]
    assert validate(_nested(400), WORDS)


def test_a_rule_has_only_so_many_conditions():
    assert validate({"any": [TAGGED] * MAX_CONDITIONS}, WORDS) == []
    assert [p.message for p in validate({"any": [TAGGED] * 100_000}, WORDS)] == ["条件は60個までです。"]


def test_a_long_list_of_nonsense_is_not_read_to_its_end():
    assert len(validate({"any": [{}] * 100_000}, WORDS)) == 20


_keys = st.sampled_from(
    ["all", "any", "not", "type", "op", "value", "tags", "attribute", "date", "tag", "friend", "people", "district",
     "is", "any_of", "has_any", "between", "from", "answered", "2020-01-01"]
)  # fmt: skip
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | _keys,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=12,
)


@given(_json)
def test_no_json_makes_the_check_fail_and_what_passes_can_be_described(rule):
    if not validate(rule, WORDS):
        assert describe(rule, WORDS).endswith("人です。")


@given(st.text())
def test_the_key_of_a_text_is_its_own_key(text):
    assert text_key(text_key(text)) == text_key(text)
