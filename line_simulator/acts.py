"""What citizens do on their phones. Each act changes the talk and makes the event that LINE would send."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from line_simulator import events
from line_simulator.citizens import Citizen
from line_simulator.events import Event
from line_simulator.ledger import Record, dump
from line_simulator.platform import Platform

_NAMES = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
_REPLYABLE = ("message", "follow", "join", "memberJoined", "postback", "beacon", "accountLink", "videoPlayComplete")
Wish = dict[str, Any]


class ActError(ValueError):
    """The phone could not do this; the text says why."""


def invented_name(number: int) -> str:
    """The same name for the same number; 896 different ones, then with a number behind."""
    family, given = _NAMES["family"], _NAMES["given"]
    name = f"{family[number % len(family)]} {given[(number * 5 + number // len(family)) % len(given)]}"
    turn = number // (len(family) * len(given))
    return f"{name} {turn + 1}" if turn else name


def follow(platform: Platform, citizen: Citizen, _wish: Wish) -> Event:
    if citizen.blocked:
        return unblock(platform, citizen, _wish)
    if citizen.friend:
        raise ActError("is a friend already")
    citizen.friend = True
    return _become_friend(platform, citizen, unblocked=False)


def unblock(platform: Platform, citizen: Citizen, _wish: Wish) -> Event:
    if not citizen.blocked:
        raise ActError("has not blocked the account")
    citizen.blocked, citizen.friend = False, True
    return _become_friend(platform, citizen, unblocked=True)


def block(platform: Platform, citizen: Citizen, _wish: Wish) -> Event:
    if citizen.blocked or not citizen.friend:
        raise ActError("is no friend or has blocked the account already")
    citizen.blocked = True
    platform.citizens.save(citizen)
    platform.hub.tell("citizens")
    _note(platform, citizen, {"type": "blocked"})
    return events.event("unfollow", citizen.user_id, platform.clock.now_ms(), None)


def text(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    message = events.text_message(_message_id(platform), _text(wish, "text", 5000))
    return _say(platform, citizen, message)


def postback(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    specific = {"data": _text(wish, "data", 300)}
    if isinstance(wish.get("params"), dict):
        specific["params"] = wish["params"]
    shown = wish.get("displayText")
    _speak(platform, citizen)
    _note(platform, citizen, {"type": "text", "text": shown} if isinstance(shown, str) and shown else None)
    return _event(platform, citizen, "postback", postback=specific)


def switch(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    """The rich menu switch action: the phone changes its menu and says so by a postback."""
    alias = _text(wish, "richMenuAliasId", 32)
    menu_id = platform.menus.aliases.get(alias)
    params = {"newRichMenuAliasId": alias, "status": "SUCCESS"}
    if menu_id is None:
        params = {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}
    elif menu_id not in platform.menus.by_id:
        params = {"status": "RICHMENU_NOTFOUND"}
    else:
        citizen.menu = menu_id
    return postback(platform, citizen, {"data": wish.get("data"), "params": params})


def image(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    """wish: content (bytes) and media_type."""
    message_id = _message_id(platform)
    platform.store.write(
        "INSERT INTO content VALUES (?, ?, ?, 'ready')", (message_id, wish["media_type"], wish["content"])
    )
    return _say(platform, citizen, events.image_message(message_id))


def location(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    for name in ("latitude", "longitude"):
        if isinstance(wish.get(name), bool) or not isinstance(wish.get(name), int | float):
            raise ActError(f"{name} must be a number")
    return _say(platform, citizen, events.location_message(_message_id(platform), wish))


def sticker(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    package, number = str(wish.get("packageId", "446")), str(wish.get("stickerId", "1988"))
    return _say(platform, citizen, events.sticker_message(_message_id(platform), package, number))


def unsend(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    message_id = _text(wish, "messageId", 30)
    row = platform.store.row(
        "SELECT seq FROM record WHERE citizen = ? AND kind = 'citizen' AND json_extract(detail, '$.id') = ?",
        (citizen.number, message_id),
    )
    if row is None:
        raise ActError("has sent no such message")
    platform.store.write("UPDATE content SET state = 'unsent', bytes = NULL WHERE message_id = ?", (message_id,))
    _note(platform, citizen, {"type": "unsend", "messageId": message_id})
    return events.event("unsend", citizen.user_id, platform.clock.now_ms(), None, unsend={"messageId": message_id})


def raw(platform: Platform, citizen: Citizen, wish: Wish) -> Event:
    """Any event; what every event has is added where it is missing."""
    wish = wish.get("event", wish)
    if not isinstance(wish, dict) or not isinstance(wish.get("type"), str):
        raise ActError("an event needs a type")
    _note(platform, citizen, None)
    full = _event(platform, citizen, wish["type"])
    if wish["type"] not in _REPLYABLE:
        full.pop("replyToken")
    return {**full, **wish}


ACTS: dict[str, Callable[[Platform, Citizen, Wish], Event]] = {
    "follow": follow,
    "block": block,
    "unblock": unblock,
    "text": text,
    "postback": postback,
    "switch": switch,
    "image": image,
    "location": location,
    "sticker": sticker,
    "unsend": unsend,
    "raw": raw,
}


def perform(platform: Platform, citizen: Citizen, act: str, wish: Wish) -> Event:
    """Raises ActError."""
    if act not in ACTS:
        raise ActError(f"no such act: {act}")
    if citizen.blocked and act not in ("follow", "unblock", "raw"):
        raise ActError("has blocked the account")
    return ACTS[act](platform, citizen, wish)


def _become_friend(platform: Platform, citizen: Citizen, *, unblocked: bool) -> Event:
    platform.citizens.save(citizen)
    platform.hub.tell("citizens")
    _note(platform, citizen, {"type": "followed"})
    return _event(platform, citizen, "follow", follow={"isUnblocked": unblocked})


def _say(platform: Platform, citizen: Citizen, message: dict[str, Any]) -> Event:
    _speak(platform, citizen)
    _note(platform, citizen, message)
    return _event(platform, citizen, "message", message=message)


def _speak(platform: Platform, citizen: Citizen) -> None:
    citizen.spoke_at = platform.clock.now_ms()
    platform.citizens.save(citizen)


def _note(platform: Platform, citizen: Citizen, shown: dict[str, Any] | None) -> None:
    """Writes the act into the talk; what is not shown still takes the quick replies away."""
    record = Record(at=platform.clock.precise_ms(), kind="citizen", citizen=citizen.number, detail=dump(shown))
    if shown is not None and "id" in shown:
        record.first_message = int(shown["id"])
    citizen.talk.append(platform.ledger.write(record))
    platform.hub.tell(citizen.user_id, "ledger")


def _event(platform: Platform, citizen: Citizen, kind: str, **specific: Any) -> Event:
    now = platform.clock.now_ms()
    token = platform.tokens.issue(citizen.number, now)
    return events.event(kind, citizen.user_id, now, token, **specific)


def _message_id(platform: Platform) -> str:
    return str(platform.ledger.message_ids(1))


def _text(wish: Wish, name: str, longest: int) -> str:
    value = wish.get(name)
    if not isinstance(value, str) or not value:
        raise ActError(f"{name} must be a text")
    if len(value) > longest:
        raise ActError(f"{name} must not be longer than {longest}")
    return value
