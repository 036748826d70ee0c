import uuid
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Identity, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.crypto import CITIZEN, Sealed
from app.extensions import db
from app.ids import new_id


class AttributeKind:
    """What an attribute holds. Choices live in `citizen.options`, numbers and dates in `citizen.scalars`."""

    CHOICE, CHOICES, TEXT, NUMBER, DATE = "choice", "choices", "text", "number", "date"
    ALL = (CHOICE, CHOICES, TEXT, NUMBER, DATE)
    NAMES = {CHOICE: "一つ選択", CHOICES: "複数選択", TEXT: "文章", NUMBER: "数値", DATE: "日付"}


class OptionKind:
    CHOICE, TAG = "choice", "tag"


class Attribute(db.Model):
    """属性: what is known of a citizen. `key` is stable and names it in flows and rules."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)

    choices: Mapped[list["Option"]] = relationship(order_by="Option.position", back_populates="attribute")


class Option(db.Model):
    """A choice of an attribute or a tag, with a number that is unique in the whole installation (`citizen.options`)."""

    __table_args__ = (UniqueConstraint("kind", "attribute_id", "key", postgresql_nulls_not_distinct=True),)

    id: Mapped[int] = mapped_column(INTEGER, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    attribute_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attribute.id"))
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)

    attribute: Mapped[Attribute | None] = relationship(back_populates="choices")


class Citizen(db.Model):
    """利用者. Who they are stands apart in `citizen_identity`; here is only what segments compare.

    `scalars` maps an attribute's key to a number, an ISO date, or for texts to the hexadecimal HMAC of the normalised text.
    """

    __table_args__ = (
        Index("ix_citizen_options", "options", postgresql_using="gin"),
        Index("ix_citizen_followed_at", "followed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    is_friend: Mapped[bool] = mapped_column(default=True)
    followed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    blocked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    language: Mapped[str] = mapped_column(String(10), default="ja")
    options: Mapped[list[int]] = mapped_column(ARRAY(INTEGER), default=list)
    scalars: Mapped[dict] = mapped_column(JSONB, default=dict)
    first_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    last_seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    identity: Mapped["CitizenIdentity"] = relationship(back_populates="citizen", uselist=False)


class CitizenIdentity(db.Model):
    """The row id of the sealed values is the citizen's id."""

    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), primary_key=True)
    user_index: Mapped[bytes] = mapped_column(unique=True)
    user_id_sealed: Mapped[bytes]
    display_name_sealed: Mapped[bytes | None]
    # The name is asked of LINE later, by a duty: an outside call has no place in a turn.
    profile_due: Mapped[bool] = mapped_column(default=True, index=True)

    citizen: Mapped[Citizen] = relationship(back_populates="identity")

    user_id = Sealed("user_id_sealed", purpose=CITIZEN, owner="citizen_id")
    display_name = Sealed("display_name_sealed", purpose=CITIZEN, owner="citizen_id")

    @property
    def id(self) -> uuid.UUID:
        return self.citizen_id


class CitizenText(db.Model):
    """The readable form of a text attribute; rules compare its HMAC in `citizen.scalars`."""

    __table_args__ = (UniqueConstraint("citizen_id", "attribute_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    attribute_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attribute.id", ondelete="CASCADE"))
    value_sealed: Mapped[bytes]

    value = Sealed("value_sealed", purpose=CITIZEN, owner="citizen_id")


class Segment(db.Model):
    """セグメント: a group defined by a rule (see `rules.py`)."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    rule: Mapped[dict] = mapped_column(JSONB)
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)
