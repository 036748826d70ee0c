import uuid

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, stream_with_context, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.clock import JAPAN, now
from app.crypto import keys
from app.exports.csv import ENCODINGS
from app.exports.forms import ExportForm
from app.exports.models import Export, ExportState
from app.exports.operations import (
    EXPORTS,
    KINDS,
    ask_for_export,
    export_path,
    get_export_by_id_and_asker,
    list_exports,
)
from app.extensions import db
from app.flows.queries import get_flow_by_id_and_department, list_flows
from app.media.store import read_sealed
from app.queues import nudge
from app.staff.roles import Permission
from app.web.access import permission_required
from app.web.pages import wants_json

bp = Blueprint("exports", __name__, url_prefix="/exports")

STATE_NAMES = {
    ExportState.WAITING: ("順番待ち", "neutral"),
    ExportState.RUNNING: ("書き出し中", "info"),
    ExportState.DONE: ("できました", "success"),
    ExportState.FAILED: ("できませんでした", "error"),
}


def _export(export_id: uuid.UUID) -> Export:
    found = get_export_by_id_and_asker(db.session, export_id, current_user.id)
    if found is None:
        abort(404)
    return found


@bp.get("/")
@permission_required(Permission.EXPORTS_READ)
def index() -> str:
    exports = list_exports(db.session, current_user.id)
    flows = {str(flow.id): flow.name for flow in list_flows(db.session, current_user.department_id)}
    return render_template("exports/index.html", exports=exports, names=STATE_NAMES, kinds=KINDS, flows=flows)


@bp.route("/new", methods=["GET", "POST"])
@permission_required(Permission.EXPORTS_WRITE)
def new():
    form = ExportForm(flow_id=request.args.get("flow_id"))
    flows = list_flows(db.session, current_user.department_id)
    form.flow_id.choices = [SelectChoice("", "選んでください")] + [SelectChoice(str(flow.id), flow.name) for flow in flows]
    if form.validate_on_submit():
        flow_id = uuid.UUID(form.flow_id.data) if form.kind.data == "answers" else None
        if flow_id and get_flow_by_id_and_department(db.session, flow_id, current_user.department_id) is None:
            abort(404)
        export = ask_for_export(db.session, form.kind.data, form.encoding.data, current_user, flow_id)
        db.session.commit()
        nudge(EXPORTS)
        return redirect(url_for("exports.show", export_id=export.id))
    return render_template("exports/new.html", form=form), 422 if form.errors else 200


@bp.get("/<uuid:export_id>")
@permission_required(Permission.EXPORTS_READ)
def show(export_id: uuid.UUID):
    export = _export(export_id)
    finished = export.state in (ExportState.DONE, ExportState.FAILED)
    if wants_json():
        text = f"{export.done_rows:,} / {export.total_rows or 0:,}件"
        return jsonify(done=export.done_rows, total=export.total_rows or 0, text=text, finished=finished)
    return render_template(
        "exports/show.html", export=export, finished=finished, names=STATE_NAMES, kinds=KINDS, encodings=ENCODINGS
    )


@bp.get("/<uuid:export_id>/file")
@permission_required(Permission.EXPORTS_READ)
def fetch(export_id: uuid.UUID) -> Response:
    export = _export(export_id)
    path = export_path(export.id)
    if export.state != ExportState.DONE or not path.exists():
        abort(404)
    export.fetched_at = now()
    db.session.commit()
    day = export.created_at.astimezone(JAPAN).strftime("%Y%m%d-%H%M")
    body = stream_with_context(read_sealed(keys(), path, export.id))
    charset = "utf-8" if export.encoding == "utf-8" else "Shift_JIS"
    headers = {"Content-Disposition": f"attachment; filename={export.kind}-{day}.csv", "Cache-Control": "no-store"}
    return Response(body, content_type=f"text/csv; charset={charset}", headers=headers)
