"""Verbs on flows: drafts, publication, and what conversations leave behind. They flush and never commit."""

import json
import uuid
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import now
from app.crypto import QUESTIONNAIRE, Keys
from app.flows.engine.events import AnswerRecorded, FlowEnded
from app.flows.models import Answer, Flow, FlowVersion, Response
from app.ids import new_id

EMPTY_DRAFT = {"format": 1, "base_language": "ja", "triggers": [], "start": None, "nodes": []}
_CONTENT = "answer.content_sealed"


class RevisionConflict(Exception):  # noqa: N818
    """Somebody else saved the draft after it was read."""


def create_flow(
    session: Session, name: str, department_id: uuid.UUID, staff_id: uuid.UUID | None, draft: dict | None = None
) -> Flow:
    flow = Flow(name=name, department_id=department_id, draft=draft or EMPTY_DRAFT, layout={"nodes": {}}, saved_by=staff_id)
    session.add(flow)
    session.flush()
    return flow


def save_draft(session: Session, flow: Flow, base_revision: int, definition: dict, layout: dict, staff_id: uuid.UUID) -> None:
    """Replace the draft if nobody saved since `base_revision`. Raises RevisionConflict."""
    changed = session.execute(
        update(Flow)
        .where(Flow.id == flow.id, Flow.revision == base_revision)
        .values(draft=definition, layout=layout, revision=Flow.revision + 1, saved_by=staff_id, saved_at=now())
    )
    if changed.rowcount == 0:
        raise RevisionConflict
    session.refresh(flow)


def publish_flow(session: Session, flow: Flow, summary: str, staff_id: uuid.UUID | None) -> FlowVersion:
    """Freeze the draft into the next version and make it what citizens meet. The caller has linted it."""
    session.execute(select(Flow.id).where(Flow.id == flow.id).with_for_update())
    last = session.scalar(select(func.max(FlowVersion.number)).where(FlowVersion.flow_id == flow.id))
    version = FlowVersion(flow_id=flow.id, number=(last or 0) + 1, definition=flow.draft, summary=summary, published_by=staff_id)
    session.add(version)
    session.flush()
    flow.published_version_id = version.id
    session.flush()
    return version


def unpublish_flow(session: Session, flow: Flow) -> None:
    """New conversations no longer start; those under way finish."""
    flow.published_version_id = None
    session.flush()


def record_answer(
    connection: Connection,
    keys: Keys,
    event: AnswerRecorded,
    run_of: tuple[str, str],
    citizen_id: uuid.UUID,
    answered_at: datetime,
) -> None:
    """Keep one answer; the same question answered again in the same run replaces it.

    `run_of` is the flow and version that the run began with: answers given in a sub-flow belong to it.
    """
    run, flow_id = uuid.UUID(event.run), uuid.UUID(run_of[0])
    _ensure_response(connection, run, flow_id, uuid.UUID(run_of[1]), citizen_id, answered_at)
    row_id = new_id()
    content = {"category": event.category, "value": event.value, "text": event.text, "label": event.label}
    plain = json.dumps(content, ensure_ascii=False).encode()
    values = {
        "id": row_id,
        "content_sealed": keys.seal(_CONTENT, row_id, plain, purpose=QUESTIONNAIRE, owner=flow_id),
        "answered_at": answered_at,
        "node_id": uuid.UUID(event.node),
    }
    statement = insert(Answer.__table__).values(response_id=run, flow_id=flow_id, key=event.key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["response_id", "key"], set_=values))


def _ensure_response(
    connection: Connection, run: uuid.UUID, flow_id: uuid.UUID, version_id: uuid.UUID, citizen_id: uuid.UUID, at: datetime
) -> None:
    department = select(Flow.department_id).where(Flow.id == flow_id).scalar_subquery()
    connection.execute(
        insert(Response.__table__)
        .values(id=run, flow_id=flow_id, version_id=version_id, department_id=department, citizen_id=citizen_id, started_at=at)
        .on_conflict_do_nothing(index_elements=["id"])
    )


def end_response(connection: Connection, event: FlowEnded, ended_at: datetime) -> None:
    connection.execute(
        update(Response.__table__)
        .where(Response.id == uuid.UUID(event.run), Response.ended_at.is_(None))
        .values(ended_at=ended_at, ended_because=event.reason)
    )
