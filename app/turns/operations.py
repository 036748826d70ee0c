"""One citizen's turn: engine in, its events applied, the reply in the outbox. All in the caller's transaction."""

import json
import logging
import random
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Connection

from app.audience.catalogue import CatalogueCache
from app.audience.operations import CitizenState, save_citizen
from app.crypto import CITIZEN, Keys
from app.flows.catalogue import FlowCatalogue
from app.flows.engine import events
from app.flows.engine.errors import SessionError
from app.flows.engine.session import Session
from app.flows.engine.turn import turn
from app.line.messages import to_line
from app.media.addresses import line_addresses
from app.outbox.operations import Queued, queue_reply
from app.turns.handlers import TurnContext, handlers
from app.turns.services import TurnServices

log = logging.getLogger(__name__)
_SESSION = "conversation.session_sealed"


@dataclass
class TurnCaches:
    """What a process keeps between turns."""

    flows: FlowCatalogue
    audience: CatalogueCache


def caches() -> TurnCaches:
    found: TurnCaches = current_app.extensions["turn_caches"]
    return found


def run_turn(
    connection: Connection,
    keys: Keys,
    conversation_id: uuid.UUID,
    session_sealed: bytes | None,
    state: CitizenState,
    given: dict[str, Any],
    *,
    moment: datetime,
    reply_token: str | None,
    received_at: datetime,
) -> tuple[bytes | None, Queued | None]:
    """Run the engine on `given` (an input of docs/flow-format.md). The sealed new session, and the reply if there is one."""
    catalogue = caches().audience.get(connection)
    services = TurnServices(connection, caches().flows, catalogue, state)
    session = _open_session(keys, conversation_id, session_sealed, state)
    result = turn(session, given, now=moment, rng=random.SystemRandom(), services=services)
    context = TurnContext(connection, keys, catalogue, state, moment)
    context.know_run(session)
    handlers().apply(context, result.events)
    _note_errors(result.events)
    save_citizen(connection, keys, state, catalogue, moment)
    bubbles = [event.bubble for event in result.events if isinstance(event, events.Say)]
    queued = None
    if bubbles:
        messages = to_line(bubbles, line_addresses(connection))
        queued = queue_reply(connection, keys, state.id, messages, reply_token, received_at)
    return _seal_session(keys, conversation_id, result.session, state), queued


def _open_session(keys: Keys, row_id: uuid.UUID, sealed: bytes | None, state: CitizenState) -> Session | None:
    if sealed is None:
        return None
    try:
        return Session.from_json(json.loads(keys.open(_SESSION, row_id, sealed)))
    except SessionError:
        # A session of a format that is gone: the citizen begins anew, nothing of theirs is lost.
        log.warning("session dropped", extra={"citizen": str(state.id)})
        return None


def _seal_session(keys: Keys, row_id: uuid.UUID, session: Session | None, state: CitizenState) -> bytes | None:
    if session is None:
        return None
    plain = json.dumps(session.to_json(), ensure_ascii=False).encode()
    return keys.seal(_SESSION, row_id, plain, purpose=CITIZEN, owner=state.id)


def _note_errors(happened: tuple[events.Event, ...]) -> None:
    for event in happened:
        if isinstance(event, events.EngineError):
            log.warning("engine error", extra={"code": event.code, "node": event.node})
