import uuid

from flask import Blueprint, Response, abort, stream_with_context
from flask_login import current_user

from app.extensions import db
from app.media.models import MediaFile
from app.media.operations import VARIANTS, get_media_by_id_and_department, get_media_by_token, read_picture
from app.staff.roles import Permission
from app.web.access import open_to_public, permission_required

bp = Blueprint("media", __name__)


@bp.get("/m/<token>/<variant>")
@open_to_public("LINE and citizens' phones fetch pictures here; the token cannot be guessed")
def fetch(token: str, variant: str) -> Response:
    file = get_media_by_token(db.session, token)
    if file is None or variant not in VARIANTS:
        abort(404)
    return _picture(file, variant, "public, max-age=86400, immutable")


@bp.get("/media/<uuid:file_id>")
@permission_required(Permission.MEDIA_READ)
def show(file_id: uuid.UUID) -> Response:
    """The picture for staff's pages (small)."""
    file = get_media_by_id_and_department(db.session, file_id, current_user.department_id)
    if file is None:
        abort(404)
    return _picture(file, "preview", "private, max-age=3600")


def _picture(file: MediaFile, variant: str, caching: str) -> Response:
    try:
        chunks = read_picture(file, variant)
        first = next(chunks, b"")
    except FileNotFoundError:
        abort(404)

    @stream_with_context
    def body():
        yield first
        yield from chunks

    return Response(body(), mimetype=file.content_type, headers={"Cache-Control": caching})
