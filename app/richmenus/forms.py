"""The form of a rich menu. What may be wrong with a menu is known by `description.check`; here it only finds its field."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.line.limits import ACTION_LABEL, CHAT_BAR_TEXT
from app.richmenus.appearance import FIRST_COLOUR, ICONS, PALETTE
from app.richmenus.description import SUB_LABEL, Problem
from app.richmenus.geometry import FIRST_LAYOUT, LAYOUTS, MOST_TILES

KINDS = {"flow": "シナリオを始める", "text": "言葉を送る", "url": "ページや電話を開く"}
_FIELDS = ("label", "sub_label", "icon", "color", "kind", "flow", "text", "url")


def _stripped(text: str | None) -> str:
    return " ".join((text or "").split())


def _choices(names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(key, name) for key, name in names.items()]


class TileForm(Form):
    label = StringField("ボタンの名前", filters=[_stripped], render_kw={"maxlength": ACTION_LABEL})
    sub_label = StringField("下の小さな文字", filters=[_stripped], render_kw={"maxlength": SUB_LABEL})
    icon = RadioField("絵", choices=_choices({"": "絵なし", **ICONS}), default="", validate_choice=False)
    color = RadioField(
        "色", choices=_choices({key: colour.name for key, colour in PALETTE.items()}), default=FIRST_COLOUR, validate_choice=False
    )
    kind = SelectField("押したとき", choices=_choices(KINDS), default="flow", validate_choice=False)
    flow = SelectField("始めるシナリオ", choices=[], validate_choice=False)
    text = StringField("利用者が送ることになる言葉", filters=[_stripped])
    url = StringField("開くページのアドレス", filters=[_stripped], render_kw={"inputmode": "url"})

    def to_tile(self) -> dict[str, Any]:
        kind = self.kind.data
        return {
            "label": self.label.data,
            "sub_label": self.sub_label.data,
            "icon": self.icon.data or "",
            "color": self.color.data,
            "action": {"type": kind, kind: self[kind].data or ""} if kind in KINDS else {},
        }


class MenuForm(FlaskForm):
    name = StringField(
        "メニューの名前",
        filters=[_stripped],
        validators=[DataRequired("名前を入力してください。"), Length(max=80, message="名前は80文字までにしてください。")],
    )
    chat_bar_text = StringField(
        "メニューを開くところの言葉", filters=[_stripped], default="メニュー", render_kw={"maxlength": CHAT_BAR_TEXT}
    )
    layout = RadioField(
        "並べ方",
        choices=_choices({key: layout.name for key, layout in LAYOUTS.items()}),
        default=FIRST_LAYOUT,
        validate_choice=False,
    )
    tiles = FieldList(FormField(TileForm), min_entries=MOST_TILES, max_entries=MOST_TILES)

    def offer_flows(self, names: dict[str, str]) -> None:
        """The flows to choose from; one chosen earlier that is not published any more stays, so that it can be seen."""
        for entry in self.tiles:
            chosen = entry.form.flow.data
            gone = {chosen: "（公開されていないシナリオ）"} if chosen and chosen not in names else {}
            entry.form.flow.choices = _choices({"": "選んでください", **gone, **names})

    def used(self) -> int:
        """How many tiles the chosen layout has."""
        layout = LAYOUTS.get(self.layout.data or "")
        return len(layout.areas) if layout else MOST_TILES

    def to_description(self) -> dict[str, Any]:
        tiles = [entry.form.to_tile() for entry in self.tiles.entries[: self.used()]]
        return {"layout": self.layout.data, "chat_bar_text": self.chat_bar_text.data, "tiles": tiles}

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field."""
        fields = {field.id: field for entry in self.tiles for field in entry.form}
        for problem in problems:
            field = fields.get(problem.field) or self[problem.field]
            field.errors = [*field.errors, problem.message]

    def flat_errors(self) -> list[tuple[str, str]]:
        """(field id, message) of every error, the tiles' too."""
        found = [(self[name].id, error) for name in ("name", "layout", "chat_bar_text") for error in self[name].errors]
        for number, entry in enumerate(self.tiles.entries[: self.used()], start=1):
            for name in _FIELDS:
                field = entry.form[name]
                found += [(field.id, f"ボタン{number}：{error}") for error in field.errors]
        return found


def blank_data() -> dict[str, Any]:
    """A new menu: a colour of its own for every tile."""
    return {"tiles": [{"color": colour} for colour in list(PALETTE)[:MOST_TILES]]}


def form_data(name: str, description: dict[str, Any]) -> dict[str, Any]:
    """A stored menu as the form's data."""
    tiles = []
    for tile in description["tiles"]:
        action = tile.get("action") or {}
        kind = action.get("type", "flow")
        looks = {key: tile.get(key, "") for key in ("label", "sub_label", "icon", "color")}
        tiles.append({**looks, "kind": kind, kind: action.get(kind, "")})
    return {
        "name": name,
        "chat_bar_text": description["chat_bar_text"],
        "layout": description["layout"],
        "tiles": tiles + [{} for _ in range(MOST_TILES - len(tiles))],
    }
