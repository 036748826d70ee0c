"""Dates: 2026-04-01, 2026/4/1, 2026年4月1日, 20260401, 4月1日, 4/1, 令和8年4月1日, R8.4.1, 今日, 明日 and the like."""

import datetime
import re
import unicodedata
from typing import Final

_WORDS: Final = {
    "今日": 0, "きょう": 0, "本日": 0,
    "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2,
    "昨日": -1, "きのう": -1, "一昨日": -2, "おととい": -2,
}  # fmt: skip
_ERAS: Final = {
    "令和": (2018, datetime.date(2019, 5, 1)), "r": (2018, datetime.date(2019, 5, 1)),
    "平成": (1988, datetime.date(1989, 1, 8)), "h": (1988, datetime.date(1989, 1, 8)),
    "昭和": (1925, datetime.date(1926, 12, 25)), "s": (1925, datetime.date(1926, 12, 25)),
}  # fmt: skip
"""The year before the era's first, and its first day (改元の日, by the era's ordinance)."""

_END: Final = r"(?:[(]?[月火水木金土日](?:曜日?)?[)]?)?(?:です)?"
_FULL: Final = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?" + _END)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ERA: Final = re.compile(r"(令和|平成|昭和|[rhs])(\d{1,2}|元)(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?" + _END)
_YEARLESS: Final = re.compile(r"(\d{1,2})(?:月|[-/])(\d{1,2})日?" + _END)


def date(
    text: str, *, today: datetime.date, earliest: datetime.date | None = None, latest: datetime.date | None = None
) -> datetime.date | None:
    """The date that `text` is; None if it is none, or one that the calendar has not.

    Without a year it is the one nearest to `today` that lies between `earliest` and `latest`; if none does, the
    nearest.
    """
    written = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold().strip("。、!")
    if written in _WORDS:
        return today + datetime.timedelta(days=_WORDS[written])
    for pattern in (_FULL, _COMPACT):
        if match := pattern.fullmatch(written):
            return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _ERA.fullmatch(written):
        return _era_day(match[1], 1 if match[2] == "元" else int(match[2]), int(match[3]), int(match[4]))
    if match := _YEARLESS.fullmatch(written):
        return _nearest(int(match[1]), int(match[2]), today, earliest, latest)
    return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _era_day(era: str, year: int, month: int, day: int) -> datetime.date | None:
    before, first_day = _ERAS[era]
    found = _day(before + year, month, day) if year else None
    return found if found and found >= first_day else None


def _nearest(
    month: int, day: int, today: datetime.date, earliest: datetime.date | None, latest: datetime.date | None
) -> datetime.date | None:
    years = (today.year, today.year + 1, today.year - 1)
    found = [candidate for year in years if 1 <= year <= 9999 and (candidate := _day(year, month, day))]
    fitting = [
        candidate
        for candidate in found
        if (not earliest or candidate >= earliest) and (not latest or candidate <= latest)
    ]
    return min(fitting or found, key=lambda candidate: (abs(candidate - today), candidate < today), default=None)
