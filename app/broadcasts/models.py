import uuid
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import db
from app.ids import new_id


class BroadcastStatus:
    DRAFT, SENDING, SENT, CANCELLED = "draft", "sending", "sent", "cancelled"


class BatchState:
    WAITING, ACCEPTED, FAILED = "waiting", "accepted", "failed"
    # NEEDS_DECISION: LINE's memory of the retry key ends, a person decides. SPLIT: replaced by its two halves.
    NEEDS_DECISION, SPLIT, CANCELLED = "needs_decision", "split", "cancelled"


class Broadcast(db.Model):
    """配信. `bubbles` are our own bubbles (docs/flow-format.md), `segment_id` NULL means every current friend."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    sent_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    status: Mapped[str] = mapped_column(String(20), default=BroadcastStatus.DRAFT)
    segment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("segment.id"))
    bubbles: Mapped[list] = mapped_column(JSONB, default=list)
    recipient_count: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class BroadcastBatch(db.Model):
    """At most 500 recipients in id order. The id is the retry key of every attempt to send this batch."""

    __table_args__ = (
        UniqueConstraint("broadcast_id", "position"),
        Index("ix_broadcast_batch_waiting", "not_before", postgresql_where=text("state = 'waiting'")),
        Index("ix_broadcast_batch_range", "first_citizen_id", "last_citizen_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"))
    position: Mapped[int]
    citizen_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(UUID(as_uuid=True)))
    first_citizen_id: Mapped[uuid.UUID]
    last_citizen_id: Mapped[uuid.UUID]
    state: Mapped[str] = mapped_column(String(20), default=BatchState.WAITING)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    first_try_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    not_before: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    lease_token: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(String(200))


class BroadcastException(db.Model):
    """A recipient who stands in a batch's range and did not get the message, with the reason."""

    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True)
    citizen_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(40))
