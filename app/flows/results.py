"""回答: what citizens answered to one flow, as figures and as a list."""

import uuid

from flask import Blueprint, abort, render_template
from flask_login import current_user

from app.crypto import keys
from app.extensions import db
from app.flows import results_queries
from app.flows.models import Flow
from app.flows.queries import get_flow_by_id_and_department
from app.flows.questions import KIND_NAMES
from app.staff.roles import Permission
from app.web.access import permission_required
from app.web.pagination import requested_page

bp = Blueprint("results", __name__, url_prefix="/flows/<uuid:flow_id>/results")


def _flow(flow_id: uuid.UUID) -> Flow:
    flow = get_flow_by_id_and_department(db.session, flow_id, current_user.department_id)
    if flow is None:
        abort(404)
    return flow


@bp.get("")
@permission_required(Permission.ANSWERS_READ)
def show(flow_id: uuid.UUID) -> str:
    flow = _flow(flow_id)
    connection = db.session.connection()
    counts = results_queries.count_states(connection, flow.id)
    questions = results_queries.read_questions(connection, flow.id)
    most = results_queries.counted_most(questions)
    figures = results_queries.count_answers(connection, keys(), flow.id, questions, most) if counts.total else []
    return render_template(
        "results/show.html",
        flow=flow,
        counts=counts,
        questions=questions,
        figures=figures,
        kinds=KIND_NAMES,
        counted_most=most,
    )


@bp.get("/responses")
@permission_required(Permission.ANSWERS_READ)
def responses(flow_id: uuid.UUID) -> str:
    flow = _flow(flow_id)
    connection = db.session.connection()
    counts = results_queries.count_states(connection, flow.id)
    page = requested_page(counts.total)
    rows = results_queries.list_responses(connection, keys(), flow.id, page.offset, page.size)
    questions = results_queries.read_questions(connection, flow.id)
    return render_template("results/responses.html", flow=flow, counts=counts, questions=questions, rows=rows, page=page)
