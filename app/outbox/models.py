import uuid
from datetime import datetime

from sqlalchemy import BIGINT, DateTime, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import db
from app.ids import new_id


class OutboxState:
    WAITING, ACCEPTED, FAILED = "waiting", "accepted", "failed"


class OutboxMessage(db.Model):
    """Messages to one citizen. The id is the retry key of every push of this row.

    `messages_sealed` holds LINE's message objects as JSON, `reply_token_sealed` the token while it may still be used.
    """

    __table_args__ = (
        UniqueConstraint("citizen_id", "sequence"),
        Index("ix_outbox_message_waiting", "not_before", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    sequence: Mapped[int] = mapped_column(BIGINT)
    kind: Mapped[str] = mapped_column(String(20))
    messages_sealed: Mapped[bytes]
    reply_token_sealed: Mapped[bytes | None]
    received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(20), default=OutboxState.WAITING)
    method: Mapped[str | None] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    first_try_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    not_before: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    # A try has begun whose end is not recorded: after a crash nobody knows whether LINE took it.
    in_flight: Mapped[bool] = mapped_column(default=False)
    uncertain: Mapped[bool] = mapped_column(default=False)
    possibly_twice: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
