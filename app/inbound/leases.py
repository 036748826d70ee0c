"""Which citizen's events this process may take. One statement takes the lease, the next one reads the events."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, text

from app.clock import now
from app.ids import new_id

LEASE_SECONDS = 60
# After so many tries that ended in a crash or an error the first waiting event is set aside as FAILED.
MAX_FAILURES = 5


@dataclass(frozen=True)
class Lease:
    conversation_id: uuid.UUID
    subject: bytes
    token: uuid.UUID
    failures: int


# Who writes for the first time gets a conversation that is leased from the start; the others' leases are taken.
_CLAIM = text(
    """
    WITH waiting AS (SELECT DISTINCT subject FROM inbound_event WHERE state = 0),
    fresh AS (
      INSERT INTO conversation (id, subject, failures, updated_at, lease_token, lease_until)
      SELECT gen_random_uuid(), w.subject, 1, :moment, :token, :until FROM waiting w
      WHERE NOT EXISTS (SELECT 1 FROM conversation c WHERE c.subject = w.subject) LIMIT :limit
      ON CONFLICT (subject) DO NOTHING RETURNING id, subject, failures),
    known AS (
      UPDATE conversation SET lease_token = :token, lease_until = :until, failures = failures + 1
      WHERE id IN (
        SELECT c.id FROM waiting w JOIN conversation c ON c.subject = w.subject
        WHERE c.lease_until IS NULL OR c.lease_until < :moment
        LIMIT :limit FOR UPDATE OF c SKIP LOCKED)
      RETURNING id, subject, failures)
    SELECT * FROM fresh UNION ALL SELECT * FROM known
    """
)

_RECLAIM = text(
    """
    UPDATE conversation SET lease_token = :token, lease_until = :until, failures = failures + 1
    WHERE id = (SELECT c.id FROM conversation c WHERE c.id = :id
      AND (c.lease_until IS NULL OR c.lease_until < :moment)
      AND EXISTS (SELECT 1 FROM inbound_event e WHERE e.subject = c.subject AND e.state = 0) FOR UPDATE SKIP LOCKED)
    RETURNING id, subject, failures
    """
)

_RELEASE = text(
    """
    UPDATE conversation c SET lease_token = NULL, lease_until = NULL, failures = 0 WHERE id = :id AND lease_token = :token
    RETURNING EXISTS (SELECT 1 FROM inbound_event e WHERE e.subject = c.subject AND e.state = 0) AS waits
    """
)

_POSTPONE = text("UPDATE conversation SET lease_until = :until WHERE id = :id AND lease_token = :token")

_DUE = text(
    """
    SELECT EXISTS (SELECT 1 FROM inbound_event e LEFT JOIN conversation c ON c.subject = e.subject
      WHERE e.state = 0 AND (c.lease_until IS NULL OR c.lease_until < :moment))
    """
)


def _values() -> dict[str, Any]:
    moment = now()
    return {"moment": moment, "until": moment + timedelta(seconds=LEASE_SECONDS), "token": new_id()}


def claim(connection: Connection, limit: int) -> list[Lease]:
    """Leases on citizens with waiting events: at most `limit` of those known and as many of those new."""
    values = _values()
    rows = connection.execute(_CLAIM, {**values, "limit": limit}).all()
    return [Lease(row.id, bytes(row.subject), values["token"], row.failures) for row in rows]


def reclaim(connection: Connection, lease: Lease) -> Lease | None:
    """The same citizen again, if an event arrived while the lease was held."""
    values = _values()
    row = connection.execute(_RECLAIM, {**values, "id": lease.conversation_id}).first()
    return Lease(row.id, bytes(row.subject), values["token"], row.failures) if row else None


def release(connection: Connection, lease: Lease) -> bool:
    """Give the lease back. Whether an event of this citizen waits already.

    One that comes between this look and the commit is found by the clock, a second later.
    """
    row = connection.execute(_RELEASE, {"id": lease.conversation_id, "token": lease.token}).first()
    return bool(row and row.waits)


def postpone(connection: Connection, lease: Lease, seconds: float) -> None:
    """Let somebody try again after so many seconds; the count of failures stays."""
    until = now() + timedelta(seconds=seconds)
    connection.execute(_POSTPONE, {"id": lease.conversation_id, "token": lease.token, "until": until})


def is_due(connection: Connection) -> bool:
    return bool(connection.scalar(_DUE, {"moment": now()}))
