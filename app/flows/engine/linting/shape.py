"""Mistakes of shape, in words for staff. The editor makes none; documents written by hand do."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.flows.engine.check import Mistake
from app.flows.engine.model import Json
from app.flows.engine.problems import Problem

_BY_RULE = {
    "type": "「{field}」の値の種類が正しくありません。形式の説明を見て直してください。",
    "required": "必要な項目が足りません（{detail}）。加えてください。",
    "additionalProperties": "使えない項目があります（{detail}）。消してください。",
    "enum": "「{field}」の値「{value}」は使えません。形式の説明にある値に直してください。",
    "const": "「{field}」の値「{value}」は使えません。形式の説明にある値に直してください。",
    "maxItems": "「{field}」の数が多すぎます。減らしてください。",
    "minItems": "「{field}」の数が足りません。加えてください。",
    "maxLength": "「{field}」が長すぎます。短くしてください。",
    "minLength": "「{field}」が空です。書いてください。",
    "minimum": "「{field}」の数が小さすぎます。大きくしてください。",
    "maximum": "「{field}」の数が大きすぎます。小さくしてください。",
    "depth": "入れ子が深すぎます。シナリオの形式になっていません。",
    "json": "JSONとして読めない値があります。シナリオの形式になっていません。",
}
_PATTERNS = {
    "key": "結果の名前は、英小文字で始め、英小文字・数字・_だけを使って32文字までで書いてください。",
    "min": "日付は2026-04-01の形で書いてください。",
    "max": "日付は2026-04-01の形で書いてください。",
}
_OTHER = "「{field}」の書き方が正しくありません。形式の説明を見て直してください。"


def shape_problems(document: Json, mistakes: Sequence[Mistake]) -> Iterator[Problem]:
    """A problem for each mistake, with the node that it is in."""
    for mistake in mistakes:
        node, path = _place(document, mistake.path)
        field = ".".join(map(str, path)) or None
        yield Problem("shape", "error", node, field, _message(document, mistake, field or "シナリオ"))


def _message(document: Json, mistake: Mistake, field: str) -> str:
    name = str(mistake.path[-1]) if mistake.path else ""
    if mistake.rule == "pattern":
        return _PATTERNS.get(name, _OTHER.format(field=field))
    found = _value(document, mistake.path)
    value = str(found)[:40] if isinstance(found, str | int | float) else "…"
    return _BY_RULE.get(mistake.rule, _OTHER).format(field=field, value=value, detail=mistake.detail)


def _place(document: Json, path: tuple[str | int, ...]) -> tuple[str | None, tuple[str | int, ...]]:
    if len(path) < 2 or path[0] != "nodes":
        return None, path
    node = _value(document, path[:2])
    identity = node.get("id") if isinstance(node, dict) else None
    return (identity, path[2:]) if isinstance(identity, str) else (None, path)


def _value(document: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        document = document[step]
    return document
