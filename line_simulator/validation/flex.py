"""Flex messages: structure, known properties and sizes (https://developers.line.biz/en/reference/messaging-api/#flex-message)."""

import json
from pathlib import Path

from line_simulator.validation.actions import FLEX, FLEX_BUTTON, check_action
from line_simulator.validation.checker import Checker, JsonObject, MalformedPropertyError, as_object, join

_COMPONENTS = json.loads(Path(__file__).with_name("flex_components.json").read_text(encoding="utf-8"))
_IN_BOX = ("box", "button", "image", "icon", "text", "separator", "filler")
_IN_BLOCK = {"header": ("box",), "hero": ("box", "image", "video"), "body": ("box",), "footer": ("box",)}
_MOST_BUBBLES = 12
_BUBBLE_BYTES = 30 * 1024
_CAROUSEL_BYTES = 50 * 1024


def check_flex_message(check: Checker, message: JsonObject, path: str) -> None:
    check.text(message, "altText", path, 1500)
    container = check.object(message, "contents", path)
    if container is None:
        return
    where = join(path, "contents")
    kind = check.choice(container, "type", where, ("bubble", "carousel"))
    if kind == "bubble":
        _check_bubble(check, container, where)
    elif kind == "carousel":
        for place, value in check.items(container, "contents", where, 1, _MOST_BUBBLES):
            bubble = as_object(value, place)
            if check.choice(bubble, "type", place, ("bubble",)) is not None:
                _check_bubble(check, bubble, place)
        _check_size(check, container, where, _CAROUSEL_BYTES)


def _check_bubble(check: Checker, bubble: JsonObject, path: str) -> None:
    _check_properties(check, "bubble", bubble, path)
    if not any(bubble.get(block) for block in _IN_BLOCK):
        check.add(path, "At least one block must be specified")
    _check_size(check, bubble, path, _BUBBLE_BYTES)


def _check_size(check: Checker, container: JsonObject, path: str, most: int) -> None:
    size = len(json.dumps(container, ensure_ascii=False, separators=(",", ":")).encode())
    if size > most:
        check.add(path, f"The size of the container must be {most // 1024} KB or less")


def _check_component(check: Checker, value: object, path: str, types: tuple[str, ...]) -> None:
    component = as_object(value, path)
    kind = check.choice(component, "type", path, types)
    if kind is None:
        return
    _check_properties(check, kind, component, path)
    if kind == "text" and not component.get("text") and not component.get("contents"):
        check.add(join(path, "text"), "May not be empty")


def _check_properties(check: Checker, kind: str, component: JsonObject, path: str) -> None:
    known = _COMPONENTS[kind]
    for name in known["required"]:
        if component.get(name) is None:
            check.add(join(path, name), "must be specified")
    for name, value in component.items():
        if name == "type" or value is None:
            continue
        if name not in known["properties"]:
            check.add(join(path, name), "unknown field")
        else:
            _check_value(check, component, name, path, known["properties"][name])


def _check_value(check: Checker, component: JsonObject, name: str, path: str, expected: str | list[str]) -> None:
    """`expected` is a list of allowed words or the name of a kind of value, as flex_components.json says."""
    value, where = component[name], join(path, name)
    if isinstance(expected, list):
        check.choice(component, name, path, tuple(expected))
    elif expected in ("string", "integer", "boolean", "object"):
        _check_type(value, where, expected)
    elif expected == "url":
        check.uri(component, name, path)
    elif expected == "action":
        check_action(check, value, where, FLEX)
    elif expected == "button action":
        check_action(check, value, where, FLEX_BUTTON)
    elif expected == "component":
        _check_component(check, value, where, _IN_BLOCK.get(name, ("box", "image")))
    else:
        types = ("span",) if expected == "spans" else _IN_BOX
        for place, child in check.items(component, name, path, 0, 10_000):
            _check_component(check, child, place, types)


def _check_type(value: object, path: str, expected: str) -> None:
    python_type = {"string": str, "integer": int, "boolean": bool, "object": dict}[expected]
    if not isinstance(value, python_type) or (expected == "integer" and isinstance(value, bool)):
        raise MalformedPropertyError(path)
