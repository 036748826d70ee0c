"""Draws a rich menu with Pillow. Pure: a description (see `description.py`) in, PNG bytes out.

Everything is placed in pixels of the full picture; `scale` only draws it smaller, so a preview breaks its lines where
the picture that LINE gets breaks them.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import resvg_py
from PIL import Image, ImageDraw

from app.richmenus.appearance import FIRST_COLOUR, ICONS, PALETTE, rgb
from app.richmenus.geometry import FIRST_LAYOUT, LAYOUTS, Area
from app.richmenus.lettering import LINE_HEIGHT, Lettering, Wish, font, letter

Json = dict[str, Any]
_ICONS = Path(__file__).parents[1] / "static" / "icons"
_GROUND = "#e6e6e6"
_EDGE = "#949494"  # around tiles that are hardly darker than the ground
_MARGIN, _RADIUS, _PADDING, _GAP = 12, 44, 48, 36
# 72 of 2500 pixels are 11 px on a phone 390 px wide, 58 are 9 px: smaller cannot be read.
_LABEL = Wish(bold=True, most=124, one_line=92, least=72, lines=3)
_LARGE_LABEL = Wish(bold=True, most=168, one_line=124, least=72, lines=3)
_SUB_LABEL = Wish(bold=False, most=72, one_line=62, least=58, lines=2)
_LARGE_SUB_LABEL = Wish(bold=False, most=92, one_line=72, least=58, lines=2)
_WIDE = 2.2  # width / height from which the icon stands beside the words
_ROOM_FOR_LARGE = 1200


@dataclass(frozen=True, slots=True)
class TilePlan:
    """Where the parts of a tile go. A text that does not fit has no lettering."""

    icon: str | None
    icon_area: Area | None
    label: Lettering | None
    sub_label: Lettering | None
    words: Area  # in whose middle label and sub label stand


def render(description: Json, scale: float = 1.0) -> bytes:
    """The picture as PNG, exactly the layout's size times `scale`. Unknown keys are drawn as the first of their kind."""
    layout = LAYOUTS.get(description.get("layout", ""), LAYOUTS[FIRST_LAYOUT])
    picture = Image.new("RGB", (round(layout.width * scale), round(layout.height * scale)), _GROUND)
    tiles = description.get("tiles", [])
    for number, area in enumerate(layout.areas):
        _draw_tile(picture, tiles[number] if number < len(tiles) else {}, area.without_margin(_MARGIN), scale)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def texts_that_do_not_fit(description: Json) -> list[tuple[int, str]]:
    """(tile number from 0, "label" or "sub_label") of each text that cannot be set at a size people can read."""
    layout = LAYOUTS[description["layout"]]
    found = []
    for number, (area, tile) in enumerate(zip(layout.areas, description["tiles"], strict=False)):
        plan = plan_tile(tile, area.without_margin(_MARGIN))
        found += [(number, name) for name in ("label", "sub_label") if tile.get(name) and getattr(plan, name) is None]
    return found


def plan_tile(tile: Json, area: Area) -> TilePlan:
    """Icon above the words, or beside them in a wide tile."""
    inner = area.without_margin(_PADDING)
    icon = tile.get("icon") if tile.get("icon") in ICONS else None
    wide = icon is not None and area.width / area.height >= _WIDE
    words = inner
    side = 0
    if icon and wide:
        side = min(inner.height, inner.width // 4)
        words = Area(inner.x + side + 2 * _GAP, inner.y, inner.width - side - 2 * _GAP, inner.height)
    elif icon:
        side = min(inner.height * 42 // 100, inner.width * 55 // 100)
        words = Area(inner.x, inner.y + side + _GAP, inner.width, inner.height - side - _GAP)
    label, sub_label = _words(tile, words, large=area.width >= _ROOM_FOR_LARGE)
    if not icon:
        return TilePlan(None, None, label, sub_label, inner)
    if wide:
        return _beside(icon, side, inner, label, sub_label)
    return _above(icon, side, inner, label, sub_label)


def _words(tile: Json, words: Area, large: bool) -> tuple[Lettering | None, Lettering | None]:
    label_wish, sub_wish = (_LARGE_LABEL, _LARGE_SUB_LABEL) if large else (_LABEL, _SUB_LABEL)
    sub_label = letter(tile["sub_label"], words.width, words.height / 2, sub_wish) if tile.get("sub_label") else None
    room = words.height - (sub_label.height if sub_label else 0)
    label = letter(tile["label"], words.width, room, label_wish) if tile.get("label") else None
    return label, sub_label


def _above(icon: str, side: int, inner: Area, label: Lettering | None, sub_label: Lettering | None) -> TilePlan:
    height = round(sum(part.height for part in (label, sub_label) if part))
    top = inner.y + (inner.height - side - (_GAP + height if height else 0)) // 2
    icon_area = Area(inner.x + (inner.width - side) // 2, top, side, side)
    return TilePlan(icon, icon_area, label, sub_label, Area(inner.x, top + side + _GAP, inner.width, height))


def _beside(icon: str, side: int, inner: Area, label: Lettering | None, sub_label: Lettering | None) -> TilePlan:
    width = round(max((part.width for part in (label, sub_label) if part), default=0))
    left = inner.x + (inner.width - side - (2 * _GAP + width if width else 0)) // 2
    icon_area = Area(left, inner.y + (inner.height - side) // 2, side, side)
    return TilePlan(icon, icon_area, label, sub_label, Area(left + side + 2 * _GAP, inner.y, width, inner.height))


def _draw_tile(picture: Image.Image, tile: Json, area: Area, scale: float) -> None:
    colour = PALETTE.get(tile.get("color", ""), PALETTE[FIRST_COLOUR])
    box = (round(area.x * scale), round(area.y * scale), round(area.right * scale), round(area.bottom * scale))
    picture.paste(rgb(_EDGE if colour.text != "#ffffff" else colour.hex), box[:2], _rounded(box, round(_RADIUS * scale)))
    if colour.text != "#ffffff":
        line = max(1, round(4 * scale))
        within = (box[0] + line, box[1] + line, box[2] - line, box[3] - line)
        picture.paste(rgb(colour.hex), within[:2], _rounded(within, round(_RADIUS * scale) - line))
    plan = plan_tile(tile, area)
    if plan.icon and plan.icon_area:
        at = (round(plan.icon_area.x * scale), round(plan.icon_area.y * scale))
        picture.paste(rgb(colour.text), at, _icon(plan.icon, round(plan.icon_area.width * scale)))
    _draw_words(ImageDraw.Draw(picture), plan, colour.text, scale)


def _draw_words(draw: ImageDraw.ImageDraw, plan: TilePlan, colour: str, scale: float) -> None:
    parts = [(part, bold) for part, bold in ((plan.label, True), (plan.sub_label, False)) if part]
    middle = plan.words.x + plan.words.width / 2
    y = plan.words.y + (plan.words.height - sum(part.height for part, _ in parts)) / 2
    for part, bold in parts:
        for line in part.lines:
            y += part.size * LINE_HEIGHT
            baseline = y - part.size * (LINE_HEIGHT - 0.76) / 1.6
            draw.text((middle * scale, baseline * scale), line, colour, font(bold, part.size * scale), anchor="ms")


@lru_cache(maxsize=32)
def _corner(radius: int) -> Image.Image:
    """The upper left quarter of a disc, drawn four times as large and shrunk: Pillow draws without smoothing."""
    large = Image.new("L", (radius * 4, radius * 4), 0)
    ImageDraw.Draw(large).ellipse((0, 0, radius * 8, radius * 8), fill=255)
    return large.resize((radius, radius), Image.Resampling.LANCZOS)


def _rounded(box: tuple[int, int, int, int], radius: int) -> Image.Image:
    width, height = box[2] - box[0], box[3] - box[1]
    mask = Image.new("L", (width, height), 255)
    if radius > 0:
        corner = _corner(radius)
        for turns, at in enumerate(((0, 0), (0, height - radius), (width - radius, height - radius), (width - radius, 0))):
            mask.paste(corner.rotate(90 * turns), at)
    return mask


@lru_cache(maxsize=128)
def _icon(key: str, side: int) -> Image.Image:
    """The icon's shape as a mask of side × side pixels."""
    drawn = resvg_py.svg_to_bytes(svg_path=str(_ICONS / f"{key}.svg"), width=side, height=side, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(drawn))).convert("RGBA").getchannel("A").resize((side, side))
