"""What the pages of results and the exports read of a questionnaire's responses."""

import heapq
import itertools
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.crypto import Keys
from app.flows.engine.migrations import upgrade
from app.flows.models import Answer, FlowVersion, Response
from app.flows.questions import Question, QuestionKind, answer_words, questions_of, state_name, sub_flows_of
from app.flows.statistics import Tally, tally_for

CONTENT = "answer.content_sealed"
_ANSWERS_MOST = 60_000
"""So many answers are opened for one page: it has to come within two seconds. Exports have all of them."""
LATEST = 10
_CHUNK = 1000


@dataclass
class Figures:
    """One question and its answers counted. `latest` holds the newest texts, of a text question only."""

    question: Question
    tally: Tally
    latest: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class StateCounts:
    completed: int
    under_way: int
    stopped: int

    @property
    def total(self) -> int:
        return self.completed + self.under_way + self.stopped


@dataclass(frozen=True)
class ResponseRow:
    id: uuid.UUID
    citizen_id: uuid.UUID | None
    started_at: datetime
    state: str
    answers: dict[str, str]


def read_questions(connection: Connection, flow_id: uuid.UUID) -> dict[str, Question]:
    """Every question that the flow's versions asked, in sub-flows too, in a lasting order; also keys met only in answers."""
    definitions, newest = _definitions(connection, flow_id)
    questions = questions_of(definitions)
    current = questions_of(_reachable(newest, flow_id))
    for key in connection.scalars(select(Answer.key).where(Answer.flow_id == flow_id).distinct().order_by(Answer.key)):
        questions.setdefault(key, Question(key, QuestionKind.TEXT, key))
    for key, question in questions.items():
        question.removed = key not in current
    return questions


def _definitions(connection: Connection, flow_id: uuid.UUID) -> tuple[list[dict[str, Any]], dict[uuid.UUID, dict[str, Any]]]:
    """All versions in the order in which citizens could first meet them, and the newest of each flow.

    A sub-flow's versions count from the moment at which something led there, so that linking an old flow to a questionnaire
    puts its questions behind those that stand already.
    """
    order = itertools.count()
    waiting: list[tuple[datetime, int, dict[str, Any]]] = []
    seen: set[uuid.UUID] = set()
    newest: dict[uuid.UUID, dict[str, Any]] = {}

    def meet(flow: uuid.UUID, since: datetime) -> None:
        seen.add(flow)
        rows = select(FlowVersion.definition, FlowVersion.published_at).where(FlowVersion.flow_id == flow)
        for row in connection.execute(rows.order_by(FlowVersion.number)):
            newest[flow] = upgrade(row.definition)
            heapq.heappush(waiting, (max(since, row.published_at), next(order), newest[flow]))

    meet(flow_id, datetime.min.replace(tzinfo=UTC))
    definitions = []
    while waiting:
        since, _, definition = heapq.heappop(waiting)
        definitions.append(definition)
        for sub_flow in map(uuid.UUID, sub_flows_of(definition)):
            if sub_flow not in seen:
                meet(sub_flow, since)
    return definitions, newest


def _reachable(newest: dict[uuid.UUID, dict[str, Any]], flow_id: uuid.UUID) -> Iterator[dict[str, Any]]:
    seen, waiting = {flow_id}, [flow_id]
    while waiting:
        definition = newest.get(waiting.pop())
        if definition is None:
            continue
        yield definition
        new = [flow for flow in map(uuid.UUID, sub_flows_of(definition)) if flow not in seen]
        seen.update(new)
        waiting += new


def count_states(connection: Connection, flow_id: uuid.UUID) -> StateCounts:
    query = select(Response.ended_because, func.count()).where(Response.flow_id == flow_id).group_by(Response.ended_because)
    counts: dict[str | None, int] = dict(connection.execute(query).all())
    completed, under_way = counts.pop("completed", 0), counts.pop(None, 0)
    return StateCounts(completed, under_way, sum(counts.values()))


def counted_most(questions: dict[str, Question]) -> int:
    """From how many responses, the newest, figures are made: fewer where each has more answers to open."""
    return _ANSWERS_MOST // max(3, len(questions))


def count_answers(
    connection: Connection, keys: Keys, flow_id: uuid.UUID, questions: dict[str, Question], most: int
) -> list[Figures]:
    """Figures of the `most` newest responses. The answers are streamed, and only the newest texts are opened and kept."""
    figures = {key: Figures(question, tally_for(question)) for key, question in questions.items()}
    texts: dict[str, list[tuple[datetime, uuid.UUID, bytes]]] = {}
    counted: Counter[str] = Counter()
    for chunk in _newest_answers(connection, flow_id, most):
        valued = []
        for row in chunk:
            if questions[row.key].kind != QuestionKind.TEXT:
                valued.append(row)
                continue
            counted[row.key] += 1
            _keep_latest(texts.setdefault(row.key, []), row)
        for row, plain in zip(valued, keys.open_many(CONTENT, _sealed(valued)), strict=True):
            figures[row.key].tally.add(json.loads(plain)["value"])
    for key, kept in texts.items():
        figures[key].tally.answered = counted[key]
        figures[key].latest = _open_texts(keys, kept)
    return list(figures.values())


def _newest_answers(connection: Connection, flow_id: uuid.UUID, most: int) -> Iterator[Any]:
    newest = select(Response.id).where(Response.flow_id == flow_id)
    newest_ids = newest.order_by(Response.started_at.desc(), Response.id.desc()).limit(most).subquery()
    query = select(Answer.id, Answer.key, Answer.answered_at, Answer.content_sealed)
    query = query.join(newest_ids, newest_ids.c.id == Answer.response_id)
    with connection.execute(query.execution_options(yield_per=_CHUNK)) as result:
        yield from result.partitions()


def _sealed(rows: list[Any]) -> list[tuple[uuid.UUID, bytes]]:
    return [(row.id, row.content_sealed) for row in rows]


def _keep_latest(kept: list[tuple[datetime, uuid.UUID, bytes]], row: Row[Any]) -> None:
    entry = (row.answered_at, row.id, row.content_sealed)
    if len(kept) < LATEST:
        heapq.heappush(kept, entry)
    else:
        heapq.heappushpop(kept, entry)


def _open_texts(keys: Keys, kept: list[tuple[datetime, uuid.UUID, bytes]]) -> list[tuple[datetime, str]]:
    newest_first = sorted(kept, reverse=True)
    opened = keys.open_many(CONTENT, [(row_id, sealed) for _, row_id, sealed in newest_first])
    return [(entry[0], answer_words(json.loads(plain))) for entry, plain in zip(newest_first, opened, strict=True)]


def list_responses(connection: Connection, keys: Keys, flow_id: uuid.UUID, offset: int, limit: int) -> list[ResponseRow]:
    """One page of responses, the newest first, with their answers in words."""
    rows = connection.execute(
        select(Response.id, Response.citizen_id, Response.started_at, Response.ended_because)
        .where(Response.flow_id == flow_id)
        .order_by(Response.started_at.desc(), Response.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    answers = open_answers(connection, keys, [row.id for row in rows])
    return [
        ResponseRow(row.id, row.citizen_id, row.started_at, state_name(row.ended_because), answers.get(row.id, {}))
        for row in rows
    ]


def open_answers(connection: Connection, keys: Keys, response_ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[str, str]]:
    """Per response the answers in words by the question's key. Raises SealError."""
    rows = connection.execute(
        select(Answer.id, Answer.response_id, Answer.key, Answer.content_sealed).where(Answer.response_id.in_(response_ids))
    ).all()
    found: dict[uuid.UUID, dict[str, str]] = {}
    for row, plain in zip(rows, keys.open_many(CONTENT, _sealed(rows)), strict=True):
        found.setdefault(row.response_id, {})[row.key] = answer_words(json.loads(plain))
    return found
