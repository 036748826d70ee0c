"""From the body of a webhook to rows of `inbound_event`. Nothing an event holds can harm its neighbours."""

import hashlib
import json
from datetime import datetime
from typing import Any

from app.crypto import EVENTS, Keys
from app.ids import new_id
from app.inbound.models import EventState

# What is answered or changes what we know; everything else is kept raw.
PROCESSED_KINDS = frozenset({"message", "postback", "follow", "unfollow"})
USER_INDEX = "line_user"
PLACE = "inbound_event.raw_sealed"


class UnreadableBody(ValueError):  # noqa: N818
    """The signed body is not JSON of the shape {"events": […]}."""


def parse_body(body: bytes) -> list[Any]:
    """The events as LINE sent them. Raises UnreadableBody."""
    try:
        envelope = json.loads(body)
        events = envelope["events"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadableBody from None
    if not isinstance(events, list):
        raise UnreadableBody
    return events


def event_row(event: Any, keys: Keys, received_at: datetime) -> dict[str, Any]:
    """The row of one event, whatever it is: unknown types, refused shapes and things that are no objects are KEPT."""
    raw = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    event = event if isinstance(event, dict) else {}
    row_id = new_id()
    user_id = _user_of(event)
    kind = event.get("type")
    kind = kind if isinstance(kind, str) and kind.isascii() and kind.isalnum() else "unknown"
    answerable = user_id is not None and event.get("mode") == "active" and kind in PROCESSED_KINDS
    return {
        "id": row_id,
        "webhook_event_id": _event_id(event, raw),
        "subject": keys.blind_index(USER_INDEX, user_id) if user_id else None,
        "kind": kind[:40],
        "occurred_ms": _milliseconds(event, received_at),
        "received_at": received_at,
        "state": EventState.WAITING if answerable else EventState.KEPT,
        "attempts": 0,
        "late": False,
        "raw_sealed": keys.seal(PLACE, row_id, raw, purpose=EVENTS),
    }


def _user_of(event: dict[str, Any]) -> str | None:
    """The user of a one-to-one talk; None for groups, rooms and events without a source."""
    source = event.get("source")
    if not isinstance(source, dict) or source.get("type") != "user":
        return None
    user_id = source.get("userId")
    return user_id if isinstance(user_id, str) and 0 < len(user_id) <= 64 and user_id.isascii() else None


def _event_id(event: dict[str, Any], raw: bytes) -> str:
    """LINE's id of the event, by which duplicates are known; of an event without one, a hash of its content."""
    event_id = event.get("webhookEventId")
    if isinstance(event_id, str) and 0 < len(event_id) <= 40 and event_id.isascii() and event_id.isalnum():
        return event_id
    return "sha256-" + hashlib.sha256(raw).hexdigest()[:48]


def _milliseconds(event: dict[str, Any], received_at: datetime) -> int:
    stamp = event.get("timestamp")
    usable = isinstance(stamp, int | float) and not isinstance(stamp, bool) and 0 <= stamp < 2**53
    return int(stamp) if usable else int(received_at.timestamp() * 1000)
