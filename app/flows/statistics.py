"""Answers as figures: how many chose what, how numbers and dates are spread. Pure.

Answers are offered one by one and never kept: memory depends on the question, not on how many answered. Numbers are counted
exactly up to 1,000 different ones and in ever wider steps beyond; dates by month.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from app.flows.questions import Question, QuestionKind

OTHER = "そのほか"
_DIFFERENT_MOST = 1000
_BARS = 12
_EACH_NUMBER = 20
_MONTHS = 24
_YEARS = 24


@dataclass(frozen=True)
class Line:
    """`count` answers, `percent` of all answers to the question. Whoever responds twice counts twice."""

    label: str
    count: int
    percent: float


class Tally(Protocol):
    answered: int

    def add(self, value: Any) -> None: ...

    def lines(self) -> list[Line]: ...

    def note(self) -> str: ...


class ChoiceTally:
    """One or several choices. Whoever chose several counts at each, so the percentages may exceed 100 together."""

    def __init__(self, question: Question) -> None:
        self.answered = 0
        self._several = question.kind == QuestionKind.CHOICES
        self._names = question.choices
        self._counts: Counter[str | None] = Counter()

    def add(self, value: Any) -> None:
        self.answered += 1
        chosen = value if isinstance(value, list) else [value]
        self._counts.update({key if isinstance(key, str) and key in self._names else None for key in chosen})

    def lines(self) -> list[Line]:
        named = [(name, self._counts[key]) for key, name in self._names.items()]
        return _lines(named + ([(OTHER, self._counts[None])] if self._counts[None] else []), self.answered)

    def note(self) -> str:
        return "いくつも選べる質問なので、割合の合計は100%をこえることがあります。" if self._several else ""


class NumberTally:
    """A histogram of at most 20 bars, with the mean and both ends."""

    def __init__(self) -> None:
        self.answered = 0
        self._other = 0
        self._step = Decimal(0)  # 0: every number is counted by itself
        self._whole = True
        self._sum = Decimal(0)
        self._least: Decimal | None = None
        self._most: Decimal | None = None
        self._counts: Counter[Decimal] = Counter()

    def add(self, value: Any) -> None:
        self.answered += 1
        number = _decimal(value)
        if number is None:
            self._other += 1
            return
        self._sum += number
        self._least = number if self._least is None else min(self._least, number)
        self._most = number if self._most is None else max(self._most, number)
        self._whole = self._whole and number == number.to_integral_value()
        self._counts[_floor(number, self._step) if self._step else number] += 1
        if len(self._counts) > _DIFFERENT_MOST:
            self._widen()

    def _widen(self) -> None:
        """Count in steps of a power of ten from now on: the bars' widths are multiples of it, so they stay exact."""
        assert self._least is not None
        assert self._most is not None
        self._step = Decimal(10) ** ((self._most - self._least) / 100).adjusted()
        narrow, self._counts = self._counts, Counter()
        for number, count in narrow.items():
            self._counts[_floor(number, self._step)] += count

    def lines(self) -> list[Line]:
        bars = list(self._bars())
        return _lines(bars + ([(OTHER, self._other)] if self._other else []), self.answered)

    def _bars(self) -> Iterator[tuple[str, int]]:
        if self._least is None or self._most is None:
            return
        if self._least == self._most:
            yield _written(self._least), sum(self._counts.values())
            return
        width = self._width(self._most - self._least)
        bins: Counter[Decimal] = Counter()
        for number, count in self._counts.items():
            bins[_floor(number, width)] += count
        start = _floor(self._least, width)
        while start <= self._most:
            yield self._label(start, width), bins[start]
            start += width

    def _width(self, span: Decimal) -> Decimal:
        if self._whole and span < _EACH_NUMBER:
            return Decimal(1)
        width = Decimal(10) ** (span / _BARS).adjusted()
        for factor in (1, 2, 5, 10):
            if width * factor * _BARS >= span:
                width *= factor
                break
        return max(width, Decimal(1)) if self._whole else width

    def _label(self, start: Decimal, width: Decimal) -> str:
        if self._whole:
            return _written(start) if width == 1 else f"{_written(start)}～{_written(start + width - 1)}"
        return f"{_written(start)}以上{_written(start + width)}未満"

    def note(self) -> str:
        counted = self.answered - self._other
        if not counted or self._least is None or self._most is None:
            return ""
        mean = (self._sum / counted).quantize(Decimal("0.1")) if self._sum.adjusted() < 20 else self._sum / counted
        return f"平均 {_written(mean)}、最小 {_written(self._least)}、最大 {_written(self._most)}"


class DateTally:
    """Dates by month; by year or by ten years where they lie far apart, as birthdays do."""

    def __init__(self) -> None:
        self.answered = 0
        self._other = 0
        self._months: Counter[int] = Counter()  # year × 12 + month - 1

    def add(self, value: Any) -> None:
        self.answered += 1
        year, _, rest = str(value).partition("-")
        month = rest[:2]
        if len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
            self._months[int(year) * 12 + int(month) - 1] += 1
        else:
            self._other += 1

    def lines(self) -> list[Line]:
        return _lines(list(self._bars()) + ([(OTHER, self._other)] if self._other else []), self.answered)

    def _bars(self) -> Iterator[tuple[str, int]]:
        if not self._months:
            return
        first, last = min(self._months), max(self._months)
        size = _period_size(last - first)
        bins: Counter[int] = Counter()
        for month, count in self._months.items():
            bins[month // size] += count
        for place in range(first // size, last // size + 1):
            yield _period(place, size), bins[place]

    def note(self) -> str:
        return ""


class TextTally:
    """Texts are only counted; the newest are shown as they are."""

    def __init__(self) -> None:
        self.answered = 0

    def add(self, value: Any) -> None:
        self.answered += 1

    def lines(self) -> list[Line]:
        return []

    def note(self) -> str:
        return ""


def tally_for(question: Question) -> Tally:
    if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        return ChoiceTally(question)
    if question.kind == QuestionKind.NUMBER:
        return NumberTally()
    return DateTally() if question.kind == QuestionKind.DATE else TextTally()


def _lines(counted: list[tuple[str, int]], answered: int) -> list[Line]:
    return [Line(label, count, round(100 * count / answered, 1) if answered else 0.0) for label, count in counted]


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _floor(number: Decimal, width: Decimal) -> Decimal:
    return (number / width).to_integral_value(rounding="ROUND_FLOOR") * width


def _written(number: Decimal) -> str:
    """12,000 and 2.5: with separators, without an exponent and without zeros at the end."""
    whole = number == number.to_integral_value()
    return f"{int(number):,}" if whole else f"{number.normalize():,f}"


def _period_size(months: int) -> int:
    """How many months a bar stands for."""
    if months < _MONTHS:
        return 1
    return 12 if months // 12 < _YEARS else 120


def _period(place: int, size: int) -> str:
    if size == 1:
        return f"{place // 12}年{place % 12 + 1}月"
    return f"{place}年" if size == 12 else f"{place * 10}年代"
