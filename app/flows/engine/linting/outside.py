"""What the flow names outside of itself, and what starts it."""

from collections.abc import Iterator

from app.flows.engine import spoken
from app.flows.engine.linting.draft import Draft, node_type
from app.flows.engine.model import Json
from app.flows.engine.normalise import normalise
from app.flows.engine.problems import LintContext, Problem, Reference

_NAMES = {"tag": "タグ", "attribute": "属性", "flow": "シナリオ", "media": "画像"}
_RESERVED = ("flow:", "answer:")
"""Beginnings of postback data that the engine itself uses."""


def reference_problems(draft: Draft, context: LintContext) -> Iterator[Problem]:
    """References to what does not exist, and flows that call themselves."""
    known = {"tag": context.tags, "attribute": context.attributes, "flow": context.flows, "media": context.media}
    for node in draft.nodes:
        for reference in node_type(node).references(node):
            if reference.kind == "flow" and _comes_back(reference, context):
                message = (
                    "呼んだ先からこのシナリオに戻ってくるので、終わらなくなります。ほかのシナリオを選んでください。"
                )
                yield Problem("sub_flow_recursion", "error", node.id, reference.field, message)
                continue
            existing = known[reference.kind]
            if existing is not None and reference.key not in existing:
                name = _NAMES[reference.kind]
                shown = f"「{reference.key}」" if reference.kind in ("tag", "attribute") else ""
                message = f"{name}{shown}が見つかりません。{name}を選び直すか、先に作ってください。"
                yield Problem(f"{reference.kind}_unknown", "error", node.id, reference.field, message)


def trigger_problems(draft: Draft, context: LintContext) -> Iterator[Problem]:
    """Triggers that are missing, empty, reserved, or wanted by another flow."""
    if not draft.triggers and draft.whole:
        message = "きっかけがありません。メニューからだけ始められます。言葉で始めるには、きっかけを加えてください。"
        yield Problem("no_trigger", "warning", None, "triggers", message)
    ids: set[str] = set()
    for index, trigger in draft.triggers:
        field = f"triggers.{index}"
        if trigger["id"] in ids:
            message = "同じidのきっかけが2つあります。片方を消すか、作り直してください。"
            yield Problem("duplicate_id", "error", None, field, message)
        ids.add(trigger["id"])
        if trigger["type"] == "keyword":
            yield from _keywords(trigger, f"{field}.keywords", context)
        elif trigger["type"] == "postback":
            yield from _postback(trigger, f"{field}.data")
        else:
            for flow, info in (context.flows or {}).items():
                if info.follow and flow != context.flow:
                    message = (
                        f"友だち追加で始まるシナリオは、ほかに「{info.name}」があります。どちらか1つにしてください。"
                    )
                    yield Problem("follow_taken", "warning", None, field, message)


def _keywords(trigger: Json, field: str, context: LintContext) -> Iterator[Problem]:
    keywords = [normalise(keyword) for keyword in trigger["keywords"]]
    if not any(keywords) or "" in keywords:
        message = "空のキーワードがあります。言葉を書くか、消してください。"
        yield Problem("keyword_empty", "error", None, field, message)
    for keyword in dict.fromkeys(filter(None, keywords)):
        if keyword in spoken.CANCEL_WORDS or keyword in spoken.RESTART_WORDS:
            message = f"「{keyword}」は会話をやめたり始め直したりする言葉です。別のキーワードにしてください。"
            yield Problem("keyword_reserved", "warning", None, field, message)
        if trigger["match"] == "contains" and len(keyword) < 2:
            message = (
                f"「{keyword}」は1文字なので、関係のない文でも始まります。2文字以上にするか、完全一致にしてください。"
            )
            yield Problem("keyword_short", "warning", None, field, message)
        for flow, info in (context.flows or {}).items():
            if keyword in info.keywords and flow != context.flow:
                message = f"キーワード「{keyword}」は「{info.name}」でも使われています。どちらか1つにしてください。"
                yield Problem("keyword_taken", "warning", None, field, message)


def _postback(trigger: Json, field: str) -> Iterator[Problem]:
    if not trigger["data"].strip():
        message = "ポストバックのデータが空です。データを書くか、きっかけを消してください。"
        yield Problem("postback_empty", "error", None, field, message)
    elif trigger["data"].startswith(_RESERVED):
        message = "flow: と answer: で始まるデータは、しくみの中で使われています。別のデータにしてください。"
        yield Problem("postback_reserved", "error", None, field, message)


def _comes_back(reference: Reference, context: LintContext) -> bool:
    """Whether the called flow is this one, or calls it by any way."""
    if context.flow is None:
        return False
    seen, waiting = set[str](), [reference.key]
    while waiting:
        flow = waiting.pop()
        if flow == context.flow:
            return True
        if flow not in seen and context.flows and flow in context.flows:
            waiting.extend(context.flows[flow].calls)
        seen.add(flow)
    return False
