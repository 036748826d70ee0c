import uuid
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.audience.citizen_queries import count_friends
from app.extensions import db
from app.media.operations import delete_files
from app.queues import nudge
from app.richmenus import operations, queries
from app.richmenus.appearance import PALETTE
from app.richmenus.description import check, only_looks
from app.richmenus.forms import KINDS, MenuForm, blank_data, form_data
from app.richmenus.geometry import LAYOUTS
from app.richmenus.models import MenuState, RichMenu
from app.richmenus.operations import RICH_MENUS
from app.richmenus.rendering import render, texts_that_do_not_fit
from app.staff.roles import Permission
from app.web.access import permission_required
from app.web.pages import json_error, wants_json

bp = Blueprint("rich_menus", __name__, url_prefix="/rich-menus")

_PREVIEW_SCALE = 0.3
_STEPS = 3
_STATE_NAMES = {
    MenuState.DRAFT: ("下書き", "neutral"),
    MenuState.DRAW: ("絵を描いています", "info"),
    MenuState.DRAWN: ("下書き", "neutral"),
    MenuState.PUBLISH: ("公開しています", "info"),
    MenuState.PUBLISHED: ("公開中", "success"),
    MenuState.WITHDRAW: ("公開を止めています", "info"),
    MenuState.FAILED: ("公開できませんでした", "error"),
}
_MOVING = (MenuState.DRAW, MenuState.PUBLISH, MenuState.WITHDRAW)


def badges(menu: RichMenu) -> list[tuple[str, str]]:
    """(words, kind) of what stands beside the menu's name."""
    found = [_STATE_NAMES[menu.state]]
    if menu.is_default and menu.state in (MenuState.DRAW, MenuState.DRAWN, MenuState.FAILED):
        found = [("公開中", "success"), ("まだ公開していない変更あり", "warning")]
        if menu.state == MenuState.FAILED:
            found.append(_STATE_NAMES[MenuState.FAILED])
    return found


@bp.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {"rich_menu_badges": badges}


def _menu(menu_id: uuid.UUID) -> RichMenu:
    """What is submitted is decided on the newest state, which nobody changes until it is saved."""
    lock = request.method == "POST"
    found = queries.get_menu_by_id_and_department(db.session, menu_id, current_user.department_id, lock=lock)
    if found is None:
        abort(404)
    return found


@bp.get("/")
@permission_required(Permission.RICH_MENUS_READ)
def index() -> str:
    menus = queries.list_menus(db.session, current_user.department_id)
    return render_template("rich_menus/index.html", menus=menus)


@bp.route("/new", methods=["GET", "POST"])
@permission_required(Permission.RICH_MENUS_WRITE)
def new():
    return _edit(None)


@bp.route("/<uuid:menu_id>/edit", methods=["GET", "POST"])
@permission_required(Permission.RICH_MENUS_WRITE)
def edit(menu_id: uuid.UUID):
    menu = _menu(menu_id)
    if not operations.may_be_changed(menu):
        abort(409)
    return _edit(menu)


def _edit(menu: RichMenu | None):
    stored = form_data(menu.name, menu.description) if menu else blank_data()
    form = MenuForm(data=None if request.method == "POST" else stored)
    flows = queries.flow_names(db.session, current_user.department_id)
    form.offer_flows(flows)
    go_on = "publish" in request.form
    if form.is_submitted():
        form.validate()
        # A draft may have gaps; what is to be published may not.
        form.show(problem for problem in check(form.to_description(), flows) if go_on or not problem.missing)
        if not form.flat_errors():
            saved = _save(form, menu)
            return redirect(url_for("rich_menus.publish" if go_on else "rich_menus.show", menu_id=saved.id))
    errors = form.flat_errors()
    page = render_template(
        "rich_menus/edit.html", form=form, errors=errors, menu=menu, layouts=LAYOUTS, palette=PALETTE, flows=flows
    )
    return page, 422 if errors else 200


def _save(form: MenuForm, menu: RichMenu | None) -> RichMenu:
    name, description = form.name.data, form.to_description()
    if menu is None:
        menu = operations.create_menu(db.session, name, description, current_user.department_id, current_user.id)
    else:
        operations.change_menu(db.session, menu, name, description)
    db.session.commit()
    nudge(RICH_MENUS)
    flash("下書きを保存しました。", "success")
    return menu


@bp.post("/preview")
@permission_required(Permission.RICH_MENUS_WRITE)
def preview():
    """A small picture of a description; X-Misfits names the fields (form ids) whose words are too long for their tile."""
    description = only_looks(request.get_json(silent=True))
    if description is None:
        return json_error(400, "メニューの内容を読み取れませんでした。")
    misfits = ",".join(f"tiles-{number}-{name}" for number, name in texts_that_do_not_fit(description))
    return Response(render(description, _PREVIEW_SCALE), mimetype="image/png", headers={"X-Misfits": misfits})


@bp.get("/<uuid:menu_id>/picture")
@permission_required(Permission.RICH_MENUS_READ)
def picture(menu_id: uuid.UUID) -> Response:
    """The menu as it is saved, small, also before the worker has drawn it."""
    return Response(render(_menu(menu_id).description, _PREVIEW_SCALE), mimetype="image/png")


@bp.get("/<uuid:menu_id>")
@permission_required(Permission.RICH_MENUS_READ)
def show(menu_id: uuid.UUID):
    menu = _menu(menu_id)
    moving = menu.state in _MOVING
    done, words = _progress(menu)
    if wants_json():
        return jsonify(done=done, total=_STEPS, text=menu.error or words, finished=not moving)
    flows = queries.flow_names(db.session, current_user.department_id)
    may_be_changed = operations.may_be_changed(menu)
    return render_template(
        "rich_menus/show.html",
        menu=menu,
        moving=moving,
        progress=(done, _STEPS, words),
        problems=queries.find_problems(db.session, menu) if may_be_changed else [],
        flows=flows,
        kinds=KINDS,
        layout=LAYOUTS[menu.description["layout"]],
        may_be_changed=may_be_changed,
        may_be_deleted=operations.may_be_deleted(menu),
    )


def _progress(menu: RichMenu) -> tuple[int, str]:
    """(steps done of _STEPS, what is being done)."""
    if menu.state not in _MOVING:
        return _STEPS, "終わりました"
    if menu.state == MenuState.WITHDRAW:
        return (1, "LINEから取り除いています") if menu.is_default else (2, "片付けています")
    if menu.state == MenuState.DRAW or menu.pending_line_id is None:
        return 0, "絵を描いています"
    if menu.is_default and menu.pending_line_id == menu.line_rich_menu_id:
        return 2, "前のメニューを片付けています"
    return 1, "LINEに送っています"


@bp.route("/<uuid:menu_id>/publish", methods=["GET", "POST"])
@permission_required(Permission.RICH_MENUS_PUBLISH)
def publish(menu_id: uuid.UUID):
    menu = _menu(menu_id)
    problems = queries.find_problems(db.session, menu)
    if request.method == "POST" and not problems:
        return _ask(menu, operations.publish_menu)
    friends = count_friends(db.session.connection())
    replaced = queries.another_is_shown(db.session, menu)
    page = render_template("rich_menus/publish.html", menu=menu, problems=problems, friends=friends, replaced=replaced)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:menu_id>/withdraw", methods=["GET", "POST"])
@permission_required(Permission.RICH_MENUS_PUBLISH)
def withdraw(menu_id: uuid.UUID):
    menu = _menu(menu_id)
    if request.method == "GET":
        if not menu.is_default:
            abort(409)
        return render_template("rich_menus/withdraw.html", menu=menu, friends=count_friends(db.session.connection()))
    return _ask(menu, operations.withdraw_menu)


def _ask(menu: RichMenu, verb):
    try:
        verb(db.session, menu)
    except operations.ForbiddenMove:
        abort(409)
    db.session.commit()
    nudge(RICH_MENUS)
    return redirect(url_for("rich_menus.show", menu_id=menu.id))


@bp.route("/<uuid:menu_id>/delete", methods=["GET", "POST"])
@permission_required(Permission.RICH_MENUS_WRITE)
def delete(menu_id: uuid.UUID):
    menu = _menu(menu_id)
    if not operations.may_be_deleted(menu):
        abort(409)
    if request.method == "GET":
        return render_template("rich_menus/delete.html", menu=menu)
    picture_id = operations.delete_menu(db.session, menu)
    db.session.commit()
    if picture_id:
        delete_files(picture_id)
    flash("メニューを削除しました。", "success")
    return redirect(url_for("rich_menus.index"))
