"""A rule as a Japanese sentence. Pure."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.audience.rules import Rule, Vocabulary

_GONE = "（なくなった項目）"
_COMPARED = {
    "is": "が{}である",
    "is_not": "が{}以外である",
    "gt": "が{}より大きい",
    "gte": "が{}以上である",
    "lt": "が{}より小さい",
    "lte": "が{}以下である",
    "between": "が{}から{}までである",
}
_COMPARED_DATES = {
    **_COMPARED,
    "gt": "が{}より後である",
    "gte": "が{}以後である",
    "lt": "が{}より前である",
    "lte": "が{}以前である",
}


def describe(rule: Rule, words: Vocabulary) -> str:
    """Whom a valid rule means, for staff: 「いまの友だちのうち、居住地区が「伊丹」か「稲野」である人です。」"""
    return f"いまの友だちのうち、{_clause(rule, words, outermost=True)}人です。"


def _clause(rule: Rule, words: Vocabulary, *, outermost: bool = False) -> str:
    if "not" in rule:
        return f"「{_clause(rule['not'], words, outermost=True)}」に当てはまらない"
    for how, word in (("all", "、かつ"), ("any", "、または")):
        if how in rule:
            parts = rule[how]
            joined = word.join(_clause(part, words, outermost=len(parts) == 1) for part in parts)
            return joined if outermost or len(parts) == 1 else f"（{joined}）"
    return _CONDITIONS[rule["type"]](rule, words)


def _quoted(names: list[str], word: str) -> str:
    return word.join(f"「{name}」" for name in names)


def _tag(rule: Rule, words: Vocabulary) -> str:
    names = [words.tag_names.get(key, _GONE) for key in rule["tags"]]
    return {
        "has_any": f"タグ{_quoted(names, 'か')}がある",
        "has_all": f"タグ{_quoted(names, 'と')}{'がすべて' if len(names) > 1 else 'が'}ある",
        "has_none": f"タグ{_quoted(names, 'も')}{'も' if len(names) > 1 else 'が'}ない",
    }[rule["op"]]


def _friend(rule: Rule, words: Vocabulary) -> str:
    return f"友だちになった日が{_date(rule['date'])}{'以後である' if rule['op'] == 'from' else 'より前である'}"


def _attribute(rule: Rule, words: Vocabulary) -> str:
    entry = words.attributes.get(rule["attribute"])
    name = entry.name if entry else _GONE
    if rule["op"] == "exists":
        return f"{name}が分かっている"
    if rule["op"] == "exists_not":
        return f"{name}が分かっていない"
    if entry is None:
        return f"{name}が当てはまる"
    if entry.kind in ("choice", "choices"):
        return name + _choices([entry.names.get(key, _GONE) for key in rule["value"]], rule["op"])
    if entry.kind == "date":
        return name + _compared(_COMPARED_DATES, rule, _date)
    return name + _compared(_COMPARED, rule, _number if entry.kind == "number" else "「{}」".format)


def _choices(names: list[str], op: str) -> str:
    return {
        "any_of": f"が{_quoted(names, 'か')}である",
        "all_of": f"が{_quoted(names, 'と')}{'のすべて' if len(names) > 1 else ''}である",
        "none_of": f"が分かっていて、{_quoted(names, 'でも')}{'でもない' if len(names) > 1 else 'でない'}",
    }[op]


def _compared(patterns: dict[str, str], rule: Rule, show: Callable[[Any], str]) -> str:
    values = rule["value"] if rule["op"] == "between" else [rule["value"]]
    return patterns[rule["op"]].format(*(show(value) for value in values))


def _number(value: float) -> str:
    return f"{Decimal(str(value)):,f}"


def _date(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(year)}年{int(month)}月{int(number)}日"


_CONDITIONS: dict[str, Callable[[Rule, Vocabulary], str]] = {"attribute": _attribute, "tag": _tag, "friend": _friend}
