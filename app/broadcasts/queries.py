"""What pages read of broadcasts."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audience.models import Segment
from app.broadcasts.models import BatchState, Broadcast, BroadcastBatch, BroadcastException, BroadcastStatus


@dataclass(frozen=True)
class Progress:
    """Persons, by what became of their batch."""

    total: int
    accepted: int
    failed: int
    needs_decision: int
    cancelled: int

    @property
    def done(self) -> int:
        return self.accepted + self.failed + self.needs_decision + self.cancelled

    @property
    def waiting(self) -> int:
        return self.total - self.done


def get_broadcast_by_id_and_department(session: Session, broadcast_id: uuid.UUID, department_id: uuid.UUID) -> Broadcast | None:
    return session.scalar(select(Broadcast).where(Broadcast.id == broadcast_id, Broadcast.department_id == department_id))


def list_broadcasts(session: Session, department_id: uuid.UUID, limit: int, offset: int) -> list[Broadcast]:
    """Newest first."""
    query = select(Broadcast).where(Broadcast.department_id == department_id).order_by(Broadcast.created_at.desc())
    return list(session.scalars(query.limit(limit).offset(offset)))


def count_broadcasts(session: Session, department_id: uuid.UUID) -> int:
    query = select(func.count()).select_from(Broadcast).where(Broadcast.department_id == department_id)
    return session.scalar(query) or 0


def list_segments(session: Session, department_id: uuid.UUID) -> list[Segment]:
    """The segments that the department may send to."""
    query = select(Segment).where(Segment.department_id == department_id).order_by(Segment.name)
    return list(session.scalars(query))


def segment_names(session: Session, department_id: uuid.UUID) -> dict[uuid.UUID, str]:
    return {segment.id: segment.name for segment in list_segments(session, department_id)}


def read_progress(session: Session, broadcast: Broadcast) -> Progress:
    persons = func.coalesce(func.sum(func.cardinality(BroadcastBatch.citizen_ids)), 0)
    rows = session.execute(
        select(BroadcastBatch.state, persons)
        .where(BroadcastBatch.broadcast_id == broadcast.id, BroadcastBatch.state != BatchState.SPLIT)
        .group_by(BroadcastBatch.state)
    )
    by_state = {state: int(count) for state, count in rows}
    gone = session.scalar(
        select(func.count()).where(BroadcastException.broadcast_id == broadcast.id, BroadcastException.reason == "gone")
    )
    return Progress(
        total=broadcast.recipient_count or 0,
        accepted=by_state.get(BatchState.ACCEPTED, 0) - (gone or 0),
        failed=by_state.get(BatchState.FAILED, 0) + (gone or 0),
        needs_decision=by_state.get(BatchState.NEEDS_DECISION, 0),
        cancelled=by_state.get(BatchState.CANCELLED, 0),
    )


def last_error(session: Session, broadcast: Broadcast) -> str | None:
    """LINE's last word about a batch that still waits or failed."""
    query = (
        select(BroadcastBatch.error)
        .where(BroadcastBatch.broadcast_id == broadcast.id, BroadcastBatch.error.is_not(None))
        .where(BroadcastBatch.state.in_((BatchState.WAITING, BatchState.FAILED)))
    )
    return session.scalar(query.limit(1))


def is_moving(broadcast: Broadcast) -> bool:
    return broadcast.status == BroadcastStatus.SENDING


def segment_is_used(session: Session, segment_id: uuid.UUID) -> str | None:
    """Why a segment cannot be deleted, or None: the name of a draft or broadcast that names it."""
    return session.scalar(select(Broadcast.title).where(Broadcast.segment_id == segment_id).limit(1))
