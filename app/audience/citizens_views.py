"""利用者: list with search, one citizen's page, their tags and attributes."""

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.audience import citizen_queries as queries
from app.audience.catalogue import Catalogue, read_catalogue
from app.audience.citizen_queries import CitizenFilter
from app.audience.forms import ValueRefused, parse_value
from app.audience.models import Citizen
from app.audience.operations import (
    CitizenState,
    lock_citizen_by_id,
    put_attribute,
    put_tag,
    save_citizen,
    take_tag,
)
from app.audience.panels import citizen_panels
from app.crypto import keys
from app.extensions import db
from app.staff.roles import Permission
from app.web.access import permission_required
from app.web.pagination import requested_page

bp = Blueprint("citizens", __name__, url_prefix="/citizens")
FRIENDS = {"": None, "friends": True, "blocked": False}
_FIELD = "attribute-"


def _catalogue() -> Catalogue:
    return read_catalogue(db.session.connection())


def _citizen(citizen_id: uuid.UUID) -> Citizen:
    citizen = queries.get_citizen(db.session, citizen_id)
    if citizen is None:
        abort(404)
    return citizen


def _locked(citizen_id: uuid.UUID) -> CitizenState:
    state = lock_citizen_by_id(db.session.connection(), keys(), citizen_id)
    if state is None:
        abort(404)
    return state


@bp.get("/")
@permission_required(Permission.CITIZENS_READ)
def index() -> str:
    wanted, shown = _wanted(request.args)
    connection = db.session.connection()
    page = requested_page(queries.count_citizens(connection, wanted))
    citizens = queries.list_citizens(connection, wanted, page.offset, page.size)
    return render_template("citizens/index.html", citizens=citizens, page=page, filters=shown, **_words())


@bp.post("/search")
@permission_required(Permission.CITIZENS_READ)
def search():
    """By name. A POST, because a name has no place in an address, in histories and in logs."""
    wanted, shown = _wanted(request.form)
    name = request.form.get("name", "").strip()
    if not name:
        return redirect(url_for("citizens.index", **{key: value for key, value in shown.items() if value}))
    found, bounded = queries.search_citizens(db.session.connection(), wanted, name)
    return render_template(
        "citizens/index.html",
        citizens=found[: queries.FOUND_BOUND],
        page=None,
        filters=shown,
        name=name,
        found=len(found),
        bounds={"names": queries.NAME_BOUND if bounded else None, "shown": queries.FOUND_BOUND},
        **_words(),
    )


def _wanted(given: MultiDict[str, str]) -> tuple[CitizenFilter, dict[str, str]]:
    """The filter, and as what it stands in the form. What is unknown filters nothing."""
    friend, tag = given.get("friend", ""), given.get("tag", "")
    tags = _catalogue().tags
    shown = {"friend": friend if friend in FRIENDS else "", "tag": tag if tag in tags else ""}
    return CitizenFilter(FRIENDS[shown["friend"]], tags.get(tag)), shown


def _words() -> dict[str, Any]:
    catalogue = _catalogue()
    by_option = {option: catalogue.tag_names[key] for key, option in catalogue.tags.items()}
    return {"tags": catalogue.tag_names, "tag_of": by_option}


@bp.get("/<uuid:citizen_id>")
@permission_required(Permission.CITIZENS_READ)
def show(citizen_id: uuid.UUID) -> str:
    citizen = _citizen(citizen_id)
    connection, catalogue = db.session.connection(), _catalogue()
    held = queries.citizen_tags(citizen, catalogue)
    segments = queries.list_segments(db.session, current_user.department_id)
    return render_template(
        "citizens/show.html",
        citizen=citizen,
        name=queries.shown_name(citizen.id, citizen.identity.display_name),
        values=queries.shown_values(connection, citizen, catalogue),
        held=held,
        free=[(key, name) for key, name in catalogue.tag_names.items() if key not in dict(held)],
        segments=queries.segments_of_citizen(connection, citizen, segments),
        panels=citizen_panels(db.session, citizen.id, current_user.department_id),
    )


@bp.post("/<uuid:citizen_id>/tags/add")
@permission_required(Permission.CITIZENS_WRITE)
def add_tag(citizen_id: uuid.UUID):
    return _change_tag(citizen_id, put_tag, "付けました")


@bp.post("/<uuid:citizen_id>/tags/remove")
@permission_required(Permission.CITIZENS_WRITE)
def remove_tag(citizen_id: uuid.UUID):
    return _change_tag(citizen_id, take_tag, "外しました")


def _change_tag(citizen_id: uuid.UUID, change: Any, done: str):
    state, catalogue = _locked(citizen_id), _catalogue()
    tag = request.form.get("tag", "")
    if tag in catalogue.tags:
        change(state, catalogue, tag)
        save_citizen(db.session.connection(), keys(), state, catalogue, None)
        db.session.commit()
        flash(f"タグ「{catalogue.tag_names[tag]}」を{done}。", "success")
    else:
        flash("タグを選んでください。", "error")
    return redirect(url_for("citizens.show", citizen_id=citizen_id))


@bp.route("/<uuid:citizen_id>/attributes", methods=["GET", "POST"])
@permission_required(Permission.CITIZENS_WRITE)
def attributes(citizen_id: uuid.UUID):
    """All attributes in one form. What the citizen or a colleague changed meanwhile is not overwritten unseen."""
    state, catalogue = _locked(citizen_id), _catalogue()
    token = queries.state_token(state)
    if request.method == "GET":
        return _attribute_page(state, catalogue, _present(state, catalogue), {}, token)
    typed = {key: request.form.getlist(_FIELD + key) for key in catalogue.attributes}
    parsed, errors = _parse(catalogue, typed)
    if request.form.get("token") != token:
        errors[""] = "この画面を開いた後に、情報が変わりました。下のいまの値を確かめて、もう一度保存してください。"
    if errors:
        return _attribute_page(state, catalogue, typed, errors, token)
    for key, value in parsed.items():
        put_attribute(state, keys(), catalogue, key, value)
    save_citizen(db.session.connection(), keys(), state, catalogue, None)
    db.session.commit()
    flash("属性を保存しました。", "success")
    return redirect(url_for("citizens.show", citizen_id=citizen_id))


def _parse(catalogue: Catalogue, typed: dict[str, list[str]]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values by attribute key, and what is wrong by attribute key."""
    parsed, errors = {}, {}
    for key, entry in catalogue.attributes.items():
        try:
            parsed[key] = parse_value(entry, typed[key])
        except ValueRefused as refusal:
            errors[key] = f"{entry.name}：{refusal}"
    return parsed, errors


def _present(state: CitizenState, catalogue: Catalogue) -> dict[str, list[str]]:
    """The values as the form's fields hold them."""
    _, choices = catalogue.split_options(state.options)
    present = {}
    for key, entry in catalogue.attributes.items():
        value = state.texts.get(key) if entry.kind == "text" else state.scalars.get(key)
        present[key] = choices.get(key, []) if entry.has_choices else [] if value is None else [str(value)]
    return present


def _attribute_page(
    state: CitizenState, catalogue: Catalogue, typed: dict[str, list[str]], errors: dict[str, str], token: str
):
    page = render_template(
        "citizens/attributes.html",
        citizen_id=state.id,
        name=queries.shown_name(state.id, state.name),
        attributes=catalogue.attributes.values(),
        typed=typed,
        present=dict(queries.shown_values(db.session.connection(), _citizen(state.id), catalogue)) if "" in errors else {},
        errors=errors,
        token=token,
        prefix=_FIELD,
    )
    return page, 422 if errors else 200
