"""The only place that asks what time it is."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
_WEEKDAYS = "月火水木金土日"


def now() -> datetime:
    """The present as an aware UTC datetime."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds of a clock that never goes back; only differences mean something."""
    return time.monotonic()


def today() -> date:
    """The date in Japan."""
    return now().astimezone(JAPAN).date()


def from_milliseconds(milliseconds: int) -> datetime:
    """LINE's time stamps (milliseconds since 1970) as an aware UTC datetime."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def japanese_date(moment: datetime | date) -> str:
    """2026年4月1日(水)"""
    day = moment.astimezone(JAPAN).date() if isinstance(moment, datetime) else moment
    return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"


def japanese_moment(moment: datetime) -> str:
    """2026年4月1日(水) 9:00, in Japan time."""
    local = moment.astimezone(JAPAN)
    return f"{japanese_date(local)} {local.hour}:{local.minute:02d}"
