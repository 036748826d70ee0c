"""Which flow an input starts."""

from typing import Any

from app.flows.engine.triggers import Conflict, TriggerIndex


def words(*keywords: str, match: str = "equals") -> dict[str, Any]:
    return {"id": "t", "type": "keyword", "keywords": list(keywords), "match": match}


def contains(*keywords: str) -> dict[str, Any]:
    return words(*keywords, match="contains")


def test_equals_goes_before_contains() -> None:
    index = TriggerIndex([("a", [contains("ごみ")]), ("b", [words("ごみ")])])
    assert index.keyword("ゴミ。") == "b"
    assert index.keyword("ゴミはどこ") == "a"


def test_a_longer_keyword_goes_before_a_shorter_one() -> None:
    index = TriggerIndex([("a", [contains("ごみ")]), ("b", [contains("粗大ごみ")])])
    assert index.keyword("粗大ゴミの日") == "b"


def test_of_equal_keywords_the_flow_whose_id_sorts_first_wins() -> None:
    index = TriggerIndex([("b", [words("ごみ")]), ("a", [words("ゴミ")])])
    assert index.keyword("ごみ") == "a"


def test_a_keyword_alone_is_told_from_one_inside_a_sentence() -> None:
    index = TriggerIndex([("a", [contains("ごみ")])])
    assert index.exact_keyword("ゴミ！") == "a"
    assert index.exact_keyword("ごみの日") is None


def test_nothing_matches_an_empty_keyword_or_text() -> None:
    index = TriggerIndex([("a", [contains("", " "), words(" ")])])
    assert (index.keyword(""), index.keyword("ごみ"), index.exact_keyword(" ")) == (None, None, None)


def test_follow_and_postback_find_their_flows() -> None:
    index = TriggerIndex(
        [("a", [{"id": "t", "type": "follow"}]), ("b", [{"id": "t", "type": "postback", "data": "x"}])]
    )
    assert (index.follow(), index.postback("x"), index.postback("y")) == ("a", "b", None)


def test_two_flows_that_want_the_same_are_reported() -> None:
    follow = {"id": "t", "type": "follow"}
    postback = {"id": "t", "type": "postback", "data": "x"}
    index = TriggerIndex(
        [
            ("b", [words("ごみ", "設定"), follow, postback]),
            ("a", [contains("ゴミ"), follow, postback]),
            ("c", [words("別")]),
        ]
    )
    assert index.conflicts() == [
        Conflict("keyword", "ごみ", ("b", "a")),
        Conflict("postback", "x", ("a", "b")),
        Conflict("follow", "", ("a", "b")),
    ]


def test_a_flow_that_says_its_keyword_twice_is_no_conflict() -> None:
    assert TriggerIndex([("a", [words("ごみ", "ゴミ"), contains("ごみ")])]).conflicts() == []
