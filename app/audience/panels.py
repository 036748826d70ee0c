"""Tables on a citizen's page that other packages offer: `create_app` fills `app.extensions["citizen_panels"]` with them.

A panel is a callable `(session, citizen_id, department_id) -> Panel`; it reads only what the department may see.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app
from flask_login import current_user
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Panel:
    """Rows are texts, the newest first; `empty` is said when there are none."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str


@dataclass(frozen=True)
class CitizenPanel:
    permission: StrEnum
    read: Callable[[Session, uuid.UUID, uuid.UUID], Panel]


def citizen_panels(session: Session, citizen_id: uuid.UUID, department_id: uuid.UUID) -> list[Panel]:
    """What the signed-in staff member may see of the panels."""
    offered: list[CitizenPanel] = current_app.extensions["citizen_panels"]
    return [panel.read(session, citizen_id, department_id) for panel in offered if current_user.may(panel.permission)]
