"""The duty "profiles": asks LINE for the display names of those who are new. Gently: nobody waits for a name."""

import logging
import uuid

from sqlalchemy import Connection, select, update

from app.audience.models import CitizenIdentity
from app.audience.operations import save_profile
from app.clock import now
from app.crypto import keys
from app.extensions import db, redis_connection
from app.line.client import line_client
from app.line.errors import LineError, Rejected

log = logging.getLogger(__name__)

PROFILES = "profiles"
AT_ONCE = 50  # profiles asked for in one job
PAUSE_SECONDS = 60  # after LINE refused or did not answer
_PAUSE = "kairan:profiles:pause"
_USER_ID = "citizen_identity.user_id_sealed"
_identity = CitizenIdentity.__table__


def is_due(connection: Connection) -> bool:
    """Is a name to be asked for, and LINE not just then unwell? Raises RedisError."""
    due = connection.execute(select(_identity.c.citizen_id).where(_identity.c.profile_due).limit(1)).first()
    return due is not None and not redis_connection().exists(_PAUSE)


def fetch_profiles() -> None:
    """Ask for at most `AT_ONCE` names; the next job goes on. A citizen whom LINE does not know is not asked for again."""
    with db.engine.begin() as connection:
        rows = connection.execute(
            select(_identity.c.citizen_id, _identity.c.user_id_sealed)
            .where(_identity.c.profile_due)
            .order_by(_identity.c.citizen_id.desc())
            .limit(AT_ONCE)
        ).all()
    user_ids = keys().open_many(_USER_ID, [(row.citizen_id, row.user_id_sealed) for row in rows])
    for row, user_id in zip(rows, user_ids, strict=True):
        try:
            name: str | None = line_client().display_name(user_id.decode())
        except Rejected as error:
            if error.status != 404:
                return _pause(error)
            # Blocked, left, or never a friend: LINE's answer will not change by asking.
            name = None
        except LineError as error:
            return _pause(error)
        _keep(row.citizen_id, name)
    return None


def _keep(citizen_id: uuid.UUID, name: str | None) -> None:
    with db.engine.begin() as connection:
        if name is None:
            asked = update(_identity).where(_identity.c.citizen_id == citizen_id)
            connection.execute(asked.values(profile_due=False))
        else:
            save_profile(connection, keys(), citizen_id, name)


def _pause(error: LineError) -> None:
    """Let LINE recover, or somebody mend the settings."""
    log.warning("profiles wait", extra={"status": error.status})
    redis_connection().set(_PAUSE, now().isoformat(), ex=PAUSE_SECONDS)
