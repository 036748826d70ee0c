"""What lint finds: each problem by a flow that is sound but for one thing."""

from collections.abc import Callable
from typing import Any

import pytest

from app.flows.engine.inspect import FlowInfo, LintContext, dependencies, lint
from app.flows.engine.services import AttributeInfo
from tests.engine.documents import flow, long_ids

Change = Callable[[dict[str, Any]], Any]

CONTEXT = LintContext(
    tags=frozenset({"gomi"}),
    attributes={"district": AttributeInfo("choice", {"itami": "伊丹"}), "age": AttributeInfo("number")},
    flows={
        long_ids("@other"): FlowInfo("別のシナリオ", calls=frozenset({long_ids("@third")})),
        long_ids("@third"): FlowInfo("三つ目", keywords=frozenset({"とられた"}), follow=True),
        long_ids("@calls_back"): FlowInfo("戻ってくる", calls=frozenset({long_ids("@own")})),
    },
    media=frozenset({"picture"}),
    flow=long_ids("@own"),
)


def sound() -> dict[str, Any]:
    """A flow with one node of each kind, in which lint finds nothing."""
    retry = {"text": {"ja": "もう一度"}, "limit": 3}
    choices = [{"id": f"@c{number}", "key": f"c{number}", "label": {"ja": f"選択肢{number}"}} for number in (1, 2)]
    ask: dict[str, Any] = {"text": {"ja": "質問です。"}, "retry": retry}
    nodes: list[dict[str, Any]] = [
        {"id": "@text", "type": "text", "text": {"ja": "{{citizen.name|利用者}}さん"}, "to": "@image"},
        {"id": "@image", "type": "image", "image": "picture", "alt": {"ja": "表"}, "to": "@buttons"},
        {"id": "@buttons", "type": "buttons", "title": {"ja": "見出し"}, "text": {"ja": "本文"},
         "default": "@buttons_on",
         "buttons": [{"id": "@b1", "label": {"ja": "次へ"}, "action": {"type": "next"}, "category": "@buttons_on"}],
         "ways": {"on": "@choice"}},
        {"id": "@choice", "type": "ask_choice", "key": "one", **ask, "failed": "@choice_failed",
         "choices": [choice | {"category": "@choice_a"} for choice in choices], "ways": {"a": "@choices",
         "failed": "@end"}},
        {"id": "@choices", "type": "ask_choices", "key": "many", **ask, "choices": choices, "min": 0, "max": 2,
         "answered": "@choices_a", "failed": "@choices_a", "ways": {"a": "@word"}},
        {"id": "@word", "type": "ask_text", "key": "word", **ask, "max_length": 20, "answered": "@word_a",
         "failed": "@word_a", "ways": {"a": "@number"}},
        {"id": "@number", "type": "ask_number", "key": "number", **ask, "min": 1, "max": 9, "integer": True,
         "answered": "@number_a", "failed": "@number_failed", "ways": {"a": "@date", "failed": "@end"}},
        {"id": "@date", "type": "ask_date", "key": "date", **ask, "min": "2026-01-01", "max": None,
         "answered": "@date_a", "failed": "@date_a", "ways": {"a": "@branch"}},
        {"id": "@branch", "type": "branch", "default": "@branch_no", "ways": {"yes": "@add", "no": "@remove"},
         "cases": [{"id": "@k", "category": "@branch_yes",
                    "condition": {"type": "attribute", "attribute": "district", "op": "is", "value": "itami"}}]},
        {"id": "@add", "type": "add_tag", "tags": ["gomi"], "to": "@set"},
        {"id": "@remove", "type": "remove_tag", "tags": ["gomi"], "to": "@set"},
        {"id": "@set", "type": "set_attribute", "attribute": "age", "value": {"from": "answer", "key": "number"},
         "to": "@last"},
        {"id": "@last", "type": "text", "text": {"ja": "{{answer.one}} {{attribute.district|なし}}"}, "to": "@end"},
        {"id": "@end", "type": "end", "exits": []},
    ]  # fmt: skip
    return flow(nodes, [{"id": "@tr", "type": "keyword", "keywords": ["はじめ"], "match": "equals"}])


def node(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(node for node in document["nodes"] if node["id"] == long_ids(f"@{name}"))
    return found


def put(where: str, /, **fields: Any) -> Change:
    return lambda document: node(document, where).update(long_ids(fields))


def top(**fields: Any) -> Change:
    return lambda document: document.update(long_ids(fields))


def item(where: str, field: str, index: int, /, **fields: Any) -> Change:
    return lambda document: node(document, where)[field][index].update(long_ids(fields))


def add(name: str, /, **fields: Any) -> Change:
    return lambda document: document["nodes"].append(long_ids({"id": f"@{name}", **fields}))


def condition(**fields: Any) -> Change:
    return item("branch", "cases", 0, condition=fields)


def keyword(*keywords: str, match: str = "equals") -> Change:
    return top(triggers=[{"id": "@tr", "type": "keyword", "keywords": list(keywords), "match": match}])


LONG = {"ja": "長" * 21}

PROBLEMS: list[tuple[str, str, str | None, str | None, Change]] = [
    # code, level, node, field, what is changed
    ("no_start", "error", None, "start", top(start=None)),
    ("start_unknown", "error", None, "start", top(start="@nowhere")),
    ("no_trigger", "warning", None, "triggers", top(triggers=[])),
    ("keyword_empty", "error", None, "triggers.0.keywords", keyword("はじめ", " ")),
    ("keyword_empty", "error", None, "triggers.0.keywords", keyword()),
    ("keyword_reserved", "warning", None, "triggers.0.keywords", keyword("やめる")),
    ("keyword_short", "warning", None, "triggers.0.keywords", keyword("ご", match="contains")),
    ("keyword_taken", "warning", None, "triggers.0.keywords", keyword("トラレタ")),
    ("follow_taken", "warning", None, "triggers.0", top(triggers=[{"id": "@tr", "type": "follow"}])),
    ("postback_empty", "error", None, "triggers.0.data", top(triggers=[{"id": "@tr", "type": "postback", "data": ""}])),
    ("postback_reserved", "error", None, "triggers.0.data",
     top(triggers=[{"id": "@tr", "type": "postback", "data": "flow:x"}])),
    ("unreachable", "error", "lost", None, add("lost", type="end", exits=[])),
    ("duplicate_id", "error", "end", "id", add("end", type="end", exits=[])),
    ("duplicate_id", "error", "choice", "choices", item("choice", "choices", 1, id="@c1")),
    ("duplicate_key", "error", "number", "key", put("number", key="word")),
    ("duplicate_category_key", "error", "branch", "categories", item("branch", "categories", 0, key="no")),
    ("exit_open", "warning", "last", "exits.0", item("last", "exits", 0, to=None)),
    ("exit_broken", "error", "last", "exits.0", item("last", "exits", 0, to="@nowhere")),
    ("category_unknown", "error", "choice", "choices.1.category", item("choice", "choices", 1, category="@gone")),
    ("category_unknown", "error", "word", "failed", put("word", failed="@gone")),
    ("exit_unknown", "error", "branch", "categories.0.exit", item("branch", "categories", 0, exit="@gone")),
    ("text_missing", "error", "text", "text", put("text", text={"ja": " ", "en": "Hi"})),
    ("text_missing", "error", "choice", "text", put("choice", text={})),
    ("text_missing", "error", "choice", "choices.0.label", item("choice", "choices", 0, label={})),
    ("text_too_long", "error", "text", "text", put("text", text={"ja": "👍" * 2501})),
    ("text_too_long", "error", "buttons", "text", put("buttons", text={"ja": "長" * 61})),
    ("text_too_long", "error", "buttons", "text", put("buttons", text={"ja": "長" * 161}, title={})),
    ("text_too_long", "error", "buttons", "title", put("buttons", title={"ja": "長" * 41})),
    ("text_too_long", "error", "buttons", "buttons.0.label", item("buttons", "buttons", 0, label=LONG)),
    ("variable_unknown", "error", "text", "text", put("text", text={"ja": "{{name}}"})),
    ("variable_unclosed", "warning", "text", "text", put("text", text={"ja": "{{citizen.name"})),
    ("attribute_unknown", "error", "text", "text", put("text", text={"ja": "{{attribute.color|}}"})),
    ("answer_unknown", "error", "last", "text", put("last", text={"ja": "{{answer.nmae}}"})),
    ("answer_uncertain", "warning", "image", "alt", put("image", alt={"ja": "{{answer.one}}"})),
    ("answer_uncertain", "warning", "last", "text", put("last", text={"ja": "{{answer.many}}"})),
    ("answer_unknown", "error", "set", "value.key", put("set", value={"from": "answer", "key": "nothing"})),
    ("answer_unknown", "error", "branch", "cases.0.condition", condition(type="answer", key="nothing", op="exists")),
    ("image_missing", "error", "image", "image", put("image", image=None)),
    ("media_unknown", "error", "image", "image", put("image", image="lost")),
    ("alt_missing", "warning", "image", "alt", put("image", alt={})),
    ("buttons_empty", "error", "buttons", "buttons", put("buttons", buttons=[])),
    ("button_category_missing", "error", "buttons", "buttons.0.category", item("buttons", "buttons", 0, category=None)),
    ("uri_invalid", "error", "buttons", "buttons.0.action.uri",
     item("buttons", "buttons", 0, action={"type": "uri", "uri": "javascript:alert(1)"})),
    ("choices_empty", "error", "choice", "choices", put("choice", choices=[])),
    ("choice_key_repeated", "error", "choices", "choices.1.key", item("choices", "choices", 1, key="c1")),
    ("choice_label_repeated", "error", "choices", "choices.1.label", item("choices", "choices", 1,
     label={"ja": "選択肢１"})),
    ("min_above_max", "error", "choices", "min", put("choices", min=2, max=1)),
    ("min_above_choices", "error", "choices", "min", put("choices", min=3, max=None)),
    ("min_above_max", "error", "number", "min", put("number", min=10)),
    ("min_above_max", "error", "date", "min", put("date", max="2025-12-31")),
    ("date_impossible", "error", "date", "max", put("date", max="2026-02-30")),
    ("date_out_of_range", "error", "date", "max", put("date", max="2101-01-01")),
    ("cases_empty", "error", "branch", "cases", put("branch", cases=[])),
    ("condition_value_missing", "error", "branch", "cases.0.condition",
     condition(type="attribute", attribute="age", op="gt")),
    ("condition_subject_missing", "error", "branch", "cases.0.condition", condition(type="tag", tag="", op="has")),
    ("value_missing", "error", "set", "value.key", put("set", value={"from": "answer", "key": ""})),
    ("choice_unknown", "error", "branch", "cases.0.condition",
     condition(type="attribute", attribute="district", op="is", value="osaka")),
    ("tag_unknown", "error", "branch", "cases.0.condition", condition(type="tag", tag="lost", op="has")),
    ("tag_unknown", "error", "add", "tags", put("add", tags=["lost"])),
    ("tags_empty", "error", "remove", "tags", put("remove", tags=[])),
    ("attribute_unknown", "error", "set", "attribute", put("set", attribute="lost")),
    ("attribute_missing", "error", "set", "attribute", put("set", attribute="")),
    ("value_missing", "error", "set", "value.value", put("set", value={"from": "literal", "value": ""})),
    ("attribute_value_invalid", "error", "set", "value.value", put("set", value={"from": "literal", "value": "many"})),
    ("flow_missing", "error", "last", "flow", put("last", type="sub_flow", flow=None)),
    ("flow_unknown", "error", "last", "flow", put("last", type="sub_flow", flow="@nobody")),
    ("sub_flow_recursion", "error", "last", "flow", put("last", type="sub_flow", flow="@own")),
    ("sub_flow_recursion", "error", "last", "flow", put("last", type="sub_flow", flow="@calls_back")),
    ("shape", "error", "number", "min", put("number", min="one")),
    ("shape", "error", "word", "key", put("word", key="Name")),
    ("shape", "error", None, "triggers.0.type", top(triggers=[{"id": "@tr", "type": "weather"}])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "level", "name", "field", "change"), PROBLEMS, ids=[f"{row[0]} {row[2]} {row[3]}" for row in PROBLEMS]
)
def test_lint_finds(code: str, level: str, name: str | None, field: str | None, change: Change) -> None:
    document = sound()
    change(document)
    if code in ("flow_missing", "flow_unknown", "sub_flow_recursion"):
        del node(document, "last")["text"]
    found = [(problem.code, problem.level, problem.node, problem.field) for problem in lint(document, CONTEXT)]
    assert (code, level, long_ids(f"@{name}") if name else None, field) in found


def test_lint_finds_nothing_in_a_sound_flow() -> None:
    assert lint(sound(), CONTEXT) == []
    assert lint(sound()) == []


def test_what_may_be_outside_is_not_checked_when_it_is_not_known() -> None:
    document = sound()
    put("add", tags=["lost"])(document)
    put("set", attribute="lost")(document)
    assert lint(document) == []


def test_a_loop_without_a_wait_is_told_once_where_it_begins() -> None:
    document = flow(
        [
            {"id": "@a", "type": "text", "text": {"ja": "1"}, "to": "@b"},
            {"id": "@b", "type": "add_tag", "tags": ["gomi"], "to": "@c"},
            {"id": "@c", "type": "text", "text": {"ja": "2"}, "to": "@b"},
        ],
        [{"id": "@tr", "type": "follow"}],
    )
    assert [(problem.code, problem.node) for problem in lint(document)] == [("loop_without_wait", long_ids("@b"))]


def test_a_loop_with_a_question_in_it_is_no_problem() -> None:
    document = sound()
    item("last", "exits", 0, to="@choice")(document)
    assert lint(document, CONTEXT) == []


def says(count: int, last: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": f"@s{number}", "type": "text", "text": {"ja": "x"}, "to": f"@s{number + 1}" if number < count else "@l"}
        for number in range(1, count + 1)
    ] + [last | {"id": "@l"}]


def test_more_than_five_bubbles_in_a_row_are_told_where_they_begin() -> None:
    triggers = [{"id": "@tr", "type": "follow"}]
    end = {"type": "end", "exits": []}
    assert lint(flow(says(5, end), triggers)) == []
    assert [(problem.code, problem.node) for problem in lint(flow(says(6, end), triggers))] == [
        ("too_many_bubbles", long_ids("@s1"))
    ]


def test_a_question_counts_as_a_bubble_of_the_row_before_it_and_begins_another() -> None:
    ask = {
        "type": "ask_text",
        "key": "k",
        "text": {"ja": "？"},
        "answered": "@l_a",
        "failed": "@l_a",
        "ways": {"a": "@s2"},
    }
    document = flow(says(5, ask), [{"id": "@tr", "type": "follow"}])
    assert [(problem.code, problem.node) for problem in lint(document)] == [("too_many_bubbles", long_ids("@s1"))]


def test_too_many_nodes_are_an_error_and_do_not_stop_the_rest() -> None:
    nodes = [
        {"id": f"@n{number}", "type": "add_tag", "tags": ["gomi"], "to": f"@n{(number + 1) % 1200}"}
        for number in range(1200)
    ]
    codes = {problem.code for problem in lint(flow(nodes))}
    assert codes == {"too_many_nodes", "no_trigger", "loop_without_wait"}


def test_an_answer_of_a_sub_flow_is_only_a_warning() -> None:
    document = sound()
    put("add", type="sub_flow", flow="@other")(document)
    del node(document, "add")["tags"]
    put("last", text={"ja": "{{answer.from_there}}"})(document)
    assert [(problem.code, problem.level) for problem in lint(document, CONTEXT)] == [("answer_unknown", "warning")]


def test_broken_nodes_do_not_hide_the_problems_of_others() -> None:
    document = sound()
    put("number", min="one")(document)
    put("image", image=None)(document)
    assert {"shape", "image_missing"} <= {problem.code for problem in lint(document, CONTEXT)}
    assert "unreachable" not in {problem.code for problem in lint(document, CONTEXT)}


def test_problems_come_in_the_order_of_the_document() -> None:
    document = sound()
    put("set", attribute="lost")(document)
    put("text", text={})(document)
    top(triggers=[])(document)
    nodes = [problem.node for problem in lint(document, CONTEXT)]
    assert nodes == [None, long_ids("@text"), long_ids("@set")]


def test_dependencies_are_what_a_flow_needs_to_be_there() -> None:
    document = sound()
    put("add", type="sub_flow", flow="@other")(document)
    del node(document, "add")["tags"]
    assert dependencies(document) == {
        "tags": ["gomi"],
        "attributes": ["age", "district"],
        "flows": [long_ids("@other")],
        "media": ["picture"],
    }
