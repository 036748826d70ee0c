"""セグメント: list, builder with live head-count, deletion."""

import uuid
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from app.audience import citizen_queries as queries
from app.audience.catalogue import Catalogue, read_catalogue
from app.audience.forms import SegmentForm
from app.audience.models import Segment
from app.audience.queries import count_segment
from app.audience.rule_checks import RuleProblem, validate
from app.audience.rule_words import describe
from app.audience.rules import EXISTENCE_OPS, MAX_DEPTH, OPS_BY_KIND, Rule
from app.audience.vocabulary import change_segment, create_segment, delete_segment
from app.extensions import db
from app.staff.roles import Permission
from app.web.access import permission_required
from app.web.pages import json_error
from app.web.pagination import requested_page

bp = Blueprint("segments", __name__, url_prefix="/segments")
_PAGE_SIZE = 20


def _segment(segment_id: uuid.UUID) -> Segment:
    segment = queries.get_segment_by_id_and_department(db.session, segment_id, current_user.department_id)
    if segment is None:
        abort(404)
    return segment


def _catalogue() -> Catalogue:
    return read_catalogue(db.session.connection())


@bp.get("/")
@permission_required(Permission.SEGMENTS_READ)
def index() -> str:
    segments = queries.list_segments(db.session, current_user.department_id)
    page = requested_page(len(segments), _PAGE_SIZE)
    shown = segments[page.offset : page.offset + page.size]
    catalogue = _catalogue()
    return render_template(
        "segments/index.html",
        segments=shown,
        page=page,
        counts=queries.count_segments(db.session.connection(), shown),
        texts={segment.id: describe(segment.rule, catalogue) for segment in shown},
    )


@bp.get("/<uuid:segment_id>")
@permission_required(Permission.SEGMENTS_READ)
def show(segment_id: uuid.UUID) -> str:
    segment = _segment(segment_id)
    return render_template("segments/show.html", segment=segment, **_figures(segment.rule, _catalogue()))


def _figures(rule: Rule, catalogue: Catalogue) -> dict[str, Any]:
    """What is said of a valid rule. Names only to those who may see citizens."""
    connection = db.session.connection()
    may_see_names = current_user.may(Permission.CITIZENS_READ)
    return {
        "count": count_segment(connection, rule),
        "total": queries.count_friends(connection),
        "text": describe(rule, catalogue),
        "sample": queries.sample_names(connection, rule) if may_see_names else None,
    }


@bp.route("/new", methods=["GET", "POST"])
@permission_required(Permission.SEGMENTS_WRITE)
def new():
    form = SegmentForm(taken=_names())
    rule = _read(form)
    if rule is not None:
        segment = create_segment(db.session, form.name.data, rule, current_user.department_id, current_user.id)
        db.session.commit()
        flash("セグメントを作りました。", "success")
        return redirect(url_for("segments.show", segment_id=segment.id))
    return _builder(form, None, {"all": []})


@bp.route("/<uuid:segment_id>/edit", methods=["GET", "POST"])
@permission_required(Permission.SEGMENTS_WRITE)
def edit(segment_id: uuid.UUID):
    segment = _segment(segment_id)
    form = SegmentForm(data={"name": segment.name}, taken=_names() - {segment.name})
    rule = _read(form)
    if rule is not None:
        change_segment(db.session, segment, form.name.data, rule)
        db.session.commit()
        flash("セグメントを保存しました。", "success")
        return redirect(url_for("segments.show", segment_id=segment.id))
    return _builder(form, segment, segment.rule)


def _names() -> set[str]:
    return {segment.name for segment in queries.list_segments(db.session, current_user.department_id)}


def _read(form: SegmentForm) -> Rule | None:
    """The rule of a form that is right in all; else the form has errors, or was not sent."""
    if not form.is_submitted():
        return None
    fine = form.validate()
    rule = form.read_rule()
    problems = validate(rule, _catalogue())
    if problems:
        form.rule.errors = list(dict.fromkeys(problem.message for problem in problems))
    return rule if fine and not problems else None


def _builder(form: SegmentForm, segment: Segment | None, rule: Rule) -> tuple[str, int]:
    typed = form.read_rule() if form.is_submitted() else None
    rule = typed if isinstance(typed, dict) else rule
    page = render_template(
        "segments/edit.html", form=form, segment=segment, rule=rule, vocabulary=_vocabulary(), max_depth=MAX_DEPTH
    )
    return page, 422 if form.errors else 200


def _vocabulary() -> dict[str, Any]:
    """What the builder offers."""
    catalogue = _catalogue()
    attributes = [
        {
            "key": entry.key,
            "name": entry.name,
            "kind": entry.kind,
            "ops": [*OPS_BY_KIND[entry.kind], *EXISTENCE_OPS],
            "choices": [{"key": key, "name": name} for key, name in entry.names.items()],
        }
        for entry in catalogue.attributes.values()
    ]
    return {"attributes": attributes, "tags": [{"key": key, "name": name} for key, name in catalogue.tag_names.items()]}


@bp.post("/count")
@permission_required(Permission.SEGMENTS_READ)
def count() -> Response | tuple[Response, int]:
    """{"rule": …} → {"count", "total", "text", "sample", "problems"}; with problems nothing is counted."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict) or "rule" not in body:
        return json_error(400, "条件を読み取れませんでした。画面を開き直してください。")
    catalogue = _catalogue()
    problems: list[RuleProblem] = validate(body["rule"], catalogue)
    if problems:
        return jsonify(problems=[problem.to_json() for problem in problems])
    return jsonify(problems=[], **_figures(body["rule"], catalogue))


@bp.route("/<uuid:segment_id>/delete", methods=["GET", "POST"])
@permission_required(Permission.SEGMENTS_WRITE)
def delete(segment_id: uuid.UUID):
    """Asks first. What uses a segment is told by the packages that registered a check in `segment_uses`."""
    segment = _segment(segment_id)
    use = _use(segment.id)
    if request.method == "POST" and use is None:
        name = segment.name
        try:
            delete_segment(db.session, segment)
            db.session.commit()
        except IntegrityError:
            # Somebody began to use it between the look and the deletion.
            db.session.rollback()
            return redirect(url_for("segments.delete", segment_id=segment_id))
        flash(f"セグメント「{name}」を消しました。", "success")
        return redirect(url_for("segments.index"))
    status = 409 if request.method == "POST" else 200
    return render_template("segments/delete.html", segment=segment, use=use), status


def _use(segment_id: uuid.UUID) -> str | None:
    """The name of something that uses the segment, or None."""
    found = (check(db.session, segment_id) for check in current_app.extensions["segment_uses"])
    return next((name for name in found if name is not None), None)
