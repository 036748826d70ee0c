"""Sends the batches of a broadcast. The batch's id is the retry key of every attempt: LINE accepts it once.

An attempt begins with a committed lease and first-try time; a crash leaves a lease that ends, and the next attempt says
the same with the same key.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from app.broadcasts.bucket import wait_for_token
from app.broadcasts.models import BatchState, Broadcast, BroadcastBatch, BroadcastException
from app.broadcasts.operations import batch_values
from app.clock import now
from app.crashpoints import crash_point
from app.crypto import keys
from app.extensions import db
from app.ids import new_id
from app.line.client import line_client
from app.line.errors import AlreadyAccepted, LineError, RateLimited
from app.line.messages import to_line
from app.media.addresses import line_addresses
from app.outbox.sending import patiently
from app.pool import worker_pool

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
# LINE forgets a retry key after 24 hours; from then on the same request would be a second message.
KEY_HOURS = 23
_BACKOFF = (1, 2, 5, 10, 30, 60)
_USER_ID = "citizen_identity.user_id_sealed"
# An array: five hundred parameters would be compiled anew for every batch.
_USER_IDS = text(
    "SELECT citizen_id, user_id_sealed FROM citizen_identity WHERE citizen_id = ANY(CAST(:ids AS uuid[])) ORDER BY citizen_id"
)
_batch = BroadcastBatch.__table__


@dataclass(frozen=True)
class Batch:
    id: uuid.UUID
    broadcast_id: uuid.UUID
    citizen_ids: Sequence[uuid.UUID]
    attempts: int
    token: uuid.UUID


_CLAIM = text(
    """
    UPDATE broadcast_batch SET lease_token = :token, lease_until = :until, attempts = attempts + 1,
      first_try_at = coalesce(first_try_at, :moment)
    WHERE id IN (
      SELECT id FROM broadcast_batch WHERE state = 'waiting' AND not_before <= :moment
        AND (lease_until IS NULL OR lease_until < :moment)
      ORDER BY not_before, id LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING id, broadcast_id, citizen_ids, attempts
    """
)

_TOO_OLD = text(
    "UPDATE broadcast_batch SET state = 'needs_decision', error = 'no answer for 23 hours'"
    " WHERE state = 'waiting' AND first_try_at < :limit AND (lease_until IS NULL OR lease_until < :moment)"
)

# SENDING with nothing left to wait for is SENT.
_FINISH = text(
    """
    UPDATE broadcast b SET status = 'sent', finished_at = :moment WHERE b.status = 'sending'
      AND NOT EXISTS (SELECT 1 FROM broadcast_batch x WHERE x.broadcast_id = b.id AND x.state = 'waiting')
    """
)

_DUE = text(
    """
    SELECT EXISTS (SELECT 1 FROM broadcast_batch WHERE state = 'waiting' AND not_before <= :moment
             AND (lease_until IS NULL OR lease_until < :moment))
        OR EXISTS (SELECT 1 FROM broadcast b WHERE b.status = 'sending' AND NOT EXISTS (
             SELECT 1 FROM broadcast_batch x WHERE x.broadcast_id = b.id AND x.state = 'waiting'))
    """
)


def is_due(connection: Connection) -> bool:
    return bool(connection.scalar(_DUE, {"moment": now()}))


def drain_broadcasts() -> None:
    """Hand waiting batches to the threads until none may be taken."""
    pool = worker_pool()
    while True:
        batches = _claim(pool.room())
        for batch in batches:
            pool.submit(deliver_batch, batch)
        if not batches:
            return


def _claim(limit: int) -> list[Batch]:
    moment, token = now(), new_id()
    values = {"moment": moment, "until": moment + timedelta(seconds=LEASE_SECONDS), "token": token, "limit": limit}
    with db.engine.begin() as connection:
        connection.execute(_TOO_OLD, {"limit": moment - timedelta(hours=KEY_HOURS), "moment": moment})
        rows = connection.execute(_CLAIM, values).all()
        if not rows:
            connection.execute(_FINISH, {"moment": moment})
    return [Batch(row.id, row.broadcast_id, row.citizen_ids, row.attempts, token) for row in rows]


def deliver_batch(batch: Batch) -> None:
    """One attempt: read, let the database go, post, record."""
    with db.engine.connect() as connection:
        user_ids, gone = _open_user_ids(connection, batch.citizen_ids)
        messages = _messages(connection, batch.broadcast_id)
    error: LineError | None = None
    if user_ids:
        wait_for_token()
        crash_point("before_multicast")
        try:
            line_client().multicast(user_ids, messages, str(batch.id))
        except AlreadyAccepted:
            error = None
        except LineError as failure:
            error = failure
        crash_point("after_multicast")
    patiently(lambda connection: _record(connection, batch, error, gone))


def _open_user_ids(connection: Connection, citizen_ids: Sequence[uuid.UUID]) -> tuple[list[str], list[uuid.UUID]]:
    """The LINE user ids of those who still exist, in the batch's order, and who does not. Opened here, stored nowhere."""
    rows = connection.execute(_USER_IDS, {"ids": list(citizen_ids)}).all()
    found = {row.citizen_id for row in rows}
    plain = keys().open_many(_USER_ID, [(row.citizen_id, row.user_id_sealed) for row in rows])
    return [user_id.decode() for user_id in plain], [one for one in citizen_ids if one not in found]


def _messages(connection: Connection, broadcast_id: uuid.UUID) -> list[dict[str, Any]]:
    bubbles = connection.execute(select(Broadcast.bubbles).where(Broadcast.id == broadcast_id)).scalar_one()
    return to_line(bubbles, line_addresses(connection))


def _record(connection: Connection, batch: Batch, error: LineError | None, gone: list[uuid.UUID]) -> None:
    moment = now()
    if error is None:
        _close(connection, batch, BatchState.ACCEPTED, moment, None)
        _except(connection, batch.broadcast_id, gone, "gone")
    elif error.retryable or error.status in (401, 403):
        _again(connection, batch, error, moment)
    elif len(batch.citizen_ids) == 1 or _is_about_the_message(error):
        _close(connection, batch, BatchState.FAILED, moment, error.detail)
        _except(connection, batch.broadcast_id, list(batch.citizen_ids), "rejected")
        log.error("batch refused", extra={"batch": str(batch.id), "status": error.status})
    else:
        _halve(connection, batch, moment, error)


def _is_about_the_message(error: LineError) -> bool:
    """LINE names the property that it refuses: what is wrong with a bubble is wrong for every recipient."""
    return "messages[" in error.detail and "to[" not in error.detail


def _close(connection: Connection, batch: Batch, state: str, moment: datetime, detail: str | None) -> None:
    values: dict[str, Any] = {"state": state, "lease_until": None, "error": detail}
    if state == BatchState.ACCEPTED:
        values["accepted_at"] = moment
    connection.execute(update(_batch).where(_batch.c.id == batch.id, _batch.c.state == BatchState.WAITING).values(values))


def _again(connection: Connection, batch: Batch, error: LineError, moment: datetime) -> None:
    """The same with the same key, later. LINE's 429 says nothing about the batch and is not counted as a try."""
    limited = isinstance(error, RateLimited)
    wait = 1 if limited else _BACKOFF[min(batch.attempts - 1, len(_BACKOFF) - 1)]
    if error.status in (401, 403):
        wait = 60
    values = {
        "lease_until": None,
        "not_before": moment + timedelta(seconds=wait),
        "attempts": batch.attempts - 1 if limited else batch.attempts,
        "error": f"{error.status} {error.detail}".strip(),
    }
    connection.execute(update(_batch).where(_batch.c.id == batch.id, _batch.c.state == BatchState.WAITING).values(values))


def _halve(connection: Connection, batch: Batch, moment: datetime, error: LineError) -> None:
    """One bad id spoils the whole batch: look for it in the halves, which are committed before they are sent."""
    changed = connection.execute(
        update(_batch)
        .where(_batch.c.id == batch.id, _batch.c.state == BatchState.WAITING)
        .values(state=BatchState.SPLIT, lease_until=None, error=error.detail)
    )
    if changed.rowcount == 0:
        return
    ids, middle = list(batch.citizen_ids), len(batch.citizen_ids) // 2
    connection.execute(select(Broadcast.id).where(Broadcast.id == batch.broadcast_id).with_for_update())
    last = connection.scalar(select(func.max(_batch.c.position)).where(_batch.c.broadcast_id == batch.broadcast_id))
    for offset, half in enumerate((ids[:middle], ids[middle:]), start=1):
        connection.execute(insert(_batch).values(batch_values(batch.broadcast_id, (last or 0) + offset, half)))


def _except(connection: Connection, broadcast_id: uuid.UUID, citizen_ids: list[uuid.UUID], reason: str) -> None:
    if citizen_ids:
        rows = [{"broadcast_id": broadcast_id, "citizen_id": one, "reason": reason} for one in citizen_ids]
        connection.execute(insert(BroadcastException.__table__), rows)
