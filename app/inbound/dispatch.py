"""Takes one citizen's stored events in order, one turn each."""

import json
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from app.audience.operations import lock_citizen, save_citizen, touch_follow, touch_unfollow
from app.clock import from_milliseconds, now
from app.crashpoints import crash_point
from app.crypto import keys
from app.extensions import db
from app.flows.models import Conversation
from app.inbound.events import PLACE
from app.inbound.leases import MAX_FAILURES, Lease, postpone, reclaim, release
from app.inbound.models import EventState, InboundEvent
from app.outbox.operations import Queued
from app.outbox.sending import deliver, patiently
from app.turns.operations import caches, run_turn

log = logging.getLogger(__name__)
_event, _conversation = InboundEvent.__table__, Conversation.__table__


def converse(lease: Lease) -> None:
    """Everything that waits for one citizen, until nothing is left; the lease is held until each reply is settled."""
    current: Lease | None = lease
    while current:
        taken = current
        try:
            queued = _take_turn(taken)
            crash_point("after_turn_commit")
            deliver(queued, lambda connection, taken=taken: release(connection, taken))
        except BaseException:
            patiently(lambda connection, taken=taken: postpone(connection, taken, 2**taken.failures))
            raise
        current = patiently(lambda connection, taken=taken: reclaim(connection, taken))


def _take_turn(lease: Lease) -> Queued | None:
    """The transaction of a turn. None if there is nothing to send (or the lease was lost to somebody else)."""
    with db.engine.begin() as connection:
        conversation = connection.execute(
            select(_conversation.c.session_sealed, _conversation.c.last_occurred_ms)
            .where(_conversation.c.id == lease.conversation_id, _conversation.c.lease_token == lease.token)
            .with_for_update()
        ).first()
        event = _next_event(connection, lease) if conversation else None
        if event is None:
            return None
        if lease.failures > MAX_FAILURES:
            log.error("event set aside", extra={"event": str(event.id)})
            _close(connection, event, EventState.FAILED, False)
            return None
        late = conversation.last_occurred_ms is not None and event.occurred_ms < conversation.last_occurred_ms
        queued = _process(connection, lease, conversation.session_sealed, event)
        _close(connection, event, EventState.DONE, late)
        crash_point("before_turn_commit")
        return queued


def _next_event(connection: Connection, lease: Lease) -> Any:
    return connection.execute(
        select(_event.c.id, _event.c.kind, _event.c.raw_sealed, _event.c.occurred_ms, _event.c.received_at)
        .where(_event.c.subject == lease.subject, _event.c.state == EventState.WAITING)
        .order_by(_event.c.occurred_ms, _event.c.webhook_event_id)
        .limit(1)
    ).first()


def _process(connection: Connection, lease: Lease, session_sealed: bytes | None, event: Any) -> Queued | None:
    raw = json.loads(keys().open(PLACE, event.id, event.raw_sealed).decode("utf-8", "surrogatepass"))
    moment, occurred = now(), from_milliseconds(event.occurred_ms)
    state = lock_citizen(connection, keys(), raw["source"]["userId"], moment)
    values: dict[str, Any] = {"citizen_id": state.id, "updated_at": moment, "last_occurred_ms": event.occurred_ms}
    queued = None
    if event.kind == "unfollow":
        touch_unfollow(state, occurred)
        save_citizen(connection, keys(), state, caches().audience.get(connection), moment)
    else:
        if event.kind == "follow":
            touch_follow(state, occurred)
        given = engine_input(raw)
        values["session_sealed"], queued = run_turn(
            connection, keys(), lease.conversation_id, session_sealed, state, given,
            moment=moment, reply_token=_reply_token(raw), received_at=_received(event, moment),
        )  # fmt: skip
    connection.execute(update(_conversation).where(_conversation.c.id == lease.conversation_id).values(values))
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


def _received(event: Any, moment: datetime) -> datetime:
    received: datetime = event.received_at
    return min(received, moment)


def _close(connection: Connection, event: Any, state: int, late: bool) -> None:
    connection.execute(update(_event).where(_event.c.id == event.id).values(state=state, late=late))
