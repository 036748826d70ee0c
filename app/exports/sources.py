"""The rows of each kind of export, streamed from the database in chunks."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from app.audience.catalogue import Catalogue, read_catalogue
from app.audience.models import Citizen, CitizenIdentity, CitizenText
from app.crypto import Keys
from app.exports.columns import ANSWER_COLUMNS, CITIZEN_COLUMNS, cell, moment, unique
from app.flows.models import Response
from app.flows.questions import state_name
from app.flows.results_queries import open_answers, read_questions

CHUNK = 500
_NAME = "citizen_identity.display_name_sealed"
_TEXT = "citizen_text.value_sealed"


@dataclass(frozen=True)
class Source:
    """`chunks` yields lists of rows; every row has as many cells as `header`."""

    header: list[str]
    total: int
    chunks: Iterator[list[list[str]]]


def answers(connection: Connection, keys: Keys, flow_id: uuid.UUID) -> Source:
    """The responses of one questionnaire, oldest first. A question keeps its column when the questionnaire changes."""
    questions = read_questions(connection, flow_id)
    total = connection.scalar(select(func.count()).select_from(Response).where(Response.flow_id == flow_id)) or 0
    header = unique([*ANSWER_COLUMNS, *(question.text for question in questions.values())])
    return Source(header, total, _answer_chunks(connection, keys, flow_id, list(questions)))


def _answer_chunks(connection: Connection, keys: Keys, flow_id: uuid.UUID, questions: list[str]) -> Iterator[list[list[str]]]:
    rows = select(Response.id, Response.citizen_id, Response.started_at, Response.ended_at, Response.ended_because)
    rows = rows.where(Response.flow_id == flow_id).order_by(Response.started_at, Response.id)
    for responses in _streamed(connection, rows):
        given = open_answers(connection, keys, [response.id for response in responses])
        yield [_answer_row(response, given.get(response.id, {}), questions) for response in responses]


def _answer_row(one: Any, given: dict[str, str], questions: list[str]) -> list[str]:
    told = [moment(one.started_at), moment(one.ended_at), state_name(one.ended_because)]
    return [str(one.id), cell(one.citizen_id), *told, *(given.get(key, "") for key in questions)]


def citizens(connection: Connection, keys: Keys) -> Source:
    """Everybody who is or was a friend, with attributes and tags, in the order in which they came."""
    catalogue = read_catalogue(connection)
    total = connection.scalar(select(func.count()).select_from(Citizen)) or 0
    header = unique([*CITIZEN_COLUMNS, *(entry.name for entry in catalogue.attributes.values()), "タグ"])
    return Source(header, total, _citizen_chunks(connection, keys, catalogue))


def _citizen_chunks(connection: Connection, keys: Keys, catalogue: Catalogue) -> Iterator[list[list[str]]]:
    rows = select(
        Citizen.id, Citizen.is_friend, Citizen.followed_at, Citizen.last_seen_at, Citizen.options, Citizen.scalars,
        CitizenIdentity.display_name_sealed,
    ).outerjoin(CitizenIdentity, CitizenIdentity.citizen_id == Citizen.id)  # fmt: skip
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
            held = set(chosen.get(key, ()))
            values.append(cell([label for choice, label in entry.names.items() if choice in held]))
        else:
            values.append(texts.get(entry.id, "") if entry.kind == "text" else cell(one.scalars.get(key)))
    friend = "友だち" if one.is_friend else "友だちではない"
    marks = cell([catalogue.tag_names[tag] for tag in catalogue.tags if tag in tags])
    return [str(one.id), name, friend, moment(one.followed_at), moment(one.last_seen_at), *values, marks]


def _streamed(connection: Connection, query: Any) -> Iterator[list[Any]]:
    """Chunks of rows from a server-side cursor: the memory does not grow with the table."""
    with connection.execute(query.execution_options(yield_per=CHUNK)) as result:
        yield from result.partitions()
