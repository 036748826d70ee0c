import uuid
from datetime import datetime

from sqlalchemy import BIGINT, DateTime, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.crypto import QUESTIONNAIRE, Sealed
from app.extensions import db
from app.ids import new_id


class Flow(db.Model):
    """シナリオ: a draft that staff edit, and the versions that citizens meet. `revision` counts saved drafts."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    draft: Mapped[dict] = mapped_column(JSONB)
    layout: Mapped[dict] = mapped_column(JSONB, default=dict)
    revision: Mapped[int] = mapped_column(default=1)
    saved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    published_version_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("flow_version.id", use_alter=True, name="fk_flow_published_version")
    )
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    published_version: Mapped["FlowVersion | None"] = relationship(foreign_keys=[published_version_id], post_update=True)


class FlowVersion(db.Model):
    """版: what was published, never changed afterwards."""

    __table_args__ = (UniqueConstraint("flow_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    flow_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("flow.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict] = mapped_column(JSONB)
    summary: Mapped[str] = mapped_column(String(400), default="")
    published_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    flow: Mapped[Flow] = relationship(foreign_keys=[flow_id])


class Conversation(db.Model):
    """One per LINE user: the engine's session, and the lease by which one worker at a time takes their events."""

    __table_args__ = (Index("ix_conversation_lease_until", "lease_until"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject: Mapped[bytes] = mapped_column(unique=True)
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizen.id", ondelete="SET NULL"))
    session_sealed: Mapped[bytes | None]
    lease_token: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_occurred_ms: Mapped[int | None] = mapped_column(BIGINT)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)


class Response(db.Model):
    """One run of a questionnaire by one citizen; its id is the engine's run id."""

    __table_args__ = (Index("ix_response_flow_id_started_at", "flow_id", "started_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    flow_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("flow.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("flow_version.id"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizen.id", ondelete="SET NULL"))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_because: Mapped[str | None] = mapped_column(String(20))


class Answer(db.Model):
    """One answer. `content` is {"category": key, "value": …, "text": what was typed, "label": what staff read}."""

    __table_args__ = (UniqueConstraint("response_id", "key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    flow_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("flow.id"))
    key: Mapped[str] = mapped_column(String(40))
    node_id: Mapped[uuid.UUID]
    content_sealed: Mapped[bytes]
    answered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    content = Sealed("content_sealed", kind=dict, purpose=QUESTIONNAIRE, owner="flow_id")
