"""The rows of each kind of export, streamed from the database in chunks."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from app.audience.catalogue import Catalogue, read_catalogue
from app.audience.models import Citizen, CitizenIdentity, CitizenText
from app.crypto import Keys
from app.exports.columns import ANSWER_COLUMNS, CITIZEN_COLUMNS, cell, moment, questions_of, state, unique
from app.flows.models import Answer, FlowVersion, Response

_CHUNK = 500
_CONTENT = "answer.content_sealed"
_NAME = "citizen_identity.display_name_sealed"
_TEXT = "citizen_text.value_sealed"


@dataclass(frozen=True)
class Source:
    """`chunks` yields lists of rows; every row has as many cells as `header`."""

    header: list[str]
    total: int
    chunks: Iterator[list[list[str]]]


def answers(connection: Connection, keys: Keys, flow_id: uuid.UUID) -> Source:
    """The responses of one questionnaire, oldest first."""
    definitions = connection.scalars(
        select(FlowVersion.definition).where(FlowVersion.flow_id == flow_id).order_by(FlowVersion.number)
    ).all()
    questions = questions_of(definitions)
    total = connection.scalar(select(func.count()).select_from(Response).where(Response.flow_id == flow_id)) or 0
    header = unique([*ANSWER_COLUMNS, *questions.values()])
    return Source(header, total, _answer_chunks(connection, keys, flow_id, list(questions)))


def _answer_chunks(connection: Connection, keys: Keys, flow_id: uuid.UUID, questions: list[str]) -> Iterator[list[list[str]]]:
    rows = select(Response.id, Response.citizen_id, Response.started_at, Response.ended_at, Response.ended_because).where(
        Response.flow_id == flow_id
    )
    for responses in _streamed(connection, rows.order_by(Response.id)):
        given = _open_answers(connection, keys, [response.id for response in responses])
        yield [
            [
                str(one.id), str(one.citizen_id or ""), moment(one.started_at), moment(one.ended_at), state(one.ended_because),
                *(given.get((one.id, key), "") for key in questions),
            ]
            for one in responses
        ]  # fmt: skip


def _open_answers(connection: Connection, keys: Keys, response_ids: list[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
    rows = connection.execute(
        select(Answer.id, Answer.response_id, Answer.key, Answer.content_sealed).where(Answer.response_id.in_(response_ids))
    ).all()
    opened = keys.open_many(_CONTENT, [(row.id, row.content_sealed) for row in rows])
    contents = [json.loads(plain) for plain in opened]
    return {
        (row.response_id, row.key): cell(content.get("label") or content.get("value"))
        for row, content in zip(rows, contents, strict=True)
    }


def citizens(connection: Connection, keys: Keys) -> Source:
    """Everybody who is or was a friend, with attributes and tags."""
    catalogue = read_catalogue(connection)
    total = connection.scalar(select(func.count()).select_from(Citizen)) or 0
    header = unique([*CITIZEN_COLUMNS, *(entry.name for entry in catalogue.attributes.values()), "タグ"])
    return Source(header, total, _citizen_chunks(connection, keys, catalogue))


def _citizen_chunks(connection: Connection, keys: Keys, catalogue: Catalogue) -> Iterator[list[list[str]]]:
    rows = select(
        Citizen.id, Citizen.is_friend, Citizen.followed_at, Citizen.last_seen_at, Citizen.options, Citizen.scalars,
        CitizenIdentity.display_name_sealed,
    ).join(CitizenIdentity, CitizenIdentity.citizen_id == Citizen.id)  # fmt: skip
    for people in _streamed(connection, rows.order_by(Citizen.id)):
        named = [(one.id, one.display_name_sealed) for one in people if one.display_name_sealed]
        plain = keys.open_many(_NAME, named)
        names = {citizen_id: name.decode() for (citizen_id, _), name in zip(named, plain, strict=True)}
        texts = _open_texts(connection, keys, [one.id for one in people])
        yield [_citizen_row(one, names.get(one.id, ""), texts.get(one.id, {}), catalogue) for one in people]


def _open_texts(connection: Connection, keys: Keys, citizen_ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    rows = connection.execute(
        select(CitizenText.id, CitizenText.citizen_id, CitizenText.attribute_id, CitizenText.value_sealed).where(
            CitizenText.citizen_id.in_(citizen_ids)
        )
    ).all()
    opened = keys.open_many(_TEXT, [(row.id, row.value_sealed) for row in rows])
    found: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for row, plain in zip(rows, opened, strict=True):
        found.setdefault(row.citizen_id, {})[row.attribute_id] = plain.decode()
    return found


def _citizen_row(one: Any, name: str, texts: dict[uuid.UUID, str], catalogue: Catalogue) -> list[str]:
    tags, chosen = catalogue.split_options(one.options)
    values = []
    for key, entry in catalogue.attributes.items():
        if entry.has_choices:
            values.append(cell([entry.names[choice] for choice in chosen.get(key, ())]))
        else:
            values.append(texts.get(entry.id, "") if entry.kind == "text" else cell(one.scalars.get(key)))
    friend = "友だち" if one.is_friend else "ブロック中"
    marks = cell([catalogue.tag_names[tag] for tag in catalogue.tags if tag in tags])
    return [str(one.id), name, friend, moment(one.followed_at), moment(one.last_seen_at), *values, marks]


def _streamed(connection: Connection, query: Any) -> Iterator[list[Any]]:
    """Chunks of rows from a server-side cursor: the memory does not grow with the table."""
    yield from connection.execution_options(yield_per=_CHUNK).execute(query).partitions()
