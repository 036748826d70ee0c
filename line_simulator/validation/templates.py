"""Template messages (https://developers.line.biz/en/reference/messaging-api/#template-messages)."""

import re
from collections.abc import Callable

from line_simulator.validation.actions import IMAGE_CAROUSEL, TEMPLATE, TEMPLATE_DEFAULT, check_action
from line_simulator.validation.checker import Checker, JsonObject, as_object, join
from line_simulator.validation.counting import grapheme_clusters

_RATIOS = ("rectangle", "square")
_SIZES = ("cover", "contain")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def check_template_message(check: Checker, message: JsonObject, path: str) -> None:
    check.text(message, "altText", path, 1500)
    template = check.object(message, "template", path)
    if template is None:
        return
    path = join(path, "template")
    kind = check.choice(template, "type", path, tuple(_TEMPLATES))
    if kind is not None:
        _TEMPLATES[kind](check, template, path)


def _check_buttons(check: Checker, template: JsonObject, path: str) -> None:
    _check_picture_style(check, template, path)
    _check_card(check, template, path, plain=160, most=4)


def _check_confirm(check: Checker, template: JsonObject, path: str) -> None:
    check.text(template, "text", path, 240, count=grapheme_clusters)
    for where, action in check.items(template, "actions", path, 2, 2):
        check_action(check, action, where, TEMPLATE)


def _check_carousel(check: Checker, template: JsonObject, path: str) -> None:
    _check_picture_style(check, template, path)
    counts = set()
    for where, value in check.items(template, "columns", path, 1, 10):
        column = as_object(value, where)
        _check_card(check, column, where, plain=120, most=3)
        actions = column.get("actions")
        counts.add(len(actions) if isinstance(actions, list) else 0)
    if len(counts) > 1:
        check.add(join(path, "columns"), "the number of actions must be the same in all columns")


def _check_image_carousel(check: Checker, template: JsonObject, path: str) -> None:
    for where, value in check.items(template, "columns", path, 1, 10):
        column = as_object(value, where)
        check.uri(column, "imageUrl", where)
        action = check.object(column, "action", where)
        if action is not None:
            check_action(check, action, join(where, "action"), IMAGE_CAROUSEL)


def _check_card(check: Checker, card: JsonObject, path: str, *, plain: int, most: int) -> None:
    """A buttons template or a column: with a title or a picture the text may only have 60 characters."""
    check.uri(card, "thumbnailImageUrl", path, required=False)
    colour = check.text(card, "imageBackgroundColor", path, 7, required=False)
    if colour is not None and not _COLOUR.fullmatch(colour):
        check.add(join(path, "imageBackgroundColor"), "invalid color code")
    check.text(card, "title", path, 40, required=False, count=grapheme_clusters)
    adorned = card.get("title") or card.get("thumbnailImageUrl")
    check.text(card, "text", path, 60 if adorned else plain, count=grapheme_clusters)
    if card.get("defaultAction") is not None:
        check_action(check, card["defaultAction"], join(path, "defaultAction"), TEMPLATE_DEFAULT)
    for where, action in check.items(card, "actions", path, 1, most):
        check_action(check, action, where, TEMPLATE)


def _check_picture_style(check: Checker, template: JsonObject, path: str) -> None:
    check.choice(template, "imageAspectRatio", path, _RATIOS, required=False)
    check.choice(template, "imageSize", path, _SIZES, required=False)


_TEMPLATES: dict[str, Callable[[Checker, JsonObject, str], None]] = {
    "buttons": _check_buttons,
    "confirm": _check_confirm,
    "carousel": _check_carousel,
    "image_carousel": _check_image_carousel,
}
