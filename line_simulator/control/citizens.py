"""Making citizens, and letting them act."""

import asyncio
import base64
import binascii
from typing import Any

from aiohttp import web

from line_simulator.acts import ActError, invented_name, perform
from line_simulator.citizens import Citizen
from line_simulator.control.common import (
    ControlError,
    answer,
    checked_user_id,
    citizen_of,
    find_citizen,
    number_of,
    wish_of,
)
from line_simulator.identifiers import new_user_id
from line_simulator.platform import Platform, platform_of
from line_simulator.talks import summary
from line_simulator.validation.richmenus import picture_size
from line_simulator.webhooks import Result

_MOST_AT_ONCE = 200_000


async def create(request: web.Request) -> web.Response:
    """{"count", "prefix"?, "friends"?, "user_ids"?, "names"?, "webhook"?} → {"user_ids"}; with webhook each follows."""
    platform, wish = platform_of(request), await wish_of(request)
    people = _people(platform, wish)
    tell = wish.get("webhook", False) is True
    friends = wish.get("friends", True) is True
    platform.citizens.add_many(people, friend=friends and not tell)
    if tell and friends:
        for user_id, _ in people:
            citizen = platform.citizens.by_id[user_id]
            if not citizen.friend:
                platform.webhooks.send([perform(platform, citizen, "follow", {})], [citizen.number])
    platform.hub.tell("citizens")
    await platform.store.settled()
    return answer({"user_ids": [user_id for user_id, _ in people]}, 201)


def _people(platform: Platform, wish: dict[str, Any]) -> list[tuple[str, str]]:
    user_ids = [checked_user_id(value) for value in wish.get("user_ids") or []]
    names = wish.get("names") or []
    count = wish.get("count", max(len(user_ids), len(names), 1))
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= _MOST_AT_ONCE:
        raise ControlError(400, f"count must be a number from 1 to {_MOST_AT_ONCE}")
    first, prefix = len(platform.citizens.by_number), wish.get("prefix")
    people = []
    for index in range(count):
        name = f"{prefix}{index + 1}" if prefix else invented_name(first + index)
        if index < len(names):
            name = str(names[index])
        people.append((user_ids[index] if index < len(user_ids) else new_user_id(), name))
    return people


async def listing(request: web.Request) -> web.Response:
    """?search= (part of a name or id) &limit= &offset= → {"citizens", "total"}."""
    platform = platform_of(request)
    search = request.query.get("search", "").replace(" ", "").replace("\u3000", "")
    offset, limit = number_of(request, "offset", 0), number_of(request, "limit", 1_000_000)
    found = [
        citizen
        for citizen in platform.citizens.by_number
        if not search or search in citizen.name.replace(" ", "") or search in citizen.user_id
    ]
    return answer({"citizens": [summary(c) for c in found[offset : offset + limit]], "total": len(found)})


async def act(request: web.Request) -> web.Response:
    """POST /simulator/citizens/{user_id}/{act}: a user id nobody has yet may follow, and is made by that."""
    platform, name = platform_of(request), request.match_info["act"]
    user_id = request.match_info["user_id"]
    if name == "follow" and user_id not in platform.citizens.by_id:
        number = len(platform.citizens.by_number)
        platform.citizens.add_many([(checked_user_id(user_id), invented_name(number))], friend=False)
    citizen = citizen_of(request)
    wish = await (_picture(request) if name == "image" else wish_of(request))
    event = _perform(platform, citizen, name, wish)
    sending = platform.webhooks.send([event], [citizen.number])
    result = await _result(request, platform, sending)
    message_id = event.get("message", {}).get("id") if isinstance(event.get("message"), dict) else None
    return answer(
        {
            "webhookEventId": event.get("webhookEventId"),
            "replyToken": event.get("replyToken"),
            "messageId": message_id,
            "webhook": result,
        }
    )


async def webhook(request: web.Request) -> web.Response:
    """{"events": […], "signature": "valid" | "wrong" | "missing"}: all in one webhook.

    An event is sent as it is; {"userId", "act", …} is done by that citizen first and becomes a real event.
    """
    platform, wish = platform_of(request), await wish_of(request)
    signature = wish.get("signature", "valid")
    if not isinstance(wish.get("events"), list) or signature not in ("valid", "wrong", "missing"):
        raise ControlError(400, "events must be a list and signature one of valid, wrong, missing")
    events, citizens = [], set()
    for item in wish["events"]:
        if isinstance(item, dict) and "act" in item:
            citizen = find_citizen(platform, item.get("userId"))
            events.append(_perform(platform, citizen, str(item["act"]), item))
            citizens.add(citizen.number)
        else:
            events.append(item)
            source = item.get("source") if isinstance(item, dict) else None
            known = platform.citizens.by_id.get(source.get("userId", "")) if isinstance(source, dict) else None
            citizens |= {known.number} if known is not None else set()
    sending = platform.webhooks.send(events, sorted(citizens), signature)
    ids = [event.get("webhookEventId") for event in events if isinstance(event, dict)]
    return answer({"webhookEventIds": ids, "webhook": await _result(request, platform, sending)})


def _perform(platform: Platform, citizen: Citizen, name: str, wish: dict[str, Any]) -> dict[str, Any]:
    try:
        return perform(platform, citizen, name, wish)
    except ActError as error:
        raise ControlError(409, str(error)) from error


async def _result(
    request: web.Request, platform: Platform, sending: "asyncio.Task[Result | None]"
) -> dict[str, Any] | None:
    """What became of the webhook; null if it is not waited for (?wait=0) or webhooks are switched off."""
    await platform.store.settled()
    if request.query.get("wait") == "0":
        return None
    await asyncio.wait([sending])
    await platform.store.settled()
    result = None if sending.cancelled() else sending.result()
    return result.as_json() if result is not None else None


async def _picture(request: web.Request) -> dict[str, Any]:
    """A file (multipart) or {"picture": base64, "media_type"?}."""
    if request.content_type == "multipart/form-data":
        field = (await request.post()).get("picture")
        if not isinstance(field, web.FileField):
            raise ControlError(400, "the file must be named picture")
        content, declared = field.file.read(), field.content_type
    else:
        wish = await wish_of(request)
        declared = wish.get("media_type", "image/jpeg")
        try:
            content = base64.b64decode(wish.get("picture", ""), validate=True)
        except (binascii.Error, TypeError) as error:
            raise ControlError(400, "picture must be base64") from error
    known = picture_size(content)
    return {"content": content, "media_type": known[0] if known else str(declared)}
