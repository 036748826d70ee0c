"""Changes in words."""

from copy import deepcopy
from typing import Any

import pytest

from app.flows.engine.changes import describe_changes
from tests.engine.documents import long_ids
from tests.engine.test_lint import Change, add, condition, item, keyword, node, put, sound, top

CHANGES: list[tuple[Change, str, str | None, str]] = [
    (put("text", text={"ja": "やあ"}), "texts", "text",
     "文章「やあ」：文章を「{{citizen.name|利用者}…」から「やあ」に変えました。"),
    (put("text", name="あいさつ"), "texts", "text",
     "文章「{{citizen.name|利用者}…」の名前を「あいさつ」に変えました。"),
    (put("number", max=99), "questions", "number",
     "数で答えてもらう「質問です。」：上限を「9」から「99」に変えました。"),
    (put("number", integer=False), "questions", "number",
     "数で答えてもらう「質問です。」：小数を認めるかを認めないから認めるに変えました。"),
    (put("word", retry={"text": {"ja": "もう一度"}, "limit": 2}), "questions", "word",
     "文章で答えてもらう「質問です。」：聞き直しを「もう一度」（3回まで）から「もう一度」（2回まで）に変えました。"),
    (item("choice", "choices", 0, label={"ja": "赤"}), "questions", "choice",
     "1つ選んでもらう「質問です。」：選択肢「選択肢1」を「赤」に変えました。"),
    (lambda document: node(document, "choice")["choices"].reverse(), "questions", "choice",
     "1つ選んでもらう「質問です。」：選択肢の順番を変えました。"),
    (lambda document: node(document, "choice")["choices"].pop(), "questions", "choice",
     "1つ選んでもらう「質問です。」：選択肢「選択肢2」を消しました。"),
    (item("choice", "choices", 0, category="@choice_failed"), "questions", "choice",
     "1つ選んでもらう「質問です。」：選択肢「選択肢1」の設定を変えました。"),
    (put("word", failed="@gone"), "routing", "word",
     "文章で答えてもらう「質問です。」：答えがわからないときの行き先を「a」から「@gone」に変えました。"),
    (item("last", "exits", 0, to=None), "routing", "last",
     "文章「{{answer.one}} {{at…」：行き先を部品「終わり」からなしに変えました。"),
    (item("choice", "exits", 1, to="@last"), "routing", "choice",
     "1つ選んでもらう「質問です。」：「failed」の行き先を部品「終わり」から"
        "文章「{{answer.one}} {{at…」に変えました。"),
    (item("branch", "categories", 0, name={"ja": "はい"}), "routing", "branch",
     "部品「条件で分ける」：行き先「yes」の名前を「はい」に変えました。"),
    (condition(type="tag", tag="gomi", op="has"), "routing", "branch",
     "部品「条件で分ける」：条件「属性 districtが『itami』」を「タグ gomiがある」に変えました。"),
    (put("add", tags=["bosai"]), "actions", "add", "部品「タグを付ける」：タグを「gomi」から「bosai」に変えました。"),
    (put("set", value={"from": "literal", "value": 3}), "actions", "set",
     "部品「属性に記録する」：記録する値を「答え number」から「3」に変えました。"),
    (add("new", type="text", text={"ja": "新しい"}, exits=[{"id": "@new_out", "to": None}]), "texts", "new",
     "文章「新しい」を加えました。"),
    (lambda document: document["nodes"].remove(node(document, "add")), "actions", "add",
     "部品「タグを付ける」を消しました。"),
    (top(start="@image"), "routing", "image",
     "始まりを文章「{{citizen.name|利用者}…」から画像「表」に変えました。"),
    (keyword("ごみ"), "triggers", None, "きっかけを「はじめ」と同じから「ごみ」と同じに変えました。"),
    (top(triggers=[]), "triggers", None, "きっかけ「はじめ」と同じを消しました。"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "kind", "name", "text"), CHANGES, ids=[row[3][:40] for row in CHANGES])
def test_a_change_is_told_in_words(change: Change, kind: str, name: str | None, text: str) -> None:
    old, new = sound(), sound()
    change(new)
    expected = {"kind": kind, "node": long_ids(f"@{name}") if name else None, "text": long_ids(text)}
    expected["text"] = expected["text"].replace(long_ids("@gone"), long_ids("@gone")[:19] + "…")
    assert expected in describe_changes(old, new)


def test_moving_nodes_about_is_no_change() -> None:
    new = sound()
    new["nodes"].reverse()
    assert describe_changes(sound(), new) == []


@pytest.mark.parametrize("other", [None, [], {}, {"format": 9}, {"format": 1, "nodes": [{"id": "x"}]}])
def test_what_is_no_flow_counts_as_an_empty_one(other: Any) -> None:
    told = describe_changes(deepcopy(other), sound())
    assert len([change for change in told if change["text"].endswith("を加えました。")]) == len(sound()["nodes"]) + 1
