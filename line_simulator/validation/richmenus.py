"""Rich menu objects and pictures (https://developers.line.biz/en/reference/messaging-api/#rich-menu-structure)."""

import re
import struct

from line_simulator.validation.actions import RICH_MENU, check_action
from line_simulator.validation.checker import Checker, JsonObject, as_object, join
from line_simulator.validation.counting import grapheme_clusters

ALIAS_ID = re.compile(r"[a-z0-9_-]{1,32}")
MOST_PICTURE_BYTES = 1024 * 1024
_BIG = 2**31 - 1
_LEAST_RATIO = 1.45
_FRAME_MARKERS = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def check_rich_menu(check: Checker, body: JsonObject) -> None:
    size = check.object(body, "size", "")
    if size is not None:
        width = check.integer(size, "width", "size", 800, 2500)
        height = check.integer(size, "height", "size", 250, _BIG)
        if width and height and width / height < _LEAST_RATIO:
            check.add("size", f"The aspect ratio (width / height) must be {_LEAST_RATIO} or more")
    check.boolean(body, "selected", "", required=True)
    check.text(body, "name", "", 300, count=grapheme_clusters)
    check.text(body, "chatBarText", "", 14, count=grapheme_clusters)
    for path, value in check.items(body, "areas", "", 0, 20):
        area = as_object(value, path)
        _check_bounds(check, area, path)
        action = check.object(area, "action", path)
        if action is not None:
            check_action(check, action, join(path, "action"), RICH_MENU)


def _check_bounds(check: Checker, area: JsonObject, path: str) -> None:
    bounds = check.object(area, "bounds", path)
    if bounds is None:
        return
    where = join(path, "bounds")
    for name in ("x", "y"):
        check.integer(bounds, name, where, 0, _BIG)
    for name in ("width", "height"):
        check.integer(bounds, name, where, 1, _BIG)


def picture_size(content: bytes) -> tuple[str, int, int] | None:
    """(media type, width, height) by what the bytes say; None if they are neither PNG nor JPEG."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return "image/png", width, height
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[str, int, int] | None:
    position = 2
    while position + 9 <= len(content):
        if content[position] != 0xFF:
            return None
        marker = content[position + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8:  # fill bytes and markers without a length
            position += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAME_MARKERS:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return "image/jpeg", width, height
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return None
