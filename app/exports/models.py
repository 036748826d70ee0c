import uuid
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import db
from app.ids import new_id


class ExportState:
    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class Export(db.Model):
    """書き出し. The file lies sealed in the store under the export's id; only `asked_by` may fetch it."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    parameters: Mapped[dict] = mapped_column(JSONB, default=dict)
    encoding: Mapped[str] = mapped_column(String(20))
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_member.id"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    state: Mapped[str] = mapped_column(String(20), default=ExportState.WAITING)
    done_rows: Mapped[int] = mapped_column(default=0)
    total_rows: Mapped[int | None]
    replaced: Mapped[dict] = mapped_column(JSONB, default=dict)
    byte_size: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    fetched_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
