"""What a tile may look like: colours with their names, and icons with theirs. Pure."""

import json
from dataclasses import dataclass
from pathlib import Path

WHITE, DARK = "#ffffff", "#1a1a1a"


@dataclass(frozen=True, slots=True)
class Colour:
    key: str
    name: str
    hex: str

    @property
    def text(self) -> str:
        """White or dark, whichever can be read better on this colour."""
        return max((WHITE, DARK), key=lambda text: contrast(text, self.hex))


def contrast(one: str, other: str) -> float:
    """1 to 21, as WCAG 2.2 defines the contrast ratio of two "#rrggbb" colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _entries(name: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return entries


PALETTE = {entry["key"]: Colour(entry["key"], entry["name"], entry["hex"]) for entry in _entries("palette.json")}
FIRST_COLOUR = next(iter(PALETTE))
ICONS = {entry["key"]: entry["name"] for entry in _entries("icons.json")}
