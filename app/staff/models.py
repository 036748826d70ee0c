import uuid
from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.extensions import db
from app.ids import new_id
from app.staff.roles import Permission, Role, may


class Department(db.Model):
    """課. Every row that belongs to a department bears its id."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class StaffMember(UserMixin, db.Model):
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    department: Mapped[Department] = relationship()

    @property
    def is_active(self) -> bool:
        return self.active

    def may(self, permission: Permission) -> bool:
        return may(Role(self.role), permission)


class StaffSession(db.Model):
    """A signed-in browser. The cookie holds a random id, this table its hash: it can be ended from here at any time."""

    __table_args__ = (Index("ix_staff_session_staff_member_id", "staff_member_id"),)

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_member_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    data: Mapped[dict] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
