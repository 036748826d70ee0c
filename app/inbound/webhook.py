"""POST /line/webhook: verify, store, commit, nudge, 200. LINE waits two seconds; this takes milliseconds."""

import logging
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.clock import now
from app.crashpoints import crash_point
from app.crypto import keys
from app.extensions import csrf, db
from app.inbound import spool
from app.inbound.events import UnreadableBody, event_row, parse_body
from app.inbound.models import InboundEvent
from app.line.limits import WEBHOOK_BYTES
from app.line.signature import is_valid
from app.queues import nudge
from app.web.access import open_to_public

log = logging.getLogger(__name__)
bp = Blueprint("webhook", __name__)

CONVERSATIONS = "conversations"
_STORE = insert(InboundEvent.__table__).on_conflict_do_nothing(index_elements=["webhook_event_id"])


@bp.post("/line/webhook")
@csrf.exempt
@open_to_public("LINE signs its requests")
def receive() -> Response:
    request.max_content_length = WEBHOOK_BYTES
    body = request.get_data(cache=False)
    if not is_valid(current_app.config["SETTINGS"].line_channel_secret, body, request.headers.get("x-line-signature")):
        return Response("signature missing or wrong\n", 401, mimetype="text/plain")
    try:
        events = parse_body(body)
    except UnreadableBody:
        return Response("not a webhook\n", 400, mimetype="text/plain")
    if events:
        received_at = now()
        rows = [event_row(event, keys(), received_at) for event in events]
        crash_point("before_event_commit")
        if not _keep(rows):
            return Response("cannot store\n", 503, mimetype="text/plain")
        crash_point("after_event_commit")
        nudge(CONVERSATIONS)
    return Response("{}", 200, mimetype="application/json")


def _keep(rows: list[dict[str, Any]]) -> bool:
    """Into the database; while that is away into the spool. False if neither took them."""
    for _ in range(2):  # the first try may only have found that the pooled connection is dead
        try:
            with db.engine.begin() as connection:
                store_rows(connection, rows)
            return True
        except (DBAPIError, PoolTimeout):
            continue
    try:
        spool.append(spool_folder(), rows)
    except OSError:
        log.critical("the spool cannot be written")
        return False
    return True


def store_rows(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """One multi-row INSERT; what came before (redelivery, network) vanishes on the unique key."""
    connection.execute(_STORE, rows)


def spool_folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].store / "spool"
    return folder


def replay_spool() -> None:
    """A duty of the dispatcher: what was spooled goes into the database as soon as that is back."""

    def store(rows: list[dict[str, Any]]) -> None:
        try:
            with db.engine.begin() as connection:
                store_rows(connection, rows)
        except (DataError, IntegrityError):
            # It would be refused at every try and hold up all that came after it.
            log.critical("the database refuses a spooled webhook; it is set aside")
            spool.set_aside(spool_folder(), rows)

    if spool.is_waiting(spool_folder()) and spool.replay(spool_folder(), store):
        nudge(CONVERSATIONS)
