"""Takes one citizen's stored events in order, one turn each."""

import json
import logging
from typing import Any

from sqlalchemy import Connection, text

from app.audience.operations import lock_citizen, save_citizen, touch_follow, touch_unfollow
from app.clock import from_milliseconds, now
from app.crashpoints import crash_point
from app.crypto import keys
from app.extensions import db
from app.inbound.events import PLACE
from app.inbound.leases import MAX_FAILURES, Lease, postpone, reclaim, release
from app.outbox.operations import Queued
from app.outbox.sending import deliver, patiently
from app.turns.operations import caches, run_turn

log = logging.getLogger(__name__)


def converse(lease: Lease) -> None:
    """Everything that waits for one citizen, until nothing is left; the lease is held until each reply is settled."""
    current: Lease | None = lease
    while current:
        current = _one_turn(current)


def _one_turn(lease: Lease) -> Lease | None:
    """The next event's turn and its reply. The same citizen's lease again if another event came meanwhile."""
    waits: list[bool] = []
    try:
        queued = _take_turn(lease)
        crash_point("after_turn_commit")
        deliver(queued, lambda connection: waits.append(release(connection, lease)))
    except BaseException:
        patiently(lambda connection: postpone(connection, lease, 2**lease.failures))
        raise
    return patiently(lambda connection: reclaim(connection, lease)) if waits and waits[-1] else None


# The conversation and its first waiting event, together. The lease was committed before, so the snapshot is a fresh one.
_NEXT = text(
    """
    SELECT c.session_sealed, c.last_occurred_ms, e.id, e.kind, e.raw_sealed, e.occurred_ms, e.received_at
    FROM conversation c JOIN LATERAL (
      SELECT * FROM inbound_event WHERE subject = c.subject AND state = 0
      ORDER BY occurred_ms, id LIMIT 1) e ON true
    WHERE c.id = :id AND c.lease_token = :token FOR UPDATE OF c
    """
)

_DONE = text(
    """
    WITH done AS (UPDATE inbound_event SET state = 1, late = :late WHERE id = :event)
    UPDATE conversation SET citizen_id = :citizen, session_sealed = :session, last_occurred_ms = :occurred, updated_at = :moment
    WHERE id = :id
    """
)

_SET_ASIDE = text("UPDATE inbound_event SET state = 3 WHERE id = :event")


def _take_turn(lease: Lease) -> Queued | None:
    """The transaction of a turn. None if there is nothing to send (or the lease was lost to somebody else)."""
    with db.engine.begin() as connection:
        event = connection.execute(_NEXT, {"id": lease.conversation_id, "token": lease.token}).first()
        if event is None:
            return None
        if lease.failures > MAX_FAILURES:
            log.error("event set aside", extra={"event": str(event.id)})
            connection.execute(_SET_ASIDE, {"event": event.id})
            return None
        queued = _process(connection, lease, event)
        crash_point("before_turn_commit")
        return queued


def _process(connection: Connection, lease: Lease, event: Any) -> Queued | None:
    raw = json.loads(keys().open(PLACE, event.id, event.raw_sealed).decode("utf-8", "surrogatepass"))
    moment, occurred = now(), from_milliseconds(event.occurred_ms)
    state = lock_citizen(connection, keys(), raw["source"]["userId"], moment)
    session, queued = event.session_sealed, None
    if event.kind == "unfollow":
        touch_unfollow(state, occurred)
        save_citizen(connection, keys(), state, caches().audience.get(connection), moment)
    else:
        if event.kind == "follow":
            touch_follow(state, occurred)
        session, queued = run_turn(
            connection, keys(), lease.conversation_id, session, state, engine_input(raw),
            moment=moment, reply_token=_reply_token(raw), received_at=min(event.received_at, moment),
        )  # fmt: skip
    values = {
        "event": event.id,
        "late": event.last_occurred_ms is not None and event.occurred_ms < event.last_occurred_ms,
        "citizen": state.id,
        "session": session,
        "occurred": event.occurred_ms,
        "moment": moment,
        "id": lease.conversation_id,
    }
    connection.execute(_DONE, values)
    return queued


def engine_input(raw: dict[str, Any]) -> dict[str, Any]:
    """A webhook event as the engine's input (docs/flow-format.md); whatever it cannot read is `other`."""
    kind = raw.get("type")
    if kind == "follow":
        return {"type": "follow"}
    part = raw.get("postback") if kind == "postback" else raw.get("message")
    part = part if isinstance(part, dict) else {}
    if kind == "postback" and isinstance(part.get("data"), str):
        params = part.get("params")
        return {"type": "postback", "data": part["data"], "params": params if isinstance(params, dict) else {}}
    if part.get("type") == "text" and isinstance(part.get("text"), str):
        return {"type": "text", "text": part["text"].encode("utf-8", "replace").decode().replace("\x00", "")}
    return {"type": "other", "kind": str(part.get("type", "unknown"))[:40]}


def _reply_token(raw: dict[str, Any]) -> str | None:
    token = raw.get("replyToken")
    return token if isinstance(token, str) and token else None
