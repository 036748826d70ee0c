"""Which columns an export has, and what stands in a cell. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

_JAPAN = timezone(timedelta(hours=9))
ANSWER_COLUMNS = ["回答番号", "利用者番号", "開始日時", "終了日時", "状態"]
CITIZEN_COLUMNS = ["利用者番号", "表示名", "友だち", "追加日時", "最後の会話"]


def unique(names: Iterable[str]) -> list[str]:
    """Column names with （2）, （3） … behind those that occur again. The first of a name keeps it."""
    result: list[str] = []
    taken: set[str] = set()
    for name in names:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}（{number}）"
        taken.add(free)
        result.append(free)
    return result


def moment(value: datetime | None) -> str:
    """2026-04-01 09:00:00, Japan time: spreadsheets read it as a date."""
    return value.astimezone(_JAPAN).strftime("%Y-%m-%d %H:%M:%S") if value else ""


def cell(value: Any) -> str:
    """A value as text; several values in one cell stand behind one another."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(cell(part) for part in value)
    return str(value)
