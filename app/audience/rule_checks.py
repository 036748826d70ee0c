"""What is wrong with a rule that came from outside. Pure; never raises, whatever JSON it is given."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.audience.rules import (
    EXISTENCE_OPS,
    FRIEND_OPS,
    MAX_CONDITIONS,
    MAX_DEPTH,
    OPS_BY_KIND,
    TAG_OPS,
    Vocabulary,
    text_key,
)

Path = tuple[str | int, ...]

MAX_CHOSEN = 200
MAX_TEXT = 1000
# Numbers and dates of any use; SQL and the pure evaluation agree on all of them.
MAX_NUMBER = 10**15
FIRST_YEAR, LAST_YEAR = 1900, 2100
_MAX_PROBLEMS = 20
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class RuleProblem:
    """`path` leads from the root to the part that is wrong: keys of objects and positions in lists."""

    path: Path
    message: str

    def to_json(self) -> dict[str, Any]:
        return {"path": list(self.path), "message": self.message}


def validate(rule: Any, words: Vocabulary) -> list[RuleProblem]:
    """The problems of a rule, in the order in which one reads it; none means that it may be saved and counted."""
    checker = _Checker(words)
    checker.rule(rule, (), 0, inside_not=False)
    return checker.problems[:_MAX_PROBLEMS]


class _Checker:
    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.problems: list[RuleProblem] = []
        self.conditions = 0

    def add(self, path: Path, message: str) -> None:
        self.problems.append(RuleProblem(path, message))

    def rule(self, rule: Any, path: Path, depth: int, *, inside_not: bool) -> None:
        """`depth` counts the groups around; it bounds the recursion, as NOT cannot follow NOT."""
        if len(self.problems) >= _MAX_PROBLEMS or self.conditions > MAX_CONDITIONS:
            return
        if not isinstance(rule, dict):
            self.add(path, "条件の形が正しくありません。")
        elif "not" in rule:
            self._not(rule, path, depth, inside_not)
        elif "all" in rule or "any" in rule:
            self._group(rule, path, depth)
        else:
            self._condition(rule, path)

    def _not(self, rule: dict[str, Any], path: Path, depth: int, inside_not: bool) -> None:
        if set(rule) != {"not"}:
            self.add(path, "条件の形が正しくありません。")
        elif inside_not:
            self.add(path, "「でない」を続けて重ねることはできません。")
        else:
            self.rule(rule["not"], (*path, "not"), depth, inside_not=True)

    def _group(self, rule: dict[str, Any], path: Path, depth: int) -> None:
        how = "all" if "all" in rule else "any"
        parts = rule[how]
        if set(rule) != {how} or not isinstance(parts, list):
            self.add(path, "条件の形が正しくありません。")
        elif depth >= MAX_DEPTH:
            self.add(path, f"組の中の組は{MAX_DEPTH}段までです。")
        elif not parts:
            self.add(path, "条件を一つ以上加えてください。")
        else:
            for position, part in enumerate(parts):
                self.rule(part, (*path, how, position), depth + 1, inside_not=False)

    def _condition(self, rule: dict[str, Any], path: Path) -> None:
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            self.add(path, f"条件は{MAX_CONDITIONS}個までです。")
            return
        kind = rule.get("type")
        check = _CHECKS.get(kind) if isinstance(kind, str) else None
        if check is None:
            self.add(path, "何で絞り込むかを選んでください。")
        else:
            check(self, rule, path)

    def _shape(self, rule: dict[str, Any], path: Path, allowed: set[str]) -> bool:
        if set(rule) == allowed:
            return True
        self.add(path, "条件の形が正しくありません。")
        return False

    def _op(self, rule: dict[str, Any], path: Path, ops: tuple[str, ...]) -> bool:
        op = rule.get("op")
        if isinstance(op, str) and op in ops:
            return True
        self.add((*path, "op"), "比べ方を選んでください。")
        return False

    def attribute(self, rule: dict[str, Any], path: Path) -> None:
        key = rule.get("attribute")
        entry = self.words.attributes.get(key) if isinstance(key, str) else None
        if entry is None:
            self.add((*path, "attribute"), "属性を選んでください。")
            return
        if not self._op(rule, path, (*OPS_BY_KIND[entry.kind], *EXISTENCE_OPS)):
            return
        if rule["op"] in EXISTENCE_OPS:
            self._shape(rule, path, {"type", "attribute", "op"})
        elif self._shape(rule, path, {"type", "attribute", "op", "value"}):
            message = _value_problem(entry, rule["op"], rule["value"])
            if message:
                self.add((*path, "value"), message)

    def tag(self, rule: dict[str, Any], path: Path) -> None:
        if self._op(rule, path, TAG_OPS) and self._shape(rule, path, {"type", "op", "tags"}):
            message = _chosen_problem(rule["tags"], self.words.tags, "タグ")
            if message:
                self.add((*path, "tags"), message)

    def friend(self, rule: dict[str, Any], path: Path) -> None:
        if self._op(rule, path, FRIEND_OPS) and self._shape(rule, path, {"type", "op", "date"}):
            message = _date_problem(rule["date"])
            if message:
                self.add((*path, "date"), message)


_CHECKS: dict[str, Callable[[_Checker, dict[str, Any], Path], None]] = {
    "attribute": _Checker.attribute,
    "tag": _Checker.tag,
    "friend": _Checker.friend,
}


def _value_problem(entry: Any, op: str, value: Any) -> str | None:
    if entry.kind in ("choice", "choices"):
        return _chosen_problem(value, entry.choices, "選択肢")
    if entry.kind == "text":
        return _text_problem(value)
    problem = _number_problem if entry.kind == "number" else _date_problem
    if op != "between":
        return problem(value)
    if not isinstance(value, list) or len(value) != 2:
        return "始めと終わりの二つを入力してください。"
    wrong = problem(value[0]) or problem(value[1])
    if wrong:
        return wrong
    return "始めが終わりより後になっています。" if value[0] > value[1] else None


def _chosen_problem(chosen: Any, known: Any, what: str) -> str | None:
    if not isinstance(chosen, list) or not chosen:
        return f"{what}を一つ以上選んでください。"
    if len(chosen) > MAX_CHOSEN:
        return f"{what}は{MAX_CHOSEN}個までにしてください。"
    if not all(isinstance(key, str) and key in known for key in chosen):
        return f"なくなった{what}があります。選び直してください。"
    return f"同じ{what}が二度あります。" if len(set(chosen)) != len(chosen) else None


def _text_problem(value: Any) -> str | None:
    if not isinstance(value, str) or not text_key(value):
        return "文章を入力してください。"
    if len(value) > MAX_TEXT:
        return f"文章は{MAX_TEXT:,}文字までにしてください。"
    # NUL and half surrogate pairs can be stored neither as JSONB nor as UTF-8.
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
        return "使えない文字があります。入力し直してください。"
    return None


def _number_problem(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "数を入力してください。"
    if isinstance(value, float) and not math.isfinite(value):
        return "数を入力してください。"
    return f"数は{MAX_NUMBER:,}までにしてください。" if abs(value) > MAX_NUMBER else None


def _date_problem(value: Any) -> str | None:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        return "日付を入力してください。"
    try:
        year = date.fromisoformat(value).year
    except ValueError:
        return "その日付はありません。"
    return None if FIRST_YEAR <= year <= LAST_YEAR else f"日付は{FIRST_YEAR}年から{LAST_YEAR}年までにしてください。"
