"""Webhook events in LINE's own shapes."""

import itertools
import secrets
import time
from typing import Any

_numbers = itertools.count(1)
USER = "U" + "a" * 32


def event(kind: str, *, user_id: str = USER, reply: bool = True, at: int | None = None, **fields: Any) -> dict[str, Any]:
    """`at` is milliseconds since 1970; by default now, later for each event."""
    made = {
        "type": kind,
        "mode": "active",
        "timestamp": at or int(time.time() * 1000) + next(_numbers),
        "source": {"type": "user", "userId": user_id},
        "webhookEventId": "01" + secrets.token_hex(12).upper(),
        "deliveryContext": {"isRedelivery": False},
        **fields,
    }
    if reply:
        made["replyToken"] = secrets.token_hex(16)
    return made


def text_event(text: str, **more: Any) -> dict[str, Any]:
    message = {"id": str(next(_numbers)), "type": "text", "text": text, "quoteToken": "q"}
    return event("message", message=message, **more)


def postback_event(data: str, params: dict | None = None, **more: Any) -> dict[str, Any]:
    return event("postback", postback={"data": data, **({"params": params} if params else {})}, **more)


def follow_event(**more: Any) -> dict[str, Any]:
    return event("follow", follow={"isUnblocked": False}, **more)
