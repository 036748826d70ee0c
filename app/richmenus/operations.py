"""Verbs on rich menus. A worker does the drawing and speaks with LINE (`jobs.py`): nudge RICH_MENUS after the commit."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from app.clock import now
from app.media.operations import forget_rendered
from app.richmenus.models import MenuState, RichMenu

RICH_MENUS = "rich_menus"
# From which states a member of staff may ask for what. The worker's own moves are in `jobs.py`.
_AT_LINE = (MenuState.PUBLISH, MenuState.WITHDRAW)
_ASKS = {
    MenuState.DRAW: (MenuState.DRAFT, MenuState.DRAW, MenuState.DRAWN, MenuState.PUBLISHED, MenuState.FAILED),
    MenuState.PUBLISH: (MenuState.DRAFT, MenuState.DRAW, MenuState.DRAWN, MenuState.FAILED),
    MenuState.WITHDRAW: (MenuState.DRAFT, MenuState.DRAW, MenuState.DRAWN, MenuState.PUBLISHED, MenuState.FAILED),
}


class ForbiddenMove(ValueError):  # noqa: N818
    """The menu's state does not allow this now."""


def create_menu(
    session: Session, name: str, description: dict[str, Any], department_id: uuid.UUID, staff_id: uuid.UUID | None
) -> RichMenu:
    """A new draft; the worker draws its picture."""
    menu = RichMenu(
        name=name, description=description, department_id=department_id, created_by=staff_id, state=MenuState.DRAW
    )
    session.add(menu)
    session.flush()
    return menu


def change_menu(session: Session, menu: RichMenu, name: str, description: dict[str, Any]) -> None:
    """Keep a draft. What citizens see does not change until it is published. Raises ForbiddenMove."""
    _ask(menu, MenuState.DRAW)
    menu.name, menu.description = name, description
    # What was made at LINE from the earlier description is of no more use; the next publication removes it.
    menu.pending_line_id = None
    session.flush()


def publish_menu(session: Session, menu: RichMenu) -> None:
    """Ask the worker to show the menu to all friends. The caller has checked the description. Raises ForbiddenMove."""
    _ask(menu, MenuState.PUBLISH)
    session.flush()


def withdraw_menu(session: Session, menu: RichMenu) -> None:
    """Ask the worker to stop showing the menu. Raises ForbiddenMove."""
    if not menu.is_default:
        raise ForbiddenMove
    _ask(menu, MenuState.WITHDRAW)
    session.flush()


def delete_menu(session: Session, menu: RichMenu) -> uuid.UUID | None:
    """The id of the picture whose files go after the commit. Raises ForbiddenMove for a menu that citizens see."""
    if not may_be_deleted(menu):
        raise ForbiddenMove
    picture_id = menu.picture_id
    session.delete(menu)
    session.flush()
    if picture_id:
        forget_rendered(session.connection(), picture_id)
    return picture_id


def may_be_deleted(menu: RichMenu) -> bool:
    return not menu.is_default and menu.state not in _AT_LINE


def may_be_changed(menu: RichMenu) -> bool:
    return menu.state in _ASKS[MenuState.DRAW]


def _ask(menu: RichMenu, state: str) -> None:
    if menu.state not in _ASKS[state]:
        raise ForbiddenMove
    menu.state, menu.attempts, menu.not_before, menu.error = state, 0, now(), None
    # A worker that still holds the earlier wish finds that its lease is gone and lets go.
    menu.lease_until = None
