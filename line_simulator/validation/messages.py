"""Message objects and requests that send them (https://developers.line.biz/en/reference/messaging-api/#message-objects)."""

import re
from collections.abc import Callable

from line_simulator.validation.actions import QUICK_REPLY, check_action
from line_simulator.validation.checker import Checker, JsonObject, MalformedPropertyError, as_object, join
from line_simulator.validation.flex import check_flex_message
from line_simulator.validation.imagemap import check_imagemap
from line_simulator.validation.templates import check_template_message

_MOST_MESSAGES = 5
_LONG = 2**53
_DIGITS = re.compile(r"\d{1,20}")
_AGGREGATION_UNIT = re.compile(r"[a-zA-Z0-9_]{1,30}")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_SUBSTITUTION_KEY = re.compile(r"[0-9A-Za-z_]{1,20}")


def check_sending(check: Checker, body: JsonObject) -> None:
    """What reply, push, multicast and their validation have in common."""
    for path, value in check.items(body, "messages", "", 1, _MOST_MESSAGES):
        check_message(check, value, path)
    check.boolean(body, "notificationDisabled", "")
    for path, unit in check.items(body, "customAggregationUnits", "", 0, 1, required=False):
        if not isinstance(unit, str):
            raise MalformedPropertyError(path)
        if not _AGGREGATION_UNIT.fullmatch(unit):
            check.add(path, "invalid aggregation unit")


def check_message(check: Checker, value: object, path: str) -> None:
    message = as_object(value, path)
    kind = check.choice(message, "type", path, tuple(_MESSAGES))
    if kind is None:
        return
    _MESSAGES[kind](check, message, path)
    quick_reply = check.object(message, "quickReply", path, required=False)
    if quick_reply is not None:
        _check_quick_reply(check, quick_reply, join(path, "quickReply"))
    sender = check.object(message, "sender", path, required=False)
    if sender is not None:
        where = join(path, "sender")
        check.text(sender, "name", where, 20, required=False)
        check.uri(sender, "iconUrl", where, required=False)


def _check_quick_reply(check: Checker, quick_reply: JsonObject, path: str) -> None:
    for where, value in check.items(quick_reply, "items", path, 1, 13):
        item = as_object(value, where)
        check.choice(item, "type", where, ("action",), required=False)
        check.uri(item, "imageUrl", where, required=False)
        action = check.object(item, "action", where)
        if action is not None:
            check_action(check, action, join(where, "action"), QUICK_REPLY)


def _check_text(check: Checker, message: JsonObject, path: str) -> None:
    text = check.text(message, "text", path, 5000)
    check.text(message, "quoteToken", path, 1000, required=False)
    for where, value in check.items(message, "emojis", path, 0, 20, required=False):
        emoji = as_object(value, where)
        check.text(emoji, "productId", where, 100)
        check.text(emoji, "emojiId", where, 100)
        index = check.integer(emoji, "index", where, 0, 5000)
        if index is not None and text is not None and not _is_dollar(text, index):
            check.add(join(where, "index"), "must be the position of a $ in the text")


def _is_dollar(text: str, index: int) -> bool:
    """Positions count UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[2 * index : 2 * index + 2] == b"$\x00"


def _check_text_v2(check: Checker, message: JsonObject, path: str) -> None:
    text = check.text(message, "text", path, 5000)
    check.text(message, "quoteToken", path, 1000, required=False)
    substitution = check.object(message, "substitution", path, required=False) or {}
    where = join(path, "substitution")
    if len(substitution) > 100:
        check.add(where, "Size must be between 0 and 100")
    for key, value in substitution.items():
        if not _SUBSTITUTION_KEY.fullmatch(key):
            check.add(f"{where}.{key}", "invalid key")
        _check_substitution(check, as_object(value, f"{where}.{key}"), f"{where}.{key}")
    for match in _PLACEHOLDER.finditer(text or ""):
        if match[0] not in ("{{", "}}") and match[1] not in substitution:
            check.add(join(path, "text"), f"invalid placeholder at {match.start()}")


def _check_substitution(check: Checker, value: JsonObject, path: str) -> None:
    kind = check.choice(value, "type", path, ("mention", "emoji"))
    if kind == "emoji":
        check.text(value, "productId", path, 100)
        check.text(value, "emojiId", path, 100)
    elif kind == "mention":
        target = check.object(value, "mentionee", path)
        where = join(path, "mentionee")
        if target is not None and check.choice(target, "type", where, ("user", "all")) == "user":
            check.text(target, "userId", where, 33)


def _check_sticker(check: Checker, message: JsonObject, path: str) -> None:
    for name in ("packageId", "stickerId"):
        value = check.text(message, name, path, 20)
        if value is not None and not _DIGITS.fullmatch(value):
            check.add(join(path, name), "invalid sticker")
    check.text(message, "quoteToken", path, 1000, required=False)


def _check_image(check: Checker, message: JsonObject, path: str) -> None:
    check.uri(message, "originalContentUrl", path)
    check.uri(message, "previewImageUrl", path)


def _check_video(check: Checker, message: JsonObject, path: str) -> None:
    _check_image(check, message, path)
    check.text(message, "trackingId", path, 100, required=False)


def _check_audio(check: Checker, message: JsonObject, path: str) -> None:
    check.uri(message, "originalContentUrl", path)
    check.number(message, "duration", path, 1, _LONG)


def _check_location(check: Checker, message: JsonObject, path: str) -> None:
    check.text(message, "title", path, 100)
    check.text(message, "address", path, 100)
    check.number(message, "latitude", path, -90, 90)
    check.number(message, "longitude", path, -180, 180)


def _check_coupon(check: Checker, message: JsonObject, path: str) -> None:
    check.text(message, "couponId", path, 100)
    tag = check.text(message, "deliveryTag", path, 30, required=False)
    if tag is not None and not _AGGREGATION_UNIT.fullmatch(tag):
        check.add(join(path, "deliveryTag"), "invalid delivery tag")


_MESSAGES: dict[str, Callable[[Checker, JsonObject, str], None]] = {
    "text": _check_text,
    "textV2": _check_text_v2,
    "sticker": _check_sticker,
    "image": _check_image,
    "video": _check_video,
    "audio": _check_audio,
    "location": _check_location,
    "imagemap": check_imagemap,
    "template": check_template_message,
    "flex": check_flex_message,
    "coupon": _check_coupon,
}
