"""Rows for tests, made by the product's own verbs. Keyword arguments, sensible defaults, one call each."""

import uuid
from typing import Any

from app.audience import operations as audience
from app.audience.catalogue import read_catalogue
from app.audience.models import Attribute, Option
from app.clock import now
from app.crypto import keys
from app.extensions import db
from app.flows import operations as flows
from app.flows.models import Flow
from app.staff.models import StaffMember
from app.staff.operations import create_department, create_staff_member
from app.staff.roles import Role

PASSWORD = "correct horse battery"  # noqa: S105


def make_staff(role: Role = Role.SYSTEM_ADMINISTRATOR, *, email: str | None = None, department: str = "広報課") -> StaffMember:
    member = create_staff_member(
        email or f"{uuid.uuid4().hex[:8]}@city.example", "試験 花子", role, create_department(department), PASSWORD
    )
    db.session.commit()
    return member


def make_attribute(
    key: str, kind: str = "choice", *, name: str | None = None, choices: dict[str, str] | None = None
) -> Attribute:
    attribute = audience.create_attribute(db.session, name or key, kind, list((choices or {}).items()), key)
    db.session.commit()
    return attribute


def make_tag(key: str, name: str | None = None) -> Option:
    tag = audience.create_tag(db.session, name or key, key)
    db.session.commit()
    return tag


def make_citizen(
    user_id: str | None = None,
    *,
    name: str | None = None,
    tags: tuple[str, ...] = (),
    attributes: dict[str, Any] | None = None,
    friend: bool = True,
) -> uuid.UUID:
    """A citizen's id. `user_id` is a LINE user id ("U" and 32 hexadecimal digits)."""
    user_id = user_id or f"U{uuid.uuid4().hex}"
    with db.engine.begin() as connection:
        state = audience.lock_citizen(connection, keys(), user_id, now())
        catalogue = read_catalogue(connection)
        for tag in tags:
            audience.put_tag(state, catalogue, tag)
        for key, value in (attributes or {}).items():
            audience.put_attribute(state, keys(), catalogue, key, value)
        if not friend:
            audience.touch_unfollow(state, now())
        audience.save_citizen(connection, keys(), state, catalogue, now())
        if name:
            audience.save_profile(connection, keys(), state.id, name)
    return state.id


def make_flow(
    draft: dict | None = None, *, name: str = "試験のシナリオ", publish: bool = False, staff: StaffMember | None = None
) -> Flow:
    department = staff.department_id if staff else create_department("広報課").id
    flow = flows.create_flow(db.session, name, department, staff.id if staff else None, draft)
    if publish:
        flows.publish_flow(db.session, flow, "最初の版", staff.id if staff else None)
    db.session.commit()
    return flow
