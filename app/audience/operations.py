"""Verbs on citizens, attributes and tags. They flush and never commit."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.audience.catalogue import Catalogue
from app.audience.models import Attribute, AttributeKind, Citizen, CitizenIdentity, CitizenText, Option, OptionKind
from app.audience.rules import text_key
from app.clock import now
from app.crypto import CITIZEN, Keys
from app.ids import new_id

USER_INDEX = "line_user"
TEXT_INDEX = "attribute_text"
_USER_ID = "citizen_identity.user_id_sealed"
_NAME = "citizen_identity.display_name_sealed"
_TEXT = "citizen_text.value_sealed"

_citizen, _identity, _text = Citizen.__table__, CitizenIdentity.__table__, CitizenText.__table__


@dataclass
class CitizenState:
    """One citizen locked for a turn; changes are collected and written by `save_citizen`."""

    id: uuid.UUID
    is_friend: bool
    followed_at: datetime | None
    blocked_at: datetime | None
    language: str
    options: list[int]
    scalars: dict[str, Any]
    name: str | None
    texts: dict[str, str] = field(default_factory=dict)
    new_texts: dict[str, str | None] = field(default_factory=dict)


def _locked() -> Any:
    return (
        select(_citizen, _identity.c.display_name_sealed)
        .join(_identity, _identity.c.citizen_id == _citizen.c.id)
        .with_for_update(of=_citizen)
    )


# Statements of the hot path are built once.
_LOCK_BY_INDEX = _locked().where(_identity.c.user_index == bindparam("index"))
_SAVE = (
    update(_citizen)
    .where(_citizen.c.id == bindparam("citizen"))
    .values(
        is_friend=bindparam("is_friend"),
        followed_at=bindparam("followed_at"),
        blocked_at=bindparam("blocked_at"),
        options=bindparam("options"),
        scalars=bindparam("scalars"),
        last_seen_at=func.coalesce(bindparam("seen_at"), _citizen.c.last_seen_at),
    )
)


def lock_citizen(connection: Connection, keys: Keys, user_id: str, seen_at: datetime) -> CitizenState:
    """The citizen with this LINE user id, locked until the end of the transaction; made if unknown."""
    index = keys.blind_index(USER_INDEX, user_id)
    row = connection.execute(_LOCK_BY_INDEX, {"index": index}).first()
    if row is None:
        add_citizens(connection, keys, [user_id], seen_at)
        row = connection.execute(_LOCK_BY_INDEX, {"index": index}).one()
    return _state(connection, keys, row)


def lock_citizen_by_id(connection: Connection, keys: Keys, citizen_id: uuid.UUID) -> CitizenState | None:
    """The citizen with this id, locked until the end of the transaction, so that staff and a turn do not overlap."""
    row = connection.execute(_locked().where(_citizen.c.id == citizen_id)).first()
    return _state(connection, keys, row) if row else None


def _state(connection: Connection, keys: Keys, row: Any) -> CitizenState:
    state = CitizenState(
        row.id, row.is_friend, row.followed_at, row.blocked_at, row.language, list(row.options), dict(row.scalars), None
    )
    if row.display_name_sealed:
        state.name = keys.open(_NAME, row.id, row.display_name_sealed).decode()
    if any(isinstance(value, str) and value.startswith("hmac:") for value in state.scalars.values()):
        state.texts = read_texts(connection, keys, row.id)
    return state


def read_user_id(connection: Connection, keys: Keys, citizen_id: uuid.UUID) -> str:
    """The LINE user id, opened for one call."""
    sealed = connection.scalar(select(_identity.c.user_id_sealed).where(_identity.c.citizen_id == citizen_id))
    return keys.open(_USER_ID, citizen_id, sealed).decode()


def read_texts(connection: Connection, keys: Keys, citizen_id: uuid.UUID) -> dict[str, str]:
    """The citizen's text attributes by attribute key."""
    rows = connection.execute(
        select(CitizenText.id, Attribute.key, CitizenText.value_sealed)
        .join(Attribute, Attribute.id == CitizenText.attribute_id)
        .where(CitizenText.citizen_id == citizen_id)
    ).all()
    plain = keys.open_many(_TEXT, [(row.id, row.value_sealed) for row in rows])
    return {row.key: value.decode() for row, value in zip(rows, plain, strict=True)}


def add_citizens(
    connection: Connection, keys: Keys, user_ids: list[str], seen_at: datetime, *, friends: bool = True
) -> list[uuid.UUID]:
    """Make citizens of LINE user ids; those known already stay as they are. The ids, in the order given."""
    indexes = [keys.blind_index(USER_INDEX, user_id) for user_id in user_ids]
    ids = {index: new_id() for index in indexes}
    keys.create_many(CITIZEN, ids.values())
    known = dict(
        connection.execute(
            select(_identity.c.user_index, _identity.c.citizen_id).where(_identity.c.user_index.in_(indexes))
        ).all()
    )
    known = {bytes(index): citizen_id for index, citizen_id in known.items()}
    fresh = {index: user_id for index, user_id in zip(indexes, user_ids, strict=True) if index not in known}
    if fresh:
        rows = [{"id": ids[index], "is_friend": friends, "first_seen_at": seen_at, "options": [], "scalars": {},
                 "language": "ja", "followed_at": seen_at if friends else None} for index in fresh]  # fmt: skip
        connection.execute(insert(_citizen), rows)
        identities = [
            {
                "citizen_id": ids[index],
                "user_index": index,
                "user_id_sealed": keys.seal(_USER_ID, ids[index], user_id.encode(), purpose=CITIZEN, owner=ids[index]),
                "profile_due": True,
            }
            for index, user_id in fresh.items()
        ]
        connection.execute(insert(_identity), identities)
    return [known.get(index) or ids[index] for index in indexes]


def save_citizen(connection: Connection, keys: Keys, state: CitizenState, catalogue: Catalogue, seen_at: datetime | None) -> None:
    """Write what changed. `seen_at` is when the citizen was heard of; None if staff made the change."""
    values = {
        "citizen": state.id,
        "is_friend": state.is_friend,
        "followed_at": state.followed_at,
        "blocked_at": state.blocked_at,
        "options": sorted(set(state.options)),
        "scalars": state.scalars,
        "seen_at": seen_at,
    }
    connection.execute(_SAVE, values)
    for key, value in state.new_texts.items():
        _save_text(connection, keys, state.id, catalogue.attributes[key].id, value)
    state.new_texts.clear()


def _save_text(connection: Connection, keys: Keys, citizen_id: uuid.UUID, attribute_id: uuid.UUID, value: str | None) -> None:
    where = (_text.c.citizen_id == citizen_id) & (_text.c.attribute_id == attribute_id)
    connection.execute(delete(_text).where(where))
    if value is not None:
        row_id = new_id()
        sealed = keys.seal(_TEXT, row_id, value.encode(), purpose=CITIZEN, owner=citizen_id)
        connection.execute(upsert(_text).values(id=row_id, citizen_id=citizen_id, attribute_id=attribute_id, value_sealed=sealed))


def put_tag(state: CitizenState, catalogue: Catalogue, tag: str) -> None:
    """An unknown tag is no error: it may have been deleted while the flow was under way."""
    option = catalogue.tags.get(tag)
    if option is not None and option not in state.options:
        state.options.append(option)


def take_tag(state: CitizenState, catalogue: Catalogue, tag: str) -> None:
    option = catalogue.tags.get(tag)
    state.options = [held for held in state.options if held != option]


def put_attribute(state: CitizenState, keys: Keys, catalogue: Catalogue, key: str, value: Any) -> None:
    """Set an attribute; None clears it. Choices are given by their keys; values of the wrong kind are left out."""
    entry = catalogue.attributes.get(key)
    if entry is None:
        return
    if entry.has_choices:
        wanted = [value] if isinstance(value, str) else list(value or [])
        own = set(entry.choices.values())
        chosen = [entry.choices[choice] for choice in wanted if choice in entry.choices]
        state.options = [option for option in state.options if option not in own] + chosen
    elif value is None or value == "":
        state.scalars.pop(key, None)
        if entry.kind == AttributeKind.TEXT:
            state.new_texts[key] = None
    elif entry.kind == AttributeKind.TEXT:
        state.scalars[key] = text_index(keys, str(value))
        state.new_texts[key] = str(value)
    else:
        state.scalars[key] = value


def text_index(keys: Keys, text: str) -> str:
    """What rules compare a text attribute by: equal texts (after normalisation) have equal indexes."""
    return "hmac:" + keys.blind_index(TEXT_INDEX, text_key(text)).hex()


def save_profile(connection: Connection, keys: Keys, citizen_id: uuid.UUID, display_name: str) -> None:
    sealed = keys.seal(_NAME, citizen_id, display_name.encode(), purpose=CITIZEN, owner=citizen_id)
    connection.execute(
        update(_identity).where(_identity.c.citizen_id == citizen_id).values(display_name_sealed=sealed, profile_due=False)
    )


def create_attribute(
    session: Session, name: str, kind: str, choices: list[tuple[str | None, str]], key: str | None = None
) -> Attribute:
    """A new attribute at the end of the list; `choices` are (key or None, name) pairs."""
    attribute = Attribute(key=key or new_key("a"), name=name, kind=kind, position=_next(session, Attribute.position))
    session.add(attribute)
    session.flush()
    for position, (choice_key, choice_name) in enumerate(choices):
        session.add(
            Option(
                kind=OptionKind.CHOICE,
                attribute_id=attribute.id,
                key=choice_key or new_key("c"),
                name=choice_name,
                position=position,
            )
        )
    session.flush()
    return attribute


def create_tag(session: Session, name: str, key: str | None = None) -> Option:
    tag = Option(kind=OptionKind.TAG, key=key or new_key("t"), name=name, position=_next(session, Option.position))
    session.add(tag)
    session.flush()
    return tag


def new_key(prefix: str) -> str:
    """A stable name for something whose visible name may change."""
    return f"{prefix}_{secrets.token_hex(4)}"


def _next(session: Session, column: Any) -> int:
    last = session.scalars(select(column).order_by(column.desc()).limit(1)).first()
    return (last or 0) + 1


def touch_follow(state: CitizenState, followed_at: datetime) -> None:
    state.is_friend, state.followed_at, state.blocked_at = True, followed_at, None


def touch_unfollow(state: CitizenState, blocked_at: datetime) -> None:
    state.is_friend, state.blocked_at = False, blocked_at or now()
