"""What pages read of citizens and segments.

Names are sealed and have no index, so they are searched by opening those in question. That is bounded by `NAME_BOUND`: so many
take about 0.7 s when their keys are read from the key store, 0.3 s when a process has them already.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.orm import Session

from app.audience.catalogue import Catalogue, read_catalogue
from app.audience.models import Attribute, AttributeKind, Citizen, CitizenIdentity, Option, OptionKind, Segment
from app.audience.operations import CitizenState, read_texts, text_index
from app.audience.queries import condition, segment_statement
from app.audience.rules import Person, Rule, matches, text_key
from app.clock import japanese_date
from app.crypto import keys

NAME_BOUND = 10_000  # so many names, those of the newest citizens in scope, are opened for one search
FOUND_BOUND = 100  # and so many hits are shown
SAMPLE_SIZE = 5
_NAME = "citizen_identity.display_name_sealed"
_citizen, _identity = Citizen.__table__, CitizenIdentity.__table__


@dataclass(frozen=True)
class CitizenFilter:
    """`friend`: None for everybody; `tag` is an option id."""

    friend: bool | None = None
    tag: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.friend is not None:
            found.append(_citizen.c.is_friend.is_(self.friend))
        if self.tag is not None:
            found.append(_citizen.c.options.op("@>", is_comparison=True)([self.tag]))
        return found


@dataclass(frozen=True)
class CitizenRow:
    id: uuid.UUID
    name: str | None
    is_friend: bool
    options: Sequence[int]
    first_seen_at: datetime
    last_seen_at: datetime | None

    @property
    def shown_name(self) -> str:
        return shown_name(self.id, self.name)


def shown_name(citizen_id: uuid.UUID, name: str | None) -> str:
    """The name, or for those without one the end of the id (its beginning is the time and alike for many)."""
    return name or f"（名前なし）{str(citizen_id)[-6:]}"


def count_citizens(connection: Connection, wanted: CitizenFilter) -> int:
    return connection.scalar(select(func.count()).select_from(_citizen).where(*wanted.conditions())) or 0


def list_citizens(connection: Connection, wanted: CitizenFilter, offset: int, limit: int) -> list[CitizenRow]:
    """The newest first."""
    return _opened(connection.execute(_rows(wanted).offset(offset).limit(limit)).all())


def search_citizens(
    connection: Connection, wanted: CitizenFilter, name: str, bound: int = NAME_BOUND
) -> tuple[list[CitizenRow], bool]:
    """Those whose name contains `name` (width and case do not matter), and whether some names were left unopened."""
    named = _rows(wanted).where(_identity.c.display_name_sealed.is_not(None)).limit(bound + 1)
    rows = connection.execute(named).all()
    wanted_key = text_key(name)
    found = [row for row in _opened(rows[:bound]) if wanted_key in text_key(row.name or "")]
    return found, len(rows) > bound


def _rows(wanted: CitizenFilter) -> Any:
    columns = (_citizen.c.id, _citizen.c.is_friend, _citizen.c.options, _citizen.c.first_seen_at, _citizen.c.last_seen_at)
    return (
        select(*columns, _identity.c.display_name_sealed)
        .join(_identity, _identity.c.citizen_id == _citizen.c.id)
        .where(*wanted.conditions())
        .order_by(_citizen.c.id.desc())
    )


def _opened(rows: Sequence[Any]) -> list[CitizenRow]:
    named = [row for row in rows if row.display_name_sealed is not None]
    opened = keys().open_many(_NAME, [(row.id, row.display_name_sealed) for row in named])
    names = {row.id: name.decode() for row, name in zip(named, opened, strict=True)}
    return [
        CitizenRow(row.id, names.get(row.id), row.is_friend, row.options, row.first_seen_at, row.last_seen_at) for row in rows
    ]


def get_citizen(session: Session, citizen_id: uuid.UUID) -> Citizen | None:
    """Citizens are the city's: every department finds them."""
    return session.get(Citizen, citizen_id)


def shown_values(connection: Connection, citizen: Citizen, catalogue: Catalogue) -> list[tuple[str, str | None]]:
    """(name of the attribute, its value in words or None), in the order of the attributes."""
    texts = read_texts(connection, keys(), citizen.id)
    _, choices = catalogue.split_options(list(citizen.options))
    shown: list[tuple[str, str | None]] = []
    for key, entry in catalogue.attributes.items():
        value = citizen.scalars.get(key)
        if entry.has_choices:
            words: str | None = "、".join(entry.names[choice] for choice in entry.names if choice in choices.get(key, ()))
        elif entry.kind == AttributeKind.TEXT:
            words = texts.get(key)
        elif entry.kind == AttributeKind.DATE and isinstance(value, str):
            words = _day(value)
        else:
            words = None if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)
        shown.append((entry.name, words or None))
    return shown


def _day(value: str) -> str:
    try:
        return japanese_date(date.fromisoformat(value))
    except ValueError:
        return value


def citizen_tags(citizen: Citizen, catalogue: Catalogue) -> list[tuple[str, str]]:
    """(key, name) of the tags somebody has."""
    held, _ = catalogue.split_options(list(citizen.options))
    return [(key, name) for key, name in catalogue.tag_names.items() if key in held]


def segments_of_citizen(connection: Connection, citizen: Citizen, segments: Iterable[Segment]) -> list[Segment]:
    """In which of the segments a citizen is now; those who are no friends are in none."""
    if not citizen.is_friend:
        return []
    catalogue = read_catalogue(connection)
    person = Person(frozenset(citizen.options), citizen.scalars, citizen.followed_at)
    return [segment for segment in segments if matches(segment.rule, person, catalogue, _fingerprint)]


def _fingerprint(text: str) -> str:
    return text_index(keys(), text)


def state_token(state: CitizenState) -> str:
    """Changes when tags or attributes change: a form that was drawn before is then out of date."""
    parts = (sorted(set(state.options)), sorted(state.scalars.items()))
    return keys().blind_index("citizen_form", f"{state.id}{parts}").hex()[:32]


def tag_counts(connection: Connection) -> dict[int, int]:
    """Option id → how many citizens have it, for all tags, in one pass over the citizens."""
    held = select(func.unnest(_citizen.c.options).label("option")).subquery()
    tags = select(Option.id).where(Option.kind == OptionKind.TAG)
    counted = select(held.c.option, func.count().label("held")).where(held.c.option.in_(tags)).group_by(held.c.option)
    return {row.option: row.held for row in connection.execute(counted)}


def list_attributes(session: Session) -> list[Attribute]:
    return list(session.scalars(select(Attribute).order_by(Attribute.position, Attribute.key)))


def list_tags(session: Session) -> list[Option]:
    return list(session.scalars(select(Option).where(Option.kind == OptionKind.TAG).order_by(Option.position, Option.id)))


def get_segment_by_id_and_department(session: Session, segment_id: uuid.UUID, department_id: uuid.UUID) -> Segment | None:
    return session.scalar(select(Segment).where(Segment.id == segment_id, Segment.department_id == department_id))


def list_segments(session: Session, department_id: uuid.UUID) -> list[Segment]:
    query = select(Segment).where(Segment.department_id == department_id)
    return list(session.scalars(query.order_by(Segment.updated_at.desc(), Segment.id)))


def count_segments(connection: Connection, segments: Sequence[Segment]) -> dict[uuid.UUID, int]:
    """How many current friends are in each, counted in one pass."""
    if not segments:
        return {}
    catalogue = read_catalogue(connection)
    counts = [func.count().filter(condition(segment.rule, catalogue)) for segment in segments]
    row = connection.execute(select(*counts).select_from(_citizen).where(_citizen.c.is_friend)).one()
    return {segment.id: count for segment, count in zip(segments, row, strict=True)}


def count_friends(connection: Connection) -> int:
    return count_citizens(connection, CitizenFilter(friend=True))


def sample_names(connection: Connection, rule: Rule) -> list[str]:
    """The names of a few who satisfy a valid rule, the newest first."""
    chosen = segment_statement(connection, rule).order_by(_citizen.c.id.desc()).limit(SAMPLE_SIZE)
    rows = connection.execute(
        _rows(CitizenFilter()).where(_citizen.c.id.in_(chosen.scalar_subquery()))
    ).all()
    return [row.shown_name for row in _opened(rows)]
