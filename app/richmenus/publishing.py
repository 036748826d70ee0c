"""What the worker does with a rich menu that it has taken.

Every step writes down what it reached before the next begins, and may be done twice without harm: a worker that dies
leaves its lease behind, and whoever takes the menu then goes on where it stopped. What a death between LINE's answer and
our note leaves at LINE bears our mark and is removed by the next publication.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.extensions import db
from app.line.client import LineClient, line_client
from app.line.errors import Rejected
from app.line.limits import RICH_MENU_IMAGE_BYTES
from app.media.models import MediaFile
from app.media.operations import add_rendered, delete_files, forget_rendered, read_picture
from app.richmenus.description import check, is_ours, line_name, to_line
from app.richmenus.geometry import FIRST_LAYOUT, LAYOUTS
from app.richmenus.models import MenuState, RichMenu
from app.richmenus.queries import flow_names
from app.richmenus.rendering import render

_PREVIEW_SCALE = 0.4
_HAS_PICTURE = "An image has already been uploaded"
menu_table: Table = RichMenu.__table__  # type: ignore[assignment]


class LeaseLost(Exception):  # noqa: N818
    """Staff asked for something else meanwhile, or another worker took the menu over."""


class WillNotWork(Exception):  # noqa: N818
    """The message says in Japanese why, and what to do."""


@dataclass
class Taken:
    """A menu as it was when it was taken, and what was written down since."""

    id: uuid.UUID
    lease: datetime
    row: dict[str, Any]

    @property
    def is_live(self) -> bool:
        """Citizens see what is being published; only the clearing up remains."""
        pending = self.row["pending_line_id"]
        return bool(self.row["is_default"] and pending and pending == self.row["line_rich_menu_id"])

    def note(self, connection: Connection, **values: object) -> None:
        """Write down a step. Raises LeaseLost."""
        mine = (menu_table.c.id == self.id, menu_table.c.lease_until == self.lease)
        changed = connection.execute(update(menu_table).where(*mine).values(updated_at=menu_table.c.updated_at, **values))
        if changed.rowcount != 1:
            raise LeaseLost
        self.row.update(values)

    def save(self, **values: object) -> None:
        with db.engine.begin() as connection:
            self.note(connection, **values)

    def finish(self, state: str, error: str | None = None) -> None:
        done = {"pending_line_id": None} if state == MenuState.PUBLISHED else {}
        self.save(state=state, error=error, lease_until=None, **done)


def draw(taken: Taken) -> None:
    """The picture of a draft, complete or not."""
    _draw(taken)
    taken.finish(MenuState.DRAWN)


def publish(taken: Taken) -> None:
    """Draw, hand to LINE, make it what every friend sees, remove what it replaces. Raises LineError, WillNotWork."""
    client = line_client()
    if taken.row["pending_line_id"] is None:
        _refuse_problems(taken)
        _draw(taken)
        name = line_name(str(taken.id), taken.row["name"])
        made = client.create_rich_menu(to_line(taken.row["description"], name))
        taken.save(pending_line_id=made)
    if not taken.is_live:
        _upload(taken, client)
        client.set_default_rich_menu(taken.row["pending_line_id"])
        _move_default(taken)
    _remove_replaced(client)
    taken.finish(MenuState.PUBLISHED)


def withdraw(taken: Taken) -> None:
    """Nobody sees a menu any more, and LINE keeps none of ours. Raises LineError."""
    client = line_client()
    if taken.row["is_default"]:
        client.cancel_default_rich_menu()
        taken.save(is_default=False, line_rich_menu_id=None, pending_line_id=None)
    _remove_replaced(client)
    taken.finish(MenuState.DRAWN)


def _refuse_problems(taken: Taken) -> None:
    with Session(db.engine) as session:
        problems = check(taken.row["description"], flow_names(session, taken.row["department_id"]))
    if problems:
        raise WillNotWork(f"公開できませんでした。{problems[0].message}")


def _draw(taken: Taken) -> None:
    description, before = taken.row["description"], taken.row["picture_id"]
    layout = LAYOUTS.get(description.get("layout", ""), LAYOUTS[FIRST_LAYOUT])
    picture = render(description)
    if len(picture) > RICH_MENU_IMAGE_BYTES:
        raise WillNotWork("絵が1MBを超えました。ボタンの絵や文字を減らしてください。")
    with Session(db.engine) as session, session.begin():
        size = (layout.width, layout.height)
        preview = render(description, _PREVIEW_SCALE)
        file = add_rendered(session, picture, preview, size, f"リッチメニュー：{taken.row['name']}", taken.row["department_id"])
        taken.note(session.connection(), picture_id=file.id)
        if before:
            forget_rendered(session.connection(), before)
    if before:
        delete_files(before)


def _upload(taken: Taken, client: LineClient) -> None:
    with Session(db.engine) as session:
        file = session.get_one(MediaFile, taken.row["picture_id"])
        picture = b"".join(read_picture(file, "original"))
    try:
        client.upload_rich_menu_image(taken.row["pending_line_id"], picture, "image/png")
    except Rejected as refusal:
        if refusal.status == 404:
            # Somebody removed it at LINE: when staff try again a new one is made.
            taken.save(pending_line_id=None)
        if not refusal.detail.startswith(_HAS_PICTURE):
            raise


def _move_default(taken: Taken) -> None:
    with db.engine.begin() as connection:
        taken.note(
            connection, is_default=True, line_rich_menu_id=taken.row["pending_line_id"], published_at=now(), error=None
        )
        others = update(menu_table).where(menu_table.c.is_default, menu_table.c.id != taken.id)
        connection.execute(others.values(is_default=False, line_rich_menu_id=None, updated_at=menu_table.c.updated_at))
        was_published = (menu_table.c.state == MenuState.PUBLISHED, menu_table.c.id != taken.id)
        drawn = {"state": MenuState.DRAWN, "updated_at": menu_table.c.updated_at}
        connection.execute(update(menu_table).where(*was_published).values(drawn))


def _remove_replaced(client: LineClient) -> None:
    """Delete at LINE what bears our mark and is not shown: menus that were replaced, and what a crash left behind."""
    with db.engine.connect() as connection:
        shown = set(connection.scalars(select(menu_table.c.line_rich_menu_id).where(menu_table.c.is_default)))
    for line_id, name in client.list_rich_menus():
        if is_ours(name) and line_id not in shown:
            try:
                client.delete_rich_menu(line_id)
            except Rejected as refusal:
                if refusal.status != 404:
                    raise
