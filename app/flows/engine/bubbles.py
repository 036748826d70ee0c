"""The bubbles that the engine says, in the shapes that ``docs/flow-format.md`` gives."""

from collections.abc import Sequence
from typing import Any

from app.flows.engine import limits
from app.flows.engine.model import Json
from app.flows.engine.text_length import cut_graphemes, cut_utf16, grapheme_length


def postback(run: str, node: str, value: str, shown: str) -> Json:
    """The action of an answer's button. The run and node tell a stale button from a live one."""
    return {
        "type": "postback",
        "data": f"answer:{run}:{node}:{value}",
        "text": cut_graphemes(shown, limits.DISPLAY_TEXT),
    }


def message(text: str) -> Json:
    """An action that writes `text` as if the citizen had typed it."""
    return {"type": "message", "text": cut_graphemes(text, limits.DISPLAY_TEXT)}


def labelled(label: str, action: Json) -> Json:
    """A button or quick reply; the label is cut to what LINE shows."""
    return {"label": cut_graphemes(label, limits.LABEL), "action": action}


def text_bubble(text: str, quick_replies: Sequence[Json] = ()) -> Json:
    """A text bubble."""
    return _with_quick_replies({"type": "text", "text": text}, quick_replies)


def image_bubble(media: str, alt: str) -> Json:
    """A picture."""
    return {"type": "image", "media": media, "alt": cut_utf16(alt, limits.ALT_TEXT_UTF16)}


def buttons_bubble(title: str, text: str, buttons: Sequence[Json]) -> Json:
    """A text with buttons.

    If its words are longer than LINE's template takes, a text bubble with the buttons as quick replies.

    So nothing that a citizen should read is cut.
    """
    room = limits.BUTTONS_TEXT_WITH_TITLE if title else limits.BUTTONS_TEXT
    if grapheme_length(text) > room or grapheme_length(title) > limits.BUTTONS_TITLE:
        return text_bubble(f"{title}\n{text}" if title else text, buttons)
    bubble: dict[str, Any] = {"type": "buttons", "text": text, "buttons": list(buttons)}
    if title:
        bubble["title"] = title
    return bubble | {"alt": cut_utf16(f"{title}\n{text}" if title else text, limits.ALT_TEXT_UTF16)}


def with_offers(bubble: Json, offers: Sequence[Json]) -> Json:
    """`bubble` with `offers` after its quick replies, as far as there is room."""
    return _with_quick_replies(bubble, [*bubble.get("quick_replies", ()), *offers])


def _with_quick_replies(bubble: Json, quick_replies: Sequence[Json]) -> Json:
    return bubble | {"quick_replies": list(quick_replies)[: limits.QUICK_REPLIES]} if quick_replies else bubble
