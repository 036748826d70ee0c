"""Imagemap messages (https://developers.line.biz/en/reference/messaging-api/#imagemap-message)."""

from line_simulator.validation.checker import Checker, JsonObject, as_object, join

_BIG = 2**31 - 1


def check_imagemap(check: Checker, message: JsonObject, path: str) -> None:
    check.uri(message, "baseUrl", path)
    check.text(message, "altText", path, 1500)
    size = check.object(message, "baseSize", path)
    if size is not None:
        where = join(path, "baseSize")
        check.integer(size, "width", where, 1040, 1040)
        check.integer(size, "height", where, 1, _BIG)
    for where, value in check.items(message, "actions", path, 0, 50):
        _check_action(check, as_object(value, where), where)
    video = check.object(message, "video", path, required=False)
    if video is not None:
        _check_video(check, video, join(path, "video"))


def _check_action(check: Checker, action: JsonObject, path: str) -> None:
    kind = check.choice(action, "type", path, ("uri", "message", "clipboard"))
    check.text(action, "label", path, 100, required=False)
    if kind == "uri":
        check.uri(action, "linkUri", path, schemes=("http", "https", "line", "tel"), longest=1000)
    elif kind == "message":
        check.text(action, "text", path, 400)
    elif kind == "clipboard":
        check.text(action, "clipboardText", path, 1000)
    _check_area(check, action, path)


def _check_video(check: Checker, video: JsonObject, path: str) -> None:
    check.uri(video, "originalContentUrl", path)
    check.uri(video, "previewImageUrl", path)
    _check_area(check, video, path)
    link = check.object(video, "externalLink", path, required=False)
    if link is not None:
        where = join(path, "externalLink")
        check.uri(link, "linkUri", where, schemes=("http", "https", "line", "tel"), longest=1000)
        check.text(link, "label", where, 30)


def _check_area(check: Checker, holder: JsonObject, path: str) -> None:
    area = check.object(holder, "area", path)
    if area is None:
        return
    where = join(path, "area")
    for name in ("x", "y"):
        check.integer(area, name, where, 0, _BIG)
    for name in ("width", "height"):
        check.integer(area, name, where, 1, _BIG)
