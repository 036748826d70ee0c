import uuid
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import db
from app.ids import new_id


class MenuState:
    """Where drawing and publishing stand. A worker takes DRAW, PUBLISH and WITHDRAW."""

    DRAFT, DRAW, DRAWN, PUBLISH, PUBLISHED, FAILED = "draft", "draw", "drawn", "publish", "published", "failed"
    WITHDRAW = "withdraw"


class RichMenu(db.Model):
    """リッチメニュー. `description` is what Pillow draws and what the areas do (see `description.py`).

    `line_rich_menu_id` is what citizens see while `is_default`; `pending_line_id` was made at LINE and is to follow it.
    `lease_until` is also the worker's token: whoever finds another value there has lost the menu.
    """

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    description: Mapped[dict] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(20), default=MenuState.DRAFT)
    picture_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("media_file.id"))
    line_rich_menu_id: Mapped[str | None] = mapped_column(String(80))
    pending_line_id: Mapped[str | None] = mapped_column(String(80))
    is_default: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    not_before: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)
