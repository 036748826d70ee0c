"""Whether a ``condition`` holds. A missing value makes every comparison false but ``exists_not``."""

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

from app.flows.engine.japan_time import read_iso_date
from app.flows.engine.model import Json
from app.flows.engine.normalise import normalise

_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class Facts(Protocol):
    """What conditions are asked about."""

    def answer_value(self, key: str) -> Any:
        """The value of an answer; None if it was not given."""

    def attribute_value(self, key: str) -> Any:
        """The value of an attribute; None if there is none."""

    def has_tag(self, key: str) -> bool:
        """Whether the citizen bears the tag."""


def holds(condition: Json, facts: Facts) -> bool:
    """Whether `condition`, which satisfies the schema, holds for `facts`."""
    if condition["type"] == "tag":
        wanted: bool = condition["op"] == "has"
        return facts.has_tag(condition["tag"]) == wanted
    if condition["type"] == "answer":
        known = facts.answer_value(condition["key"])
    else:
        known = facts.attribute_value(condition["attribute"])
    missing = known is None or known in ("", [])
    if condition["op"] == "exists":
        return not missing
    if condition["op"] == "exists_not":
        return missing
    return not missing and compare(known, condition["op"], condition.get("value"))


def compare(known: Any, op: str, wanted: Any) -> bool:
    """`known` `op` `wanted`.

    Numbers as numbers, ISO dates as dates, texts on their normalised key, lists by what they hold.
    """
    if wanted is None:
        return False
    if op == "is":
        return _same(known, wanted)
    if op == "is_not":
        return not _same(known, wanted)
    if op == "contains":
        return _contains(known, wanted)
    for read in (_number, read_iso_date):
        left, right = read(known), read(wanted)
        if left is not None and right is not None:
            return bool(_ORDER[op](left, right))
    return False


def _same(known: Any, wanted: Any) -> bool:
    if isinstance(known, list):
        others = wanted if isinstance(wanted, list) else [wanted]
        return {normalise(str(item)) for item in known} == {normalise(str(item)) for item in others}
    if isinstance(wanted, list):
        return False
    if _is_number(known) or _is_number(wanted):
        left, right = _number(known), _number(wanted)
        return left is not None and left == right
    days: tuple[date | None, date | None] = read_iso_date(known), read_iso_date(wanted)
    if None not in days:
        return days[0] == days[1]
    return normalise(str(known)) == normalise(str(wanted))


def _contains(known: Any, wanted: Any) -> bool:
    if isinstance(known, list):
        held = {normalise(str(item)) for item in known}
        return all(normalise(str(item)) in held for item in (wanted if isinstance(wanted, list) else [wanted]))
    part = normalise(str(wanted))
    return bool(part) and not isinstance(wanted, list) and part in normalise(str(known))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
