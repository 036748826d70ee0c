"""Verbs on pictures."""

import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto import keys
from app.ids import new_id
from app.media.models import MediaFile
from app.media.pictures import prepare
from app.media.store import read_sealed, write_sealed

VARIANTS = ("original", "preview")


def add_picture(session: Session, data: bytes, name: str, department_id: uuid.UUID, staff_id: uuid.UUID | None) -> MediaFile:
    """Keep a picture that staff chose. Raises PictureRefused."""
    picture = prepare(data)
    file_id = new_id()
    for variant, content in (("original", picture.original), ("preview", picture.preview)):
        write_sealed(keys(), media_path(file_id, variant), file_id, [content])
    file = MediaFile(
        id=file_id,
        token=secrets.token_urlsafe(24),
        name=name[:120] or "画像",
        content_type=picture.content_type,
        byte_size=len(picture.original),
        width=picture.width,
        height=picture.height,
        department_id=department_id,
        created_by=staff_id,
    )
    session.add(file)
    session.flush()
    return file


def read_picture(file: MediaFile, variant: str) -> Iterator[bytes]:
    return read_sealed(keys(), media_path(file.id, variant), file.id)


def get_media_by_token(session: Session, token: str) -> MediaFile | None:
    return session.scalar(select(MediaFile).where(MediaFile.token == token))


def get_media_by_id_and_department(session: Session, file_id: uuid.UUID, department_id: uuid.UUID) -> MediaFile | None:
    return session.scalar(select(MediaFile).where(MediaFile.id == file_id, MediaFile.department_id == department_id))


def list_media(session: Session, department_id: uuid.UUID, limit: int = 100) -> list[MediaFile]:
    """The department's newest pictures."""
    query = select(MediaFile).where(MediaFile.department_id == department_id).order_by(MediaFile.created_at.desc())
    return list(session.scalars(query.limit(limit)))


def media_path(file_id: uuid.UUID, variant: str) -> Path:
    """Only ids and our own words make up the name: what a person called the file never touches the disk."""
    folder: Path = current_app.config["SETTINGS"].store / "media"
    return folder / file_id.hex[-2:] / f"{file_id}.{variant}"
