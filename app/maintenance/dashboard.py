"""The first page: what stands where, and what to do next."""

from flask import Blueprint, render_template
from sqlalchemy import func, select

from app.audience.models import Citizen, Segment
from app.broadcasts.models import Broadcast, BroadcastStatus
from app.extensions import db
from app.flows.models import Flow, Response
from app.richmenus.models import RichMenu
from app.web.access import signed_in

bp = Blueprint("dashboard", __name__)


@bp.get("/")
@signed_in
def show() -> str:
    return render_template("dashboard/show.html", figures=_figures())


def _figures() -> dict[str, int]:
    def count(model: type, *where: object) -> int:
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0

    return {
        "citizens": count(Citizen, Citizen.is_friend),
        "flows": count(Flow, Flow.published_version_id.is_not(None)),
        "segments": count(Segment),
        "responses": count(Response),
        "broadcasts": count(Broadcast, Broadcast.status == BroadcastStatus.SENT),
        "menus": count(RichMenu, RichMenu.is_default),
    }
