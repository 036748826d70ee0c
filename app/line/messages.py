"""Our bubbles (docs/flow-format.md) as LINE's message objects. Pure.

`addresses(media id)` gives the two https addresses (picture, preview) that LINE fetches.
"""

from collections.abc import Callable, Iterable
from typing import Any

from app.line.limits import ACTION_LABEL, ALT_TEXT, QUICK_REPLIES

Json = dict[str, Any]
Addresses = Callable[[str], tuple[str, str]]


def to_line(bubbles: Iterable[Json], addresses: Addresses) -> list[Json]:
    """LINE's message objects, in the same order."""
    return [_message(bubble, addresses) for bubble in bubbles]


def _message(bubble: Json, addresses: Addresses) -> Json:
    message = _BUILDERS[bubble["type"]](bubble, addresses)
    replies = bubble.get("quick_replies") or []
    if replies:
        items = [{"type": "action", "action": _action(reply)} for reply in replies[:QUICK_REPLIES]]
        message["quickReply"] = {"items": items}
    return message


def _text(bubble: Json, _: Addresses) -> Json:
    return {"type": "text", "text": bubble["text"]}


def _image(bubble: Json, addresses: Addresses) -> Json:
    original, preview = addresses(bubble["media"])
    return {"type": "image", "originalContentUrl": original, "previewImageUrl": preview}


def _buttons(bubble: Json, _: Addresses) -> Json:
    template: Json = {
        "type": "buttons",
        "text": bubble["text"],
        "actions": [_action(button) for button in bubble["buttons"]],
    }
    if bubble.get("title"):
        template["title"] = bubble["title"]
    return {"type": "template", "altText": (bubble.get("alt") or bubble["text"])[:ALT_TEXT], "template": template}


_BUILDERS = {"text": _text, "image": _image, "buttons": _buttons}


def _action(labelled: Json) -> Json:
    action, label = labelled["action"], labelled["label"][:ACTION_LABEL]
    kind = action["type"]
    if kind == "uri":
        return {"type": "uri", "label": label, "uri": action["uri"]}
    if kind == "message":
        return {"type": "message", "label": label, "text": action["text"]}
    if kind == "date":
        picker: Json = {"type": "datetimepicker", "label": label, "data": action["data"], "mode": "date"}
        for ours, theirs in (("initial", "initial"), ("min", "min"), ("max", "max")):
            if action.get(ours):
                picker[theirs] = action[ours]
        return picker
    postback = {"type": "postback", "label": label, "data": action["data"]}
    if action.get("text"):
        postback["displayText"] = action["text"]
    return postback
