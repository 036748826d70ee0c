"""Which columns an export has, and a row's cells. Pure. Columns of a questionnaire stay in place when it changes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

_JAPAN = timezone(timedelta(hours=9))
ANSWER_COLUMNS = ["回答番号", "利用者番号", "開始日時", "終了日時", "状態"]
CITIZEN_COLUMNS = ["利用者番号", "表示名", "友だち", "追加日時", "最後の操作"]
ENDED = {"completed": "回答ずみ", "cancelled": "取りやめ", "interrupted": "中断", "restarted": "やり直し", "error": "エラー"}


def questions_of(definitions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Question key → the newest wording. `definitions` are all versions, oldest first: the order is that of first appearance,
    so that a question keeps its column when others come, go or move."""
    found: dict[str, str] = {}
    for definition in definitions:
        language = definition.get("base_language", "ja")
        for node in definition.get("nodes", ()):
            if node.get("key") and str(node.get("type", "")).startswith("ask_"):
                text = (node.get("text") or {}).get(language, "")
                found[node["key"]] = " ".join(text.split()) or found.get(node["key"], "") or node["key"]
    return found


def unique(names: Iterable[str]) -> list[str]:
    """Column names with （2）, （3） … behind those that occur again."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return result


def moment(value: datetime | None) -> str:
    """2026-04-01 09:00:00, Japan time: spreadsheets read it as a date."""
    return value.astimezone(_JAPAN).strftime("%Y-%m-%d %H:%M:%S") if value else ""


def state(ended_because: str | None) -> str:
    return ENDED.get(ended_because, "その他") if ended_because else "途中"


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(cell(part) for part in value)
    return str(value)
