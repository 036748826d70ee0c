"""Layouts of rich menus: where the tiles lie, in pixels of the picture. Pure.

LINE takes pictures 800–2500 px wide, at least 250 px high, width / height ≥ 1.45
(https://developers.line.biz/en/reference/messaging-api/#rich-menu-structure).
"""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Area:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def bounds(self) -> dict[str, int]:
        """As LINE's area object names them."""
        return {"x": self.x, "y": self.y, "width": self.width, "height": self.height}

    def without_margin(self, margin: int) -> "Area":
        """The area less `margin` on every side."""
        return Area(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)


@dataclass(frozen=True, slots=True)
class Layout:
    key: str
    name: str
    width: int
    height: int
    areas: tuple[Area, ...]


def _read() -> dict[str, Layout]:
    entries = json.loads(Path(__file__).with_name("layouts.json").read_text("utf-8"))
    return {
        entry["key"]: Layout(
            entry["key"], entry["name"], entry["width"], entry["height"], tuple(Area(*area) for area in entry["areas"])
        )
        for entry in entries
    }


LAYOUTS = _read()
FIRST_LAYOUT = next(iter(LAYOUTS))
MOST_TILES = max(len(layout.areas) for layout in LAYOUTS.values())
