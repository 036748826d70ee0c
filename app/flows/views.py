import json
import uuid

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from app.extensions import db
from app.flows import queries
from app.flows.forms import FlowForm
from app.flows.models import Flow
from app.flows.operations import create_flow, unpublish_flow
from app.staff.roles import Permission
from app.web.access import permission_required

bp = Blueprint("flows", __name__, url_prefix="/flows")


def _flow(flow_id: uuid.UUID) -> Flow:
    flow = queries.get_flow_by_id_and_department(db.session, flow_id, current_user.department_id)
    if flow is None:
        abort(404)
    return flow


@bp.get("/")
@permission_required(Permission.FLOWS_READ)
def index() -> str:
    flows = queries.list_flows(db.session, current_user.department_id)
    counts = queries.response_counts(db.session, [flow.id for flow in flows])
    return render_template("flows/index.html", flows=flows, counts=counts)


@bp.route("/new", methods=["GET", "POST"])
@permission_required(Permission.FLOWS_WRITE)
def new():
    form = FlowForm()
    if form.validate_on_submit():
        flow = create_flow(db.session, form.name.data, current_user.department_id, current_user.id)
        db.session.commit()
        return redirect(url_for("flow_editor.edit", flow_id=flow.id))
    return render_template("flows/new.html", form=form), 422 if form.errors else 200


@bp.route("/<uuid:flow_id>", methods=["GET", "POST"])
@permission_required(Permission.FLOWS_READ)
def show(flow_id: uuid.UUID):
    flow = _flow(flow_id)
    form = FlowForm(obj=flow)
    if form.is_submitted():
        if not current_user.may(Permission.FLOWS_WRITE):
            abort(403)
        if form.validate():
            flow.name = form.name.data
            db.session.commit()
            flash("名前を変えました。", "success")
            return redirect(url_for("flows.show", flow_id=flow.id))
    versions = queries.list_versions(db.session, flow.id)
    return render_template("flows/show.html", flow=flow, form=form, versions=versions), 422 if form.errors else 200


@bp.post("/<uuid:flow_id>/unpublish")
@permission_required(Permission.FLOWS_PUBLISH)
def unpublish(flow_id: uuid.UUID):
    flow = _flow(flow_id)
    unpublish_flow(db.session, flow)
    db.session.commit()
    flash("公開を止めました。新しい会話は始まりません。途中の会話は最後まで続きます。", "success")
    return redirect(url_for("flows.show", flow_id=flow.id))


@bp.get("/<uuid:flow_id>/export")
@permission_required(Permission.FLOWS_READ)
def export(flow_id: uuid.UUID) -> Response:
    """The draft in the documented format."""
    flow = _flow(flow_id)
    body = json.dumps(flow.draft, ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": f"attachment; filename=flow-{flow.id}.json"}
    return Response(body, mimetype="application/json", headers=headers)
