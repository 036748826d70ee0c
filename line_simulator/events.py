"""Webhook events in LINE's shapes (https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects)."""

from typing import Any

from line_simulator.identifiers import new_opaque_token, new_ulid

Event = dict[str, Any]


def event(kind: str, user_id: str, now_ms: int, reply_token: str | None, **specific: Any) -> Event:
    made: Event = {"type": kind, **specific}
    made["webhookEventId"] = new_ulid(now_ms)
    made["deliveryContext"] = {"isRedelivery": False}
    made["timestamp"] = now_ms
    made["source"] = {"type": "user", "userId": user_id}
    if reply_token is not None:
        made["replyToken"] = reply_token
    made["mode"] = "active"
    return made


def text_message(message_id: str, text: str) -> dict[str, Any]:
    return {"type": "text", "id": message_id, **_quotable(), "text": text}


def image_message(message_id: str) -> dict[str, Any]:
    return {"type": "image", "id": message_id, **_quotable(), "contentProvider": {"type": "line"}}


def location_message(message_id: str, place: dict[str, Any]) -> dict[str, Any]:
    """title and address are left out when the citizen sent a bare point, as LINE does."""
    named = {name: place[name] for name in ("title", "address") if place.get(name)}
    return {
        "type": "location",
        "id": message_id,
        "markAsReadToken": new_opaque_token(),
        **named,
        "latitude": place["latitude"],
        "longitude": place["longitude"],
    }


def sticker_message(message_id: str, package_id: str, sticker_id: str) -> dict[str, Any]:
    return {
        "type": "sticker",
        "id": message_id,
        **_quotable(),
        "packageId": package_id,
        "stickerId": sticker_id,
        "stickerResourceType": "STATIC",
    }


def _quotable() -> dict[str, str]:
    return {"quoteToken": new_opaque_token(), "markAsReadToken": new_opaque_token()}
