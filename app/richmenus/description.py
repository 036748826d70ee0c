"""What a rich menu is made of, what may be wrong with it, and what LINE is told of it. Pure.

    {"layout": "six", "chat_bar_text": "メニュー", "tiles": [
        {"label": "ごみ", "sub_label": "収集日", "icon": "recycling", "color": "green",
         "action": {"type": "flow", "flow": "<id>"}
                 | {"type": "text", "text": "防災"}
                 | {"type": "url", "url": "https://… or tel:…"}}]}
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.flows.engine.text_length import cut_graphemes, grapheme_length
from app.line.limits import ACTION_LABEL, CHAT_BAR_TEXT, DISPLAY_TEXT, URI
from app.richmenus.appearance import ICONS, PALETTE
from app.richmenus.geometry import LAYOUTS
from app.richmenus.lettering import undrawable
from app.richmenus.rendering import texts_that_do_not_fit

Json = dict[str, Any]
SUB_LABEL = 30
_LINE_NAME = 300
_MOST_TYPED = 60
_MARK = "kairan:"
_TOO_LONG = "このボタンには、読める大きさで入りきりません。もっと短くするか、大きなボタンの並べ方を選んでください。"
_TEL = re.compile(r"tel:\+?[0-9][0-9-]{1,30}")


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is "layout", "chat_bar_text" or "tiles-<number from 0>-<label|sub_label|icon|color|kind|flow|text|url>".

    `missing` means not yet filled in: a draft may be kept like that, but not published.
    """

    field: str
    message: str
    missing: bool = False

    @property
    def place(self) -> str:
        """Words for where it is, to stand before the message in a list."""
        parts = self.field.split("-")
        return f"ボタン{int(parts[1]) + 1}：" if parts[0] == "tiles" else ""


def check(description: Json, flows: Container[str]) -> list[Problem]:
    """Everything that keeps the menu from being published. `flows` are the ids of the flows that a tile may start."""
    layout = LAYOUTS.get(description.get("layout", ""))
    if layout is None:
        return [Problem("layout", "並べ方を選んでください。")]
    found = list(_check_bar(description.get("chat_bar_text", "")))
    tiles = description.get("tiles", [])
    if len(tiles) != len(layout.areas):
        return [*found, Problem("layout", f"この並べ方のボタンは{len(layout.areas)}個です。")]
    for number, tile in enumerate(tiles):
        for problem in (*_check_looks(tile), *_check_action(tile.get("action") or {}, flows)):
            found.append(Problem(f"tiles-{number}-{problem.field}", problem.message, problem.missing))
    known = {problem.field for problem in found}
    for number, name in texts_that_do_not_fit(description):
        field = f"tiles-{number}-{name}"
        if field not in known:
            found.append(Problem(field, _TOO_LONG))
    return found


def only_looks(raw: object) -> Json | None:
    """What a page script sends for a preview, brought into shape: known layout, texts of a sensible length. Else None."""
    layout = LAYOUTS.get(str(raw.get("layout"))) if isinstance(raw, dict) else None
    tiles = raw.get("tiles") if isinstance(raw, dict) else None
    if layout is None or not isinstance(tiles, list):
        return None
    return {"layout": layout.key, "tiles": [_looks(tile) for tile in tiles[: len(layout.areas)]]}


def _looks(tile: object) -> Json:
    given = tile if isinstance(tile, dict) else {}
    return {name: str(given.get(name) or "")[:_MOST_TYPED] for name in ("label", "sub_label", "icon", "color")}


def line_name(menu_id: str, name: str) -> str:
    """The name that LINE keeps (citizens do not see it). It bears our mark, so that what is ours is known again."""
    return cut_graphemes(f"{_MARK}{menu_id} {name}", _LINE_NAME)


def is_ours(name: str) -> bool:
    return name.startswith(_MARK)


def to_line(description: Json, name: str) -> Json:
    """LINE's rich menu object (https://developers.line.biz/en/reference/messaging-api/#rich-menu-object)."""
    layout = LAYOUTS[description["layout"]]
    pairs = zip(layout.areas, description["tiles"], strict=True)
    return {
        "size": {"width": layout.width, "height": layout.height},
        "selected": True,
        "name": name,
        "chatBarText": description["chat_bar_text"],
        "areas": [{"bounds": area.bounds(), "action": _line_action(tile)} for area, tile in pairs],
    }


def _line_action(tile: Json) -> Json:
    action, label = tile["action"], cut_graphemes(tile["label"], ACTION_LABEL)
    if action["type"] == "flow":
        return {"type": "postback", "label": label, "data": f"flow:{action['flow']}", "displayText": tile["label"]}
    if action["type"] == "text":
        return {"type": "message", "label": label, "text": action["text"]}
    return {"type": "uri", "label": label, "uri": action["url"]}


def _check_bar(text: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem("chat_bar_text", "メニューを開くところに出す言葉を入力してください。例：メニュー")
    elif (length := grapheme_length(text)) > CHAT_BAR_TEXT:
        yield Problem("chat_bar_text", f"メニューを開くところの言葉は{CHAT_BAR_TEXT}文字までです（いま{length}文字）。")


def _check_looks(tile: Json) -> Iterator[Problem]:
    if not tile.get("label"):
        yield Problem("label", "ボタンの名前を入力してください。", missing=True)
    for name, words, most in (("label", "ボタンの名前", ACTION_LABEL), ("sub_label", "下の小さな文字", SUB_LABEL)):
        text = tile.get(name) or ""
        if grapheme_length(text) > most:
            yield Problem(name, f"{words}は{most}文字までです（いま{grapheme_length(text)}文字）。")
        elif strange := undrawable(text):
            yield Problem(name, f"「{'」「'.join(strange[:5])}」は絵にできない文字です。別の文字にしてください。")
    if tile.get("icon") and tile["icon"] not in ICONS:
        yield Problem("icon", "絵を選び直してください。")
    if tile.get("color") not in PALETTE:
        yield Problem("color", "色を選んでください。")


def _check_action(action: Json, flows: Container[str]) -> Iterator[Problem]:
    kind = action.get("type")
    if kind == "flow":
        if not action.get("flow"):
            yield Problem("flow", "始めるシナリオを選んでください。", missing=True)
        elif action["flow"] not in flows:
            yield Problem("flow", "選んだシナリオは公開されていません。公開するか、別のシナリオを選んでください。", missing=True)
    elif kind == "text":
        text = action.get("text") or ""
        if not text.strip():
            yield Problem("text", "利用者が送ることになる言葉を入力してください。", missing=True)
        elif grapheme_length(text) > DISPLAY_TEXT:
            yield Problem("text", f"送る言葉は{DISPLAY_TEXT}文字までです（いま{grapheme_length(text)}文字）。")
    elif kind == "url":
        yield from _check_url(action.get("url") or "")
    else:
        yield Problem("kind", "押したときのことを選んでください。", missing=True)


def _check_url(url: str) -> Iterator[Problem]:
    if not url:
        yield Problem("url", "開くページのアドレスを入力してください。", missing=True)
    elif len(url) > URI:
        yield Problem("url", f"アドレスは{URI:,}文字までです（いま{len(url):,}文字）。")
    elif not _TEL.fullmatch(url) and not _is_https(url):
        yield Problem("url", "https:// で始まるアドレスか、tel: で始まる電話番号（例：tel:0727831234）を入力してください。")


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # LINE takes ASCII only: a Japanese address has to be written percent-encoded.
    return parts.scheme == "https" and bool(parts.hostname) and url.isascii() and url.isprintable() and " " not in url
