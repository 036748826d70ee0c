from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from app.extensions import db
from app.staff.models import Department, StaffMember
from app.staff.roles import Role

# OWASP's Password Storage Cheat Sheet asks of Argon2id at least 19 MiB and two passes.
_hasher = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    """Verified against when there is no such account, so that both answers take the same time."""
    return _hasher.hash("nobody has this password")


MINIMUM_PASSWORD = 12


class PasswordTooShort(ValueError):  # noqa: N818 - reads as what happened
    """A password has at least MINIMUM_PASSWORD characters."""


class EmailTaken(ValueError):  # noqa: N818
    """There is an account with this address already."""


def create_department(name: str) -> Department:
    """The department of that name, made if there is none."""
    found = db.session.scalar(select(Department).where(Department.name == name))
    if found:
        return found
    department = Department(name=name)
    db.session.add(department)
    db.session.flush()
    return department


def create_staff_member(email: str, name: str, role: Role, department: Department, password: str) -> StaffMember:
    """Raises EmailTaken or PasswordTooShort."""
    if len(password) < MINIMUM_PASSWORD:
        raise PasswordTooShort
    if get_staff_member_by_email(email):
        raise EmailTaken
    member = StaffMember(
        email=_same(email), name=name, role=role, department_id=department.id, password_hash=_hasher.hash(password)
    )
    db.session.add(member)
    db.session.flush()
    return member


def get_staff_member_by_email(email: str) -> StaffMember | None:
    return db.session.scalar(select(StaffMember).where(StaffMember.email == _same(email)))


def authenticate(email: str, password: str) -> StaffMember | None:
    """The active account of that address if the password is right. Takes as long for an unknown address."""
    member = get_staff_member_by_email(email)
    try:
        _hasher.verify(member.password_hash if member else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return None
    return member if member and member.active else None


def _same(email: str) -> str:
    return email.strip().lower()
