"""属性・タグ: what may be known of citizens. Keys never change, so rules and flows hold when something is renamed."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from app.audience import citizen_queries as queries
from app.audience.forms import AttributeForm, AttributeNameForm, TagForm, choice_lines, choices_problem
from app.audience.models import Attribute, AttributeKind
from app.audience.operations import create_attribute, create_tag
from app.audience.vocabulary import change_attribute, get_tag_by_key, move_choice, rename_tag
from app.extensions import db
from app.staff.roles import Permission
from app.web.access import permission_required

bp = Blueprint("attributes", __name__, url_prefix="/attributes")
_CHOICE = "choice-"
_MOVES = {"up": -1, "down": 1}


@bp.get("/")
@permission_required(Permission.SEGMENTS_READ)
def index() -> str:
    return render_template(
        "attributes/index.html",
        attributes=queries.list_attributes(db.session),
        tags=queries.list_tags(db.session),
        counts=queries.tag_counts(db.session.connection()),
        kinds=AttributeKind.NAMES,
    )


def _attribute_names() -> set[str]:
    return {attribute.name for attribute in queries.list_attributes(db.session)}


def _tag_names() -> set[str]:
    return {tag.name for tag in queries.list_tags(db.session)}


@bp.route("/new", methods=["GET", "POST"])
@permission_required(Permission.CITIZENS_WRITE)
def new():
    form = AttributeForm(taken=_attribute_names())
    if form.validate_on_submit():
        names = choice_lines(form.choices.data) if form.has_choices else []
        create_attribute(db.session, form.name.data, form.kind.data, [(None, name) for name in names])
        db.session.commit()
        flash(f"属性「{form.name.data}」を作りました。", "success")
        return redirect(url_for("attributes.index"))
    return render_template("attributes/new.html", form=form), 422 if form.errors else 200


@bp.route("/<uuid:attribute_id>", methods=["GET", "POST"])
@permission_required(Permission.CITIZENS_WRITE)
def show(attribute_id: uuid.UUID):
    """Names and order. Every button saves what was typed; those that move a choice move it too."""
    attribute = db.session.get(Attribute, attribute_id)
    if attribute is None:
        abort(404)
    form = AttributeNameForm(data={"name": attribute.name}, taken=_attribute_names() - {attribute.name})
    names = {choice.id: choice.name for choice in attribute.choices}
    if form.is_submitted():
        names = {option: request.form.get(f"{_CHOICE}{option}", name).strip() for option, name in names.items()}
        if _check(form, attribute, names):
            change_attribute(db.session, attribute, form.name.data, names, choice_lines(form.added.data))
            moved = _move(attribute)
            db.session.commit()
            flash("順番を変えました。" if moved else "属性を保存しました。", "success")
            return redirect(url_for("attributes.show", attribute_id=attribute.id, _anchor="choices" if moved else None))
    has_choices = attribute.kind in (AttributeKind.CHOICE, AttributeKind.CHOICES)
    page = render_template(
        "attributes/show.html",
        attribute=attribute,
        form=form,
        names=names,
        has_choices=has_choices,
        kind=AttributeKind.NAMES[attribute.kind],
    )
    return page, 422 if form.errors else 200


def _check(form: AttributeNameForm, attribute: Attribute, names: dict[int, str]) -> bool:
    fine = form.validate()
    added = choice_lines(form.added.data)
    if attribute.kind not in (AttributeKind.CHOICE, AttributeKind.CHOICES):
        problem = "この属性には選択肢がありません。" if added else None
    elif not all(names.values()):
        problem = "選択肢の名前を空にすることはできません。"
    else:
        problem = choices_problem([*names.values(), *added])
    if problem:
        form.added.errors = [problem]
    return fine and problem is None


def _move(attribute: Attribute) -> bool:
    """What the button 「上へ」 or 「下へ」 of a choice says: `up:12`."""
    direction, _, option = request.form.get("move", "").partition(":")
    if direction not in _MOVES or not option.isdecimal():
        return False
    move_choice(db.session, attribute, int(option), _MOVES[direction])
    return True


@bp.route("/tags/new", methods=["GET", "POST"])
@permission_required(Permission.CITIZENS_WRITE)
def new_tag():
    form = TagForm(taken=_tag_names())
    if form.validate_on_submit():
        create_tag(db.session, form.name.data)
        db.session.commit()
        flash(f"タグ「{form.name.data}」を作りました。", "success")
        return redirect(url_for("attributes.index"))
    return render_template("attributes/tag.html", form=form, tag=None), 422 if form.errors else 200


@bp.route("/tags/<tag_key>", methods=["GET", "POST"])
@permission_required(Permission.CITIZENS_WRITE)
def show_tag(tag_key: str):
    tag = get_tag_by_key(db.session, tag_key)
    if tag is None:
        abort(404)
    form = TagForm(data={"name": tag.name}, taken=_tag_names() - {tag.name})
    if form.validate_on_submit():
        rename_tag(db.session, tag, form.name.data)
        db.session.commit()
        flash("タグの名前を変えました。", "success")
        return redirect(url_for("attributes.index"))
    return render_template("attributes/tag.html", form=form, tag=tag), 422 if form.errors else 200
