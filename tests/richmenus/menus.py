"""Rich menus for tests."""

import uuid
from typing import Any

import requests

from app.extensions import db
from app.richmenus import operations
from app.richmenus.geometry import LAYOUTS
from app.richmenus.models import RichMenu
from app.staff.models import StaffMember
from tests.kit.environment import ACCESS_TOKEN
from tests.kit.line import LineStandIn


def tile(label: str = "防災", **more: Any) -> dict[str, Any]:
    return {
        "label": label, "sub_label": "", "icon": "flood", "color": "red",
        "action": {"type": "text", "text": "防災"}, **more,
    }  # fmt: skip


def description(*tiles: dict[str, Any], layout: str = "compact_two") -> dict[str, Any]:
    """The rest of the layout's tiles are alike."""
    wanted = len(LAYOUTS[layout].areas)
    return {"layout": layout, "chat_bar_text": "メニュー", "tiles": [*tiles, *(tile() for _ in range(wanted - len(tiles)))]}


def make_menu(staff: StaffMember, what: dict[str, Any] | None = None, name: str = "ふだんのメニュー") -> RichMenu:
    menu = operations.create_menu(db.session, name, what or description(), staff.department_id, staff.id)
    db.session.commit()
    return menu


def reread(menu_id: uuid.UUID) -> RichMenu:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(RichMenu, menu_id)


def at_line(line: LineStandIn, path: str) -> requests.Response:
    return requests.get(f"{line.url}/v2/bot/{path}", headers={"Authorization": f"Bearer {ACCESS_TOKEN}"}, timeout=10)


def shown_at_line(line: LineStandIn) -> str | None:
    return at_line(line, "user/all/richmenu").json().get("richMenuId")


def ids_at_line(line: LineStandIn) -> list[str]:
    return [menu["richMenuId"] for menu in at_line(line, "richmenu/list").json()["richmenus"]]
