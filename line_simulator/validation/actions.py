"""Action objects (https://developers.line.biz/en/reference/messaging-api/#action-objects)."""

import re
from dataclasses import dataclass
from datetime import datetime

from line_simulator.validation.checker import Checker, JsonObject, as_object, join
from line_simulator.validation.counting import grapheme_clusters

_COMMON = ("postback", "message", "uri", "datetimepicker", "clipboard")
_AS_DATETIME = {"date": "%s", "time": "2000-01-01T%s", "datetime": "%s"}
_PICKER_SHAPES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"\d\d:\d\d"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d"),
}
_INPUT_OPTIONS = ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
_ALIAS = re.compile(r"[a-z0-9_-]{1,32}")


@dataclass(frozen=True)
class Place:
    """Where an action stands decides its label's length and which types it may have."""

    label: int
    label_required: bool
    types: tuple[str, ...] = _COMMON


TEMPLATE = Place(20, True)
TEMPLATE_DEFAULT = Place(20, False)
IMAGE_CAROUSEL = Place(12, False)
QUICK_REPLY = Place(20, True, (*_COMMON, "camera", "cameraRoll", "location"))
RICH_MENU = Place(20, False, (*_COMMON, "richmenuswitch"))
FLEX_BUTTON = Place(40, True)
FLEX = Place(40, False)


def check_action(check: Checker, value: object, path: str, place: Place) -> None:
    action = as_object(value, path)
    kind = check.choice(action, "type", path, place.types)
    if kind is None:
        return
    check.text(action, "label", path, place.label, required=place.label_required, count=grapheme_clusters)
    if kind == "postback":
        _check_postback(check, action, path)
    elif kind == "message":
        check.text(action, "text", path, 300, count=grapheme_clusters)
    elif kind == "uri":
        _check_uri(check, action, path)
    elif kind == "datetimepicker":
        _check_datetime_picker(check, action, path)
    elif kind == "clipboard":
        check.text(action, "clipboardText", path, 1000)
    elif kind == "richmenuswitch":
        _check_switch(check, action, path)


def _check_postback(check: Checker, action: JsonObject, path: str) -> None:
    check.text(action, "data", path, 300)
    shown = check.text(action, "displayText", path, 300, required=False, count=grapheme_clusters)
    text = check.text(action, "text", path, 300, required=False, count=grapheme_clusters)
    if shown is not None and text is not None:
        check.add(join(path, "text"), "cannot be specified together with displayText")
    option = check.choice(action, "inputOption", path, _INPUT_OPTIONS, required=False)
    fill = check.text(action, "fillInText", path, 300, required=False, count=grapheme_clusters)
    if fill is not None and option != "openKeyboard":
        check.add(join(path, "fillInText"), "can only be specified when inputOption is openKeyboard")


def _check_uri(check: Checker, action: JsonObject, path: str) -> None:
    schemes = ("http", "https", "line", "tel")
    check.uri(action, "uri", path, schemes=schemes, longest=1000)
    other = check.object(action, "altUri", path, required=False)
    if other is not None:
        check.uri(other, "desktop", join(path, "altUri"), schemes=schemes, longest=1000, required=False)


def _check_datetime_picker(check: Checker, action: JsonObject, path: str) -> None:
    check.text(action, "data", path, 300)
    mode = check.choice(action, "mode", path, tuple(_PICKER_SHAPES))
    moments = {name: _check_moment(check, action, name, path, mode) for name in ("initial", "max", "min")}
    low, high, initial = moments["min"], moments["max"], moments["initial"]
    if low and high and low >= high:
        check.add(join(path, "max"), "must be greater than min")
    elif initial and ((low and initial < low) or (high and initial > high)):
        check.add(join(path, "initial"), "must be between min and max")


def _check_moment(check: Checker, action: JsonObject, name: str, path: str, mode: str | None) -> datetime | None:
    value = check.text(action, name, path, 32, required=False)
    if value is None or mode is None:
        return None
    moment = None
    if _PICKER_SHAPES[mode].fullmatch(value):
        try:
            moment = datetime.fromisoformat(_AS_DATETIME[mode] % value)
        except ValueError:
            moment = None
    if moment is None or (mode != "time" and not 1900 <= moment.year <= 2100):
        check.add(join(path, name), f"invalid {mode}")
        return None
    return moment


def _check_switch(check: Checker, action: JsonObject, path: str) -> None:
    check.text(action, "data", path, 300)
    alias = check.text(action, "richMenuAliasId", path, 32)
    if alias is not None and not _ALIAS.fullmatch(alias):
        check.add(join(path, "richMenuAliasId"), "invalid rich menu alias id")
