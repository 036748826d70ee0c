"""The https addresses under which LINE fetches our pictures: unguessable, without a sign-in."""

import uuid
from collections.abc import Callable

from flask import current_app
from sqlalchemy import Connection, select

from app.media.models import MediaFile


def line_addresses(connection: Connection) -> Callable[[str], tuple[str, str]]:
    """A function from a media id to (picture, preview). Raises KeyError for a picture that does not exist."""

    def addresses(media_id: str) -> tuple[str, str]:
        token = connection.scalar(select(MediaFile.token).where(MediaFile.id == uuid.UUID(media_id)))
        if token is None:
            raise KeyError("no such picture")
        base = f"{current_app.config['SETTINGS'].public_url}/m/{token}"
        return f"{base}/original", f"{base}/preview"

    return addresses
