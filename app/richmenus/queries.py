"""What the pages read of rich menus."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.flows.queries import list_published_flows
from app.richmenus.description import Problem, check
from app.richmenus.models import RichMenu


def get_menu_by_id_and_department(
    session: Session, menu_id: uuid.UUID, department_id: uuid.UUID, *, lock: bool = False
) -> RichMenu | None:
    """With `lock` nobody else (staff or worker) changes the menu until the end of the transaction."""
    query = select(RichMenu).where(RichMenu.id == menu_id, RichMenu.department_id == department_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def list_menus(session: Session, department_id: uuid.UUID) -> list[RichMenu]:
    """The department's menus: what citizens see first, then the one changed last."""
    query = select(RichMenu).where(RichMenu.department_id == department_id)
    return list(session.scalars(query.order_by(RichMenu.is_default.desc(), RichMenu.updated_at.desc())))


def another_is_shown(session: Session, menu: RichMenu) -> bool:
    """Whether publishing this menu takes another one (of whatever department) from citizens' screens."""
    return session.scalar(select(RichMenu.id).where(RichMenu.is_default, RichMenu.id != menu.id).limit(1)) is not None


def flow_names(session: Session, department_id: uuid.UUID) -> dict[str, str]:
    """The flows that a tile may start: id → name."""
    return {str(flow.id): flow.name for flow in list_published_flows(session, department_id)}


def find_problems(session: Session, menu: RichMenu) -> list[Problem]:
    return check(menu.description, flow_names(session, menu.department_id))
