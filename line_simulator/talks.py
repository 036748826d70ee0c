"""What one phone shows."""

import json
from typing import Any

from line_simulator.citizens import Citizen
from line_simulator.platform import Platform

_MOST_ITEMS = 500


def phone(platform: Platform, citizen: Citizen, since: int, limit: int) -> dict[str, Any]:
    """The talk after record `since` (its newest `limit` records) and what stands around it.

    Items: seq, at (ms), direction (from_citizen, from_account), messageId where there is one, and message: LINE's
    object, or of type followed, blocked, unsend. `quickReply` holds those of the last message as long as nothing
    came after it.
    """
    items = _items(platform, [seq for seq in citizen.talk if seq > since][-min(limit, _MOST_ITEMS) :])
    loading = platform.loading.get(citizen.number, 0)
    return {
        **summary(citizen),
        "items": [item for item in items if item["message"] is not None],
        "seq": citizen.talk[-1] if citizen.talk else 0,
        "quickReply": _quick_reply(platform, citizen),
        "richMenu": _rich_menu(platform, citizen),
        "loadingUntil": loading if loading > platform.clock.now_ms() else None,
        "now": platform.clock.now_ms(),
    }


def summary(citizen: Citizen) -> dict[str, Any]:
    return {
        "userId": citizen.user_id,
        "name": citizen.name,
        "friend": citizen.friend and not citizen.blocked,
        "blocked": citizen.blocked,
    }


def _items(platform: Platform, seqs: list[int]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    rows = platform.store.rows(
        "SELECT seq, at, kind, first_message, detail, content FROM record LEFT JOIN body ON body.id = record.body"
        " WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq",
        (json.dumps(seqs),),
    )
    for seq, at, kind, first_message, detail, content in rows:
        if kind == "citizen":
            items.append(_item(seq, at, "from_citizen", json.loads(detail), first_message))
            continue
        for index, message in enumerate(json.loads(content)["messages"]):
            items.append(_item(seq, at, "from_account", message, first_message + index))
    return items


def _item(seq: int, at: float, direction: str, message: Any, message_id: int | None) -> dict[str, Any]:
    item = {"seq": seq, "at": int(at), "direction": direction, "message": message}
    if message_id is not None:
        item["messageId"] = str(message_id)
    return item


def _quick_reply(platform: Platform, citizen: Citizen) -> dict[str, Any] | None:
    last = _items(platform, citizen.talk[-1:])
    if not last or last[-1]["direction"] != "from_account":
        return None
    quick_reply: dict[str, Any] | None = last[-1]["message"].get("quickReply")
    return quick_reply


def _rich_menu(platform: Platform, citizen: Citizen) -> dict[str, Any] | None:
    menu = platform.menus.shown(citizen.menu)
    if menu is None or menu.media_type is None or citizen.blocked:
        return None
    return {**menu.response(), "imageUrl": f"/simulator/menus/{menu.id}/picture"}
