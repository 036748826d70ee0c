"""Rules as SQL over current friends, and what pages read of citizens.

Every condition is TRUE or FALSE, never NULL, so that NOT is the complement and the SQL agrees with `rules.matches`.
"""

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, cast, false, func, literal, not_, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER, NUMERIC

from app.audience.catalogue import Catalogue, read_catalogue
from app.audience.models import Citizen
from app.audience.operations import text_index
from app.audience.rules import EXISTENCE_OPS, Rule, choice_options, midnight, tag_options
from app.crypto import keys

Condition = ColumnElement[bool]
_citizen = Citizen.__table__


def segment_statement(connection: Connection, rule: Rule) -> Select[tuple[uuid.UUID]]:
    """SELECT the ids of the current friends who satisfy a valid rule."""
    return select(_citizen.c.id).where(_citizen.c.is_friend, condition(rule, read_catalogue(connection)))


def count_segment(connection: Connection, rule: Rule) -> int:
    """How many current friends satisfy the rule now."""
    return connection.scalar(select(func.count()).select_from(segment_statement(connection, rule).subquery())) or 0


def select_segment_ids(connection: Connection, rule: Rule) -> list[uuid.UUID]:
    """Their ids, in id order."""
    return list(connection.scalars(segment_statement(connection, rule).order_by(_citizen.c.id)))


def condition(rule: Rule, catalogue: Catalogue) -> Condition:
    if "all" in rule:
        return and_(true(), *(condition(part, catalogue) for part in rule["all"]))
    if "any" in rule:
        return or_(false(), *(condition(part, catalogue) for part in rule["any"]))
    if "not" in rule:
        return not_(condition(rule["not"], catalogue))
    return _CONDITIONS[rule["type"]](rule, catalogue)


def _held(how: str, options: frozenset[int]) -> Condition:
    wanted = cast(sorted(options), ARRAY(INTEGER))
    if how == "all":
        return _citizen.c.options.op("@>", is_comparison=True)(wanted)
    some = _citizen.c.options.op("&&", is_comparison=True)(wanted)
    return some if how == "any" else not_(some)


def _tag(rule: Rule, catalogue: Catalogue) -> Condition:
    return _held(rule["op"].removeprefix("has_"), tag_options(rule, catalogue))


def _friend(rule: Rule, _: Catalogue) -> Condition:
    start = midnight(rule["date"])
    since = _citizen.c.followed_at >= start if rule["op"] == "from" else _citizen.c.followed_at < start
    return func.coalesce(since, false())


def _attribute(rule: Rule, catalogue: Catalogue) -> Condition:
    entry = catalogue.attributes.get(rule["attribute"])
    if entry is None:
        return false()
    if entry.has_choices:
        return _choice(rule, catalogue, frozenset(entry.choices.values()))
    value = _citizen.c.scalars[rule["attribute"]]
    known = func.coalesce(func.jsonb_typeof(value) == ("number" if entry.kind == "number" else "string"), false())
    if rule["op"] in EXISTENCE_OPS:
        return known if rule["op"] == "exists" else not_(known)
    if entry.kind == "number":
        return case((known, _compare(rule["op"], cast(value.astext, NUMERIC), rule["value"])), else_=false())
    wanted = text_index(keys(), rule["value"]) if entry.kind == "text" else rule["value"]
    # COLLATE "C": ISO dates must sort by their characters, whatever the server's language.
    return case((known, _compare(rule["op"], value.astext.collate("C"), wanted)), else_=false())


def _choice(rule: Rule, catalogue: Catalogue, own: frozenset[int]) -> Condition:
    known = _held("any", own) if own else false()
    if rule["op"] in EXISTENCE_OPS:
        return known if rule["op"] == "exists" else not_(known)
    return and_(known, _held(rule["op"].removesuffix("_of"), choice_options(rule, catalogue)))


def _compare(op: str, value: ColumnElement[Any], wanted: Any) -> Condition:
    if op == "between":
        return value.between(_bound(wanted[0]), _bound(wanted[1]))
    compare: dict[str, Callable[[Any], Condition]] = {
        "is": value.__eq__,
        "is_not": value.__ne__,
        "gt": value.__gt__,
        "gte": value.__ge__,
        "lt": value.__lt__,
        "lte": value.__le__,
    }
    return compare[op](_bound(wanted))


def _bound(wanted: Any) -> Any:
    """Numbers are compared as numbers of any size, without loss."""
    return cast(literal(str(wanted)), NUMERIC) if isinstance(wanted, int | float) else literal(wanted)


_CONDITIONS: dict[str, Callable[[Rule, Catalogue], Condition]] = {
    "attribute": _attribute,
    "tag": _tag,
    "friend": _friend,
}
