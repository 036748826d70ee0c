import uuid
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.broadcasts import operations, queries
from app.broadcasts.forms import BroadcastForm, ConfirmForm
from app.broadcasts.models import Broadcast, BroadcastStatus
from app.extensions import db
from app.media.operations import add_picture
from app.media.pictures import PictureRefused
from app.queues import nudge
from app.staff.roles import Permission
from app.web.access import permission_required
from app.web.pages import wants_json
from app.web.pagination import requested_page

bp = Blueprint("broadcasts", __name__, url_prefix="/broadcasts")

STATUS_NAMES = {
    BroadcastStatus.DRAFT: ("下書き", "neutral"),
    BroadcastStatus.SENDING: ("配信中", "info"),
    BroadcastStatus.SENT: ("送信済み", "success"),
    BroadcastStatus.CANCELLED: ("取り消し", "warning"),
}


def _broadcast(broadcast_id: uuid.UUID) -> Broadcast:
    found = queries.get_broadcast_by_id_and_department(db.session, broadcast_id, current_user.department_id)
    if found is None:
        abort(404)
    return found


def _draft(broadcast_id: uuid.UUID) -> Broadcast:
    found = _broadcast(broadcast_id)
    if found.status != BroadcastStatus.DRAFT:
        abort(409)
    return found


@bp.get("/")
@permission_required(Permission.BROADCASTS_READ)
def index() -> str:
    page = requested_page(queries.count_broadcasts(db.session, current_user.department_id))
    broadcasts = queries.list_broadcasts(db.session, current_user.department_id, page.size, page.offset)
    segments = queries.segment_names(db.session, current_user.department_id)
    return render_template("broadcasts/index.html", broadcasts=broadcasts, page=page, segments=segments, names=STATUS_NAMES)


@bp.route("/new", methods=["GET", "POST"])
@permission_required(Permission.BROADCASTS_WRITE)
def new():
    return _compose(None)


@bp.route("/<uuid:broadcast_id>/edit", methods=["GET", "POST"])
@permission_required(Permission.BROADCASTS_WRITE)
def edit(broadcast_id: uuid.UUID):
    return _compose(_draft(broadcast_id))


def _compose(broadcast: Broadcast | None):
    form = BroadcastForm(data=None if request.method == "POST" or broadcast is None else _form_data(broadcast))
    segments = queries.list_segments(db.session, current_user.department_id)
    form.segment_id.choices = [SelectChoice("", "選んでください")] + [
        SelectChoice(str(segment.id), segment.name) for segment in segments
    ]
    if form.is_submitted():
        _keep_pictures(form)
        if "add" in request.form:
            form.bubbles.append_entry()
        elif form.validate() and not form.flat_errors():
            saved = _save(form, broadcast)
            if "confirm" in request.form:
                return redirect(url_for("broadcasts.confirm", broadcast_id=saved.id))
            flash("下書きを保存しました。", "success")
            return redirect(url_for("broadcasts.edit", broadcast_id=saved.id))
    errors = form.flat_errors()
    page = render_template("broadcasts/compose.html", form=form, errors=errors, broadcast=broadcast, segments=segments)
    return page, 422 if errors else 200


def _form_data(broadcast: Broadcast) -> dict[str, Any]:
    bubbles = [
        {"kind": bubble["type"], "text": bubble.get("text", ""), "media": bubble.get("media", "")} for bubble in broadcast.bubbles
    ]
    segment = str(broadcast.segment_id) if broadcast.segment_id else ""
    return {
        "title": broadcast.title,
        "audience": "segment" if segment else "all",
        "segment_id": segment,
        "bubbles": bubbles or [{}],
    }


def _keep_pictures(form: BroadcastForm) -> None:
    """Store what was uploaded at once, so that an error elsewhere in the form does not lose it."""
    for entry in form.bubbles.entries:
        upload = entry.form.picture.data
        if entry.form.kind.data != "image" or not upload or not upload.filename:
            continue
        try:
            file = add_picture(db.session, upload.read(), upload.filename, current_user.department_id, current_user.id)
        except PictureRefused as refusal:
            entry.form.picture.errors = [*entry.form.picture.errors, str(refusal)]
            entry.form.picture.process_errors = [str(refusal)]
            continue
        db.session.commit()
        entry.form.media.data = str(file.id)


def _save(form: BroadcastForm, broadcast: Broadcast | None) -> Broadcast:
    segment_id = uuid.UUID(form.segment_id.data) if form.audience.data == "segment" else None
    bubbles = [_bubble(entry.form) for entry in form.bubbles.entries if not entry.form.remove.data]
    if broadcast is None:
        broadcast = operations.create_draft(db.session, form.title.data, current_user.department_id, current_user.id)
    operations.change_draft(db.session, broadcast, form.title.data, segment_id, bubbles)
    db.session.commit()
    return broadcast


def _bubble(form: Any) -> dict[str, Any]:
    if form.kind.data == "image":
        return {"type": "image", "media": form.media.data, "alt": ""}
    return {"type": "text", "text": form.text.data.strip()}


@bp.route("/<uuid:broadcast_id>/confirm", methods=["GET", "POST"])
@permission_required(Permission.BROADCASTS_SEND)
def confirm(broadcast_id: uuid.UUID):
    broadcast, form = _draft(broadcast_id), ConfirmForm()
    count = operations.count_recipients(db.session, broadcast)
    if form.validate_on_submit():
        if form.number() != count:
            form.count.errors = [f"いまの対象者は{count:,}人です。この数を入力してください。"]
        elif count and broadcast.bubbles:
            return _send(broadcast, count, form)
    segments = queries.segment_names(db.session, current_user.department_id)
    page = render_template("broadcasts/confirm.html", broadcast=broadcast, form=form, count=count, segments=segments)
    return page, 422 if form.errors else 200


def _send(broadcast: Broadcast, count: int, form: ConfirmForm):
    try:
        operations.start_sending(db.session, broadcast, current_user.id, count)
    except operations.CountDiffers as differs:
        db.session.rollback()
        flash(f"対象者の数が{differs.count:,}人に変わりました。確かめて、もう一度入力してください。", "warning")
        return redirect(url_for("broadcasts.confirm", broadcast_id=broadcast.id))
    db.session.commit()
    nudge(operations.BROADCASTS)
    return redirect(url_for("broadcasts.show", broadcast_id=broadcast.id))


@bp.get("/<uuid:broadcast_id>")
@permission_required(Permission.BROADCASTS_READ)
def show(broadcast_id: uuid.UUID):
    broadcast = _broadcast(broadcast_id)
    progress = queries.read_progress(db.session, broadcast)
    if wants_json():
        text = f"{progress.done:,} / {progress.total:,}人"
        return jsonify(done=progress.done, total=progress.total, text=text, finished=not queries.is_moving(broadcast))
    return render_template(
        "broadcasts/show.html",
        broadcast=broadcast,
        progress=progress,
        segments=queries.segment_names(db.session, current_user.department_id),
        error=queries.last_error(db.session, broadcast),
        names=STATUS_NAMES,
    )


@bp.post("/<uuid:broadcast_id>/cancel")
@permission_required(Permission.BROADCASTS_SEND)
def cancel(broadcast_id: uuid.UUID):
    broadcast = _broadcast(broadcast_id)
    try:
        spared = operations.cancel(db.session, broadcast)
    except operations.ForbiddenMove:
        abort(409)
    db.session.commit()
    flash(f"配信を止めました。まだ送っていなかった{spared:,}人には届きません。", "success")
    return redirect(url_for("broadcasts.show", broadcast_id=broadcast.id))


@bp.post("/<uuid:broadcast_id>/copy")
@permission_required(Permission.BROADCASTS_WRITE)
def copy(broadcast_id: uuid.UUID):
    copied = operations.copy_as_draft(db.session, _broadcast(broadcast_id), current_user.id)
    db.session.commit()
    return redirect(url_for("broadcasts.edit", broadcast_id=copied.id))


@bp.route("/<uuid:broadcast_id>/delete", methods=["GET", "POST"])
@permission_required(Permission.BROADCASTS_WRITE)
def delete(broadcast_id: uuid.UUID):
    broadcast = _draft(broadcast_id)
    if request.method == "GET":
        return render_template("broadcasts/delete.html", broadcast=broadcast)
    operations.delete_draft(db.session, broadcast)
    db.session.commit()
    flash("下書きを削除しました。", "success")
    return redirect(url_for("broadcasts.index"))
