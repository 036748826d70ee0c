"""Dates as people in Japan see them. Japan keeps no summer time, so a fixed offset is exact."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

JAPAN: Final = timezone(timedelta(hours=9))


def japan_date(now: datetime) -> date:
    """The date in Japan at `now`, which must be aware."""
    return now.astimezone(JAPAN).date()


def read_iso_date(text: object) -> date | None:
    """The date that `text` writes as ``YYYY-MM-DD``; None for anything else."""
    if not isinstance(text, str) or len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def write_date(day: date) -> str:
    """``2026年4月1日``"""
    return f"{day.year}年{day.month}月{day.day}日"
