"""Messages to one citizen: queued in the turn's transaction, sent after its commit, settled by their outcome."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from app.clock import now
from app.crypto import CITIZEN, Keys
from app.ids import new_id
from app.outbox.models import OutboxMessage, OutboxState
from app.outbox.rules import TRY_SECONDS, Attempt, Method, Outcome, Verdict, choose_method

_box = OutboxMessage.__table__
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
    moment = now()
    earlier = _earlier_waits(connection, citizen_id, moment)
    message_id = new_id()
    first = not earlier
    connection.execute(
        insert(_box).values(
            id=message_id,
            citizen_id=citizen_id,
            sequence=_next_sequence(citizen_id),
            kind="reply",
            messages_sealed=_seal(keys, _MESSAGES, message_id, citizen_id, json.dumps(messages, ensure_ascii=False)),
            reply_token_sealed=_seal(keys, _TOKEN, message_id, citizen_id, reply_token) if reply_token else None,
            received_at=received_at,
            created_at=moment,
            state=OutboxState.WAITING,
            attempts=1 if first else 0,
            first_try_at=moment if first else None,
            in_flight=first,
            uncertain=False,
            possibly_twice=False,
            not_before=moment + timedelta(seconds=TRY_SECONDS if first else 1),
        )
    )
    if not first:
        return None
    return Queued(message_id, citizen_id, messages, reply_token, received_at, moment, 1, False)


def _earlier_waits(connection: Connection, citizen_id: uuid.UUID, moment: datetime) -> bool:
    since = moment - timedelta(seconds=ORDER_SECONDS)
    return bool(
        connection.scalar(
            select(func.count())
            .select_from(_box)
            .where(_box.c.citizen_id == citizen_id, _box.c.state == OutboxState.WAITING, _box.c.created_at > since)
        )
    )


def _next_sequence(citizen_id: uuid.UUID) -> Any:
    last = select(func.coalesce(func.max(_box.c.sequence), 0) + 1).where(_box.c.citizen_id == citizen_id)
    return last.scalar_subquery()


_TAKE = """
    UPDATE outbox_message SET
      not_before = :moment + make_interval(secs => :try_seconds), attempts = attempts + 1,
      first_try_at = coalesce(first_try_at, :moment), uncertain = uncertain OR in_flight, in_flight = true
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
    values = {"moment": now(), "try_seconds": TRY_SECONDS, "order_seconds": ORDER_SECONDS, "limit": limit}
    return [_to_queued(keys, row) for row in connection.execute(_CLAIM, values).all()]


def claim_one(connection: Connection, keys: Keys, message_id: uuid.UUID) -> Queued | None:
    """Mark a message that was just settled as to be tried again for the next try, at once."""
    values = {"moment": now(), "try_seconds": TRY_SECONDS, "id": message_id}
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


def settle(connection: Connection, message: Queued, method: Method, outcome: Outcome, detail: str) -> None:
    """Record what a try came to."""
    moment = now()
    values: dict[str, Any] = {"in_flight": False, "uncertain": outcome.uncertain, "method": method.value}
    if outcome.verdict is Verdict.AGAIN:
        values["not_before"] = moment + timedelta(seconds=outcome.wait)
    else:
        values |= {"state": outcome.verdict.value, "settled_at": moment, "reply_token_sealed": None}
    if outcome.drop_token:
        values["reply_token_sealed"] = None
    if outcome.possibly_twice:
        values["possibly_twice"] = True
    if detail:
        values["error"] = detail
    connection.execute(update(_box).where(_box.c.id == message.id).values(values))


def _seal(keys: Keys, place: str, row_id: uuid.UUID, citizen_id: uuid.UUID, plain: str) -> bytes:
    return keys.seal(place, row_id, plain.encode(), purpose=CITIZEN, owner=citizen_id)
