"""Takes queued messages to LINE. No database connection is held while LINE is asked."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from flask import current_app
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.clock import monotonic, now
from app.crashpoints import crash_point
from app.crypto import keys
from app.extensions import db
from app.line.client import line_client
from app.line.errors import LineError
from app.outbox.models import OutboxMessage, OutboxState
from app.outbox.operations import Queued, claim_due, claim_one, settle
from app.outbox.rules import Attempt, Method, Outcome, Verdict, is_too_old, judge

log = logging.getLogger(__name__)
Result = TypeVar("Result")

# How often one call of `deliver` tries before it leaves the message to the outbox duty.
_TRIES_AT_ONCE = 3
_PATIENCE_SECONDS = 120


def deliver(message: Queued | None, finish: Callable[[Connection], None] | None = None) -> None:
    """Try a message that is marked as in flight, and record the end.

    `finish` runs once, in the last transaction (it releases the citizen's conversation). What could not be settled in a
    few tries stays in the outbox with a later time.
    """
    tries = 0
    again = message is None
    while message:
        tries += 1
        attempt = message.attempt(now())
        error = _try(message, attempt)
        outcome = _judge(message, attempt, error)
        crash_point("before_settle")
        again = outcome.verdict is Verdict.AGAIN and outcome.wait <= 1 and tries < _TRIES_AT_ONCE
        if again and outcome.wait:
            time.sleep(outcome.wait)
        message = _record(message, attempt, outcome, error, again, None if again else finish)
    if again and finish:
        patiently(finish)


def _try(message: Queued, attempt: Attempt) -> LineError | None:
    line = line_client()
    crash_point(f"before_{attempt.method.value}")
    try:
        if attempt.method is Method.REPLY:
            assert message.reply_token
            line.reply(message.reply_token, message.messages)
        else:
            with db.engine.connect() as connection:
                # Registered by the package that knows who citizens are.
                user_id = current_app.extensions["read_user_id"](connection, keys(), message.citizen_id)
            line.push(user_id, message.messages, str(message.id))
    except LineError as error:
        return error
    crash_point(f"after_{attempt.method.value}")
    return None


def _judge(message: Queued, attempt: Attempt, error: LineError | None) -> Outcome:
    outcome = judge(attempt, error)
    if outcome.verdict is Verdict.AGAIN and is_too_old(message.first_try_at, now()):
        return Outcome(Verdict.FAILED, uncertain=True)
    return outcome


def _record(
    message: Queued,
    attempt: Attempt,
    outcome: Outcome,
    error: LineError | None,
    again: bool,
    finish: Callable[[Connection], None] | None,
) -> Queued | None:
    """Write the outcome, if need be waiting for the database: only this process knows what LINE said."""

    def write(connection: Connection) -> Queued | None:
        settle(connection, message, attempt.method, outcome, _detail(error))
        if finish:
            finish(connection)
        return claim_one(connection, keys(), message.id) if again else None

    if outcome.verdict is Verdict.FAILED:
        log.error("message not sent", extra={"outbox": str(message.id), "status": error.status if error else 0})
    return patiently(write)


def patiently(write: Callable[[Connection], Result]) -> Result:
    """Run `write` in a transaction; while the database is away try again for two minutes."""
    deadline = monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with db.engine.begin() as connection:
                return write(connection)
        except (DBAPIError, PoolTimeout):
            if monotonic() > deadline:
                raise
            time.sleep(0.5)


def _detail(error: LineError | None) -> str:
    if error is None:
        return ""
    return f"{error.status} {error.detail}".strip() if error.status else "no answer"


def is_due(connection: Connection) -> bool:
    """Is a message waiting whose time has come?"""
    waiting = select(OutboxMessage.id).where(OutboxMessage.state == OutboxState.WAITING, OutboxMessage.not_before <= now())
    return connection.execute(waiting.limit(1)).first() is not None


def claim(limit: int) -> list[Queued]:
    with db.engine.begin() as connection:
        return claim_due(connection, keys(), limit)
