import uuid
from datetime import datetime

from sqlalchemy import BIGINT, DateTime, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.ids import new_id


class EventState:
    WAITING, DONE, KEPT, FAILED = 0, 1, 2, 3
    """WAITING: to be processed. DONE: processed. KEPT: stored and never answered. FAILED: an operator must look."""


class InboundEvent(db.Model):
    """One webhook event as LINE sent it, sealed. `subject` is the blind index of the user, where there is one."""

    __table_args__ = (
        Index("ix_inbound_event_waiting", "subject", "occurred_ms", postgresql_where=text("state = 0")),
        Index("ix_inbound_event_received_at", "received_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    webhook_event_id: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[bytes | None]
    kind: Mapped[str] = mapped_column(String(40))
    occurred_ms: Mapped[int] = mapped_column(BIGINT)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[int] = mapped_column(SmallInteger, default=EventState.WAITING)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    late: Mapped[bool] = mapped_column(default=False)
    raw_sealed: Mapped[bytes]
