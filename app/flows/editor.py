"""The flow editor: its page, and the JSON it speaks. The document is docs/flow-format.md; the server's engine is the only one."""

import random
import uuid
from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request, url_for
from flask_login import current_user

from app.clock import japanese_moment, now
from app.extensions import db
from app.flows import queries
from app.flows.engine.changes import describe_changes
from app.flows.engine.definition import parse
from app.flows.engine.errors import DefinitionError, SessionError
from app.flows.engine.inspect import lint
from app.flows.engine.memory import MemoryServices
from app.flows.engine.session import Session as EngineSession
from app.flows.engine.turn import turn
from app.flows.models import Flow
from app.flows.operations import EMPTY_DRAFT, RevisionConflict, publish_flow, save_draft
from app.media.operations import add_picture, list_media
from app.media.pictures import PictureRefused
from app.staff.models import StaffMember
from app.staff.roles import Permission
from app.web.access import permission_required
from app.web.pages import json_error

bp = Blueprint("flow_editor", __name__, url_prefix="/flows/<uuid:flow_id>")
Json = dict[str, Any]


def _flow(flow_id: uuid.UUID) -> Flow:
    flow = queries.get_flow_by_id_and_department(db.session, flow_id, current_user.department_id)
    if flow is None:
        abort(404)
    return flow


def _body() -> Json:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400)
    return body


def _definition(body: Json) -> Json:
    definition = body.get("definition")
    if not isinstance(definition, dict) or definition.get("format") != 1 or not isinstance(definition.get("nodes"), list):
        abort(make_response(json_error(422, "シナリオの形が正しくありません。画面を開き直してください。")))
    return definition


def _problems(flow: Flow, definition: Json) -> list[Json]:
    context = queries.lint_context(db.session, flow.department_id, flow.id)
    return [problem.to_json() for problem in lint(definition, context)]


@bp.get("/edit")
@permission_required(Permission.FLOWS_READ)
def edit(flow_id: uuid.UUID) -> str:
    return render_template("flows/edit.html", flow=_flow(flow_id))


@bp.get("/draft")
@permission_required(Permission.FLOWS_READ)
def draft(flow_id: uuid.UUID) -> Response:
    flow = _flow(flow_id)
    published = flow.published_version
    return jsonify(
        flow={"id": str(flow.id), "name": flow.name},
        revision=flow.revision,
        definition=flow.draft,
        layout=flow.layout,
        catalog=_catalog(flow),
        problems=_problems(flow, flow.draft),
        published={"number": published.number, "at": japanese_moment(published.published_at)} if published else None,
        can_edit=current_user.may(Permission.FLOWS_WRITE),
        can_publish=current_user.may(Permission.FLOWS_PUBLISH),
    )


def _catalog(flow: Flow) -> Json:
    known = queries.audience_catalogue(db.session)
    attributes = [
        {
            "key": entry.key,
            "name": entry.name,
            "kind": entry.kind,
            "choices": [{"key": key, "name": name} for key, name in entry.names.items()],
        }
        for entry in known.attributes.values()
    ]
    media = list_media(db.session, flow.department_id)
    return {
        "tags": [{"key": key, "name": name} for key, name in known.tag_names.items()],
        "attributes": attributes,
        "flows": [
            {"id": str(other.id), "name": other.name}
            for other in queries.list_published_flows(db.session, flow.department_id)
            if other.id != flow.id
        ],
        "media": [_media(file) for file in media],
    }


def _media(file: Any) -> Json:
    return {"id": str(file.id), "url": url_for("media.show", file_id=file.id), "name": file.name}


@bp.put("/draft")
@permission_required(Permission.FLOWS_WRITE)
def save(flow_id: uuid.UUID) -> Any:
    flow, body = _flow(flow_id), _body()
    definition, layout = _definition(body), body.get("layout")
    try:
        save_draft(
            db.session,
            flow,
            int(body.get("base_revision") or 0),
            definition,
            layout if isinstance(layout, dict) else {"nodes": {}},
            current_user.id,
        )
    except RevisionConflict:
        db.session.rollback()
        return _conflict(_flow(flow_id), definition)
    db.session.commit()
    return jsonify(revision=flow.revision, problems=_problems(flow, definition))


def _conflict(flow: Flow, theirs: Json) -> tuple[Response, int]:
    """What stands there now, who saved it, and in words what differs from what the asker has."""
    saver = db.session.get(StaffMember, flow.saved_by) if flow.saved_by else None
    return json_error(
        409,
        "ほかの人が先に保存しました。",
        error="conflict",
        revision=flow.revision,
        definition=flow.draft,
        layout=flow.layout,
        saved_by=saver.name if saver else "ほかの職員",
        saved_at=japanese_moment(flow.saved_at),
        changes=describe_changes(theirs, flow.draft),
    )


@bp.post("/lint")
@permission_required(Permission.FLOWS_READ)
def check(flow_id: uuid.UUID) -> Response:
    return jsonify(problems=_problems(_flow(flow_id), _definition(_body())))


@bp.get("/publish")
@permission_required(Permission.FLOWS_READ)
def publish_preview(flow_id: uuid.UUID) -> Response:
    """For the dialog: what would change for citizens, and what stands in the way."""
    flow = _flow(flow_id)
    before = flow.published_version.definition if flow.published_version else EMPTY_DRAFT
    changes = describe_changes(before, flow.draft)
    return jsonify(changes=changes, problems=_problems(flow, flow.draft), first=flow.published_version is None)


@bp.post("/publish")
@permission_required(Permission.FLOWS_PUBLISH)
def publish(flow_id: uuid.UUID) -> Any:
    flow, body = _flow(flow_id), _body()
    if body.get("base_revision") != flow.revision:
        return _conflict(flow, flow.draft)
    problems = _problems(flow, flow.draft)
    if any(problem["level"] == "error" for problem in problems):
        return json_error(422, "誤りを直してから公開してください。", error="problems", problems=problems)
    version = publish_flow(db.session, flow, str(body.get("summary") or "")[:400], current_user.id)
    db.session.commit()
    return jsonify(version=version.number, at=japanese_moment(version.published_at))


@bp.post("/preview")
@permission_required(Permission.FLOWS_READ)
def preview(flow_id: uuid.UUID) -> Any:
    """One turn of a conversation that nobody else sees. The browser keeps the session between two calls."""
    flow, body = _flow(flow_id), _body()
    try:
        definition = parse(_definition(body))
        session = EngineSession.from_json(body["session"]) if isinstance(body.get("session"), dict) else None
    except (DefinitionError, SessionError):
        return json_error(422, "誤りがあるため試せません。「問題」の一覧を見て直してください。")
    given = body.get("input")
    if not isinstance(given, dict):
        given = {"type": "start", "flow": str(flow.id)}
    services = _preview_services(flow, definition, body.get("citizen"))
    result = turn(session, given, now=now(), rng=random.SystemRandom(), services=services)
    services.apply(result.events)
    citizen = services.citizen()
    return jsonify(
        session=result.session.to_json() if result.session else None,
        bubbles=result.bubbles,
        events=[event.to_json() for event in result.events],
        path=[list(step) for step in result.path],
        citizen={"tags": sorted(citizen.tags), "attributes": dict(citizen.attributes)},
    )


def _preview_services(flow: Flow, definition: Any, citizen: Any) -> MemoryServices:
    flows = {
        str(other.id): parse(other.published_version.definition)
        for other in queries.list_published_flows(db.session, flow.department_id)
        if other.published_version and other.id != flow.id
    }
    citizen = citizen if isinstance(citizen, dict) else {}
    tags, values = citizen.get("tags"), citizen.get("attributes")
    return MemoryServices(
        {**flows, str(flow.id): definition},
        name="試験 太郎",
        tags=[tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else [],
        values=values if isinstance(values, dict) else {},
        attributes=queries.attribute_infos(queries.audience_catalogue(db.session)),
        run=uuid.uuid4().hex[:12],
    )


@bp.post("/images")
@permission_required(Permission.FLOWS_WRITE, Permission.MEDIA_WRITE)
def add_image(flow_id: uuid.UUID) -> Any:
    flow, upload = _flow(flow_id), request.files.get("file")
    if upload is None:
        return json_error(422, "画像を選んでください。")
    try:
        file = add_picture(db.session, upload.read(), upload.filename or "", flow.department_id, current_user.id)
    except PictureRefused as refusal:
        return json_error(422, str(refusal))
    db.session.commit()
    return jsonify(_media(file)), 201
