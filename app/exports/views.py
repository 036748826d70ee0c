import uuid

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.clock import JAPAN, now
from app.crypto import keys
from app.exports.csv import CP932, ENCODINGS
from app.exports.forms import ExportForm
from app.exports.models import Export, ExportState
from app.exports.operations import (
    EXPORTS,
    KIND_ANSWERS,
    KINDS,
    ask_for_export,
    export_path,
    get_export_by_id_and_asker,
    list_exports,
)
from app.extensions import db
from app.flows.queries import list_flows
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


@bp.app_template_filter("with_code_point")
def with_code_point(character: str) -> str:
    """😀（U+1F600）: many of the characters that CP932 lacks are missing in fonts too."""
    return character if character.startswith("U+") else f"{character}（U+{ord(character[0]):04X}）"


def _export(export_id: uuid.UUID) -> Export:
    found = get_export_by_id_and_asker(db.session, export_id, current_user.id)
    if found is None:
        abort(404)
    return found


def _title(export: Export, flows: dict[str, str]) -> str:
    """アンケートの回答：ごみの分け方"""
    name = KINDS[export.kind]
    if export.kind != KIND_ANSWERS:
        return name
    return f"{name}：{flows.get(export.parameters['flow_id'], 'いまの課にないシナリオ')}"


def _flow_names() -> dict[str, str]:
    return {str(flow.id): flow.name for flow in list_flows(db.session, current_user.department_id)}


@bp.get("/")
@permission_required(Permission.EXPORTS_READ)
def index() -> str:
    flows = _flow_names()
    exports = [(export, _title(export, flows)) for export in list_exports(db.session, current_user.id)]
    return render_template("exports/index.html", exports=exports, names=STATE_NAMES)


@bp.route("/new", methods=["GET", "POST"])
@permission_required(Permission.EXPORTS_WRITE)
def new():
    form = ExportForm(flow_id=request.args.get("flow_id"), kind=request.args.get("kind", KIND_ANSWERS))
    flows = _flow_names()
    form.flow_id.choices = [SelectChoice("", "選んでください"), *(SelectChoice(*flow) for flow in flows.items())]
    if form.validate_on_submit():
        flow_id = uuid.UUID(form.flow_id.data) if form.kind.data == KIND_ANSWERS else None
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
        total = export.total_rows or 0
        text = f"{export.done_rows:,} / {total:,}件" if export.total_rows is not None else "順番を待っています"
        return jsonify(done=export.done_rows, total=total, text=text, finished=finished)
    return render_template(
        "exports/show.html",
        export=export,
        title=_title(export, _flow_names()),
        finished=finished,
        names=STATE_NAMES,
        encodings=ENCODINGS,
        available=export_path(export.id).exists(),
    )


@bp.post("/<uuid:export_id>/file")
@permission_required(Permission.EXPORTS_READ)
def fetch(export_id: uuid.UUID) -> Response:
    """The file, streamed. A form sends for it: taking data out is written down, and no link that is merely looked at does it."""
    export = _export(export_id)
    path = export_path(export.id)
    if export.state != ExportState.DONE or not path.exists():
        abort(404)
    export.fetched_at = now()
    day = export.created_at.astimezone(JAPAN).strftime("%Y%m%d-%H%M")
    charset = "Shift_JIS" if export.encoding == CP932 else "utf-8"
    headers = {
        "Content-Disposition": f"attachment; filename={export.kind}-{day}.csv",
        # A file that breaks off is then noticed by the browser.
        "Content-Length": str(export.byte_size),
        "Cache-Control": "no-store",
    }
    body = read_sealed(keys(), path, export.id)
    db.session.commit()
    return Response(body, content_type=f"text/csv; charset={charset}", headers=headers)
