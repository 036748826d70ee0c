"""Messages to one citizen: queued in the turn's transaction, sent after its commit, settled by their outcome."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from app.clock import now
from app.crypto import CITIZEN, Keys
from app.ids import new_id
from app.outbox.models import OutboxState
from app.outbox.rules import REPLY_WINDOW, TRY_SECONDS, Attempt, Method, Outcome, Verdict, choose_method

_MESSAGES = "outbox_message.messages_sealed"
_TOKEN = "outbox_message.reply_token_sealed"  # noqa: S105 - a column's name
ORDER_SECONDS = 60


@dataclass(frozen=True)
class Queued:
    """A message that is ours to send now: nobody else takes it up before `TRY_SECONDS` are over."""

    id: uuid.UUID
    citizen_id: uuid.UUID
    messages: list[dict[str, Any]]
    reply_token: str | None
    received_at: datetime | None
    first_try_at: datetime
    attempts: int
    uncertain: bool

    def attempt(self, moment: datetime) -> Attempt:
        method = choose_method(has_token=bool(self.reply_token), received_at=self.received_at, now=moment)
        return Attempt(method, self.attempts, self.uncertain)


def queue_reply(
    connection: Connection,
    keys: Keys,
    citizen_id: uuid.UUID,
    messages: list[dict[str, Any]],
    reply_token: str | None,
    received_at: datetime | None,
) -> Queued | None:
    """Write the message as one that this process is about to try. None if an earlier one must be settled first."""
    moment, message_id = now(), new_id()
    values = {
        "id": message_id,
        "citizen": citizen_id,
        "messages": _seal(keys, _MESSAGES, message_id, citizen_id, json.dumps(messages, ensure_ascii=False)),
        "token": _seal(keys, _TOKEN, message_id, citizen_id, reply_token) if reply_token else None,
        "received_at": received_at,
        "moment": moment,
        "order_since": moment - timedelta(seconds=ORDER_SECONDS),
        "after_this_try": moment + timedelta(seconds=TRY_SECONDS),
    }
    if not connection.execute(_QUEUE, values).scalar_one():
        return None
    return Queued(message_id, citizen_id, messages, reply_token, received_at, moment, 1, False)


# The next row of the citizen; in flight at once unless an earlier one, young enough to be waited for, is not settled.
_QUEUE = text(
    """
    WITH earlier AS (
      SELECT coalesce((SELECT max(sequence) FROM outbox_message WHERE citizen_id = :citizen), 0) AS last,
        EXISTS (SELECT 1 FROM outbox_message WHERE citizen_id = :citizen AND state = 'waiting' AND created_at > :order_since)
          AS waits)
    INSERT INTO outbox_message (id, citizen_id, sequence, kind, messages_sealed, reply_token_sealed, received_at, created_at,
      state, attempts, first_try_at, in_flight, uncertain, possibly_twice, not_before)
    SELECT :id, :citizen, last + 1, 'reply', :messages, :token, :received_at, :moment, 'waiting',
      CASE WHEN waits THEN 0 ELSE 1 END, CASE WHEN waits THEN NULL ELSE CAST(:moment AS timestamptz) END, NOT waits, false,
      false, CASE WHEN waits THEN :moment ELSE CAST(:after_this_try AS timestamptz) END
    FROM earlier RETURNING in_flight
    """
)


# A try that a crash cut off is uncertain only if it was by reply token: a push is repeated with its retry key.
_TAKE = """
    UPDATE outbox_message SET
      not_before = :moment + make_interval(secs => :try_seconds), attempts = attempts + 1,
      first_try_at = coalesce(first_try_at, :moment), in_flight = true,
      uncertain = uncertain OR (in_flight AND reply_token_sealed IS NOT NULL
        AND not_before - make_interval(secs => :try_seconds) < received_at + make_interval(secs => :reply_seconds))
    WHERE {which}
    RETURNING id, citizen_id, messages_sealed, reply_token_sealed, received_at, first_try_at, attempts, uncertain
"""
_CLAIM = text(
    _TAKE.format(
        which="""id IN (
      SELECT o.id FROM outbox_message o
      WHERE o.state = 'waiting' AND o.not_before <= :moment AND NOT EXISTS (
        SELECT 1 FROM outbox_message e WHERE e.citizen_id = o.citizen_id AND e.sequence < o.sequence
          AND e.state = 'waiting' AND e.created_at > :moment - make_interval(secs => :order_seconds))
      ORDER BY o.not_before LIMIT :limit FOR UPDATE SKIP LOCKED)"""
    )
)
_CLAIM_ONE = text(_TAKE.format(which="id = :id AND state = 'waiting'"))


def claim_due(connection: Connection, keys: Keys, limit: int) -> list[Queued]:
    """Messages whose time has come, marked as being tried. A message left in flight by a crash comes back as uncertain."""
    values = {
        "moment": now(),
        "try_seconds": TRY_SECONDS,
        "reply_seconds": REPLY_WINDOW.total_seconds(),
        "order_seconds": ORDER_SECONDS,
        "limit": limit,
    }
    return [_to_queued(keys, row) for row in connection.execute(_CLAIM, values).all()]


def claim_one(connection: Connection, keys: Keys, message_id: uuid.UUID) -> Queued | None:
    """Mark a message that was just settled as to be tried again for the next try, at once."""
    values = {"moment": now(), "try_seconds": TRY_SECONDS, "reply_seconds": REPLY_WINDOW.total_seconds(), "id": message_id}
    row = connection.execute(_CLAIM_ONE, values).first()
    return _to_queued(keys, row) if row else None


def _to_queued(keys: Keys, row: Any) -> Queued:
    token = row.reply_token_sealed
    return Queued(
        row.id,
        row.citizen_id,
        json.loads(keys.open(_MESSAGES, row.id, row.messages_sealed)),
        keys.open(_TOKEN, row.id, token).decode() if token else None,
        row.received_at,
        row.first_try_at,
        row.attempts,
        row.uncertain,
    )


_SETTLE = text(
    """
    UPDATE outbox_message SET in_flight = false, uncertain = :uncertain, method = :method, state = :state,
      settled_at = :settled_at, not_before = coalesce(CAST(:not_before AS timestamptz), not_before),
      reply_token_sealed = CASE WHEN :drop_token THEN NULL ELSE reply_token_sealed END,
      possibly_twice = possibly_twice OR :possibly_twice, error = coalesce(CAST(:error AS varchar), error)
    WHERE id = :id
    """
)


def settle(connection: Connection, message: Queued, method: Method, outcome: Outcome, detail: str) -> None:
    """Record what a try came to."""
    moment, again = now(), outcome.verdict is Verdict.AGAIN
    values = {
        "id": message.id,
        "uncertain": outcome.uncertain,
        "method": method.value,
        "state": OutboxState.WAITING if again else outcome.verdict.value,
        "settled_at": None if again else moment,
        "not_before": moment + timedelta(seconds=outcome.wait) if again else None,
        "drop_token": outcome.drop_token or not again,
        "possibly_twice": outcome.possibly_twice,
        "error": detail or None,
    }
    connection.execute(_SETTLE, values)


def _seal(keys: Keys, place: str, row_id: uuid.UUID, citizen_id: uuid.UUID, plain: str) -> bytes:
    return keys.seal(place, row_id, plain.encode(), purpose=CITIZEN, owner=citizen_id)
