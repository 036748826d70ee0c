"""Verbs on pictures."""

import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, delete, select
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


def add_rendered(
    session: Session, original: bytes, preview: bytes, size: tuple[int, int], name: str, department_id: uuid.UUID
) -> MediaFile:
    """Keep a PNG that we drew ourselves, byte for byte. It belongs to no member of staff, so nobody is offered it."""
    file_id = new_id()
    for variant, content in (("original", original), ("preview", preview)):
        write_sealed(keys(), media_path(file_id, variant), file_id, [content])
    file = MediaFile(
        id=file_id,
        token=secrets.token_urlsafe(24),
        name=name[:120],
        content_type="image/png",
        byte_size=len(original),
        width=size[0],
        height=size[1],
        department_id=department_id,
    )
    session.add(file)
    session.flush()
    return file


def forget_rendered(connection: Connection, file_id: uuid.UUID) -> None:
    """Drop the row of a picture that we drew; `delete_files` after the commit."""
    connection.execute(delete(MediaFile).where(MediaFile.id == file_id, MediaFile.created_by.is_(None)))


def delete_files(file_id: uuid.UUID) -> None:
    """What a picture without a row left on the disk."""
    for variant in VARIANTS:
        media_path(file_id, variant).unlink(missing_ok=True)


def read_picture(file: MediaFile, variant: str) -> Iterator[bytes]:
    return read_sealed(keys(), media_path(file.id, variant), file.id)


def get_media_by_token(session: Session, token: str) -> MediaFile | None:
    return session.scalar(select(MediaFile).where(MediaFile.token == token))


def get_media_by_id_and_department(session: Session, file_id: uuid.UUID, department_id: uuid.UUID) -> MediaFile | None:
    return session.scalar(select(MediaFile).where(MediaFile.id == file_id, MediaFile.department_id == department_id))


def list_media(session: Session, department_id: uuid.UUID, limit: int = 100) -> list[MediaFile]:
    """The department's newest pictures that staff chose (not those that we drew)."""
    query = select(MediaFile).where(MediaFile.department_id == department_id, MediaFile.created_by.is_not(None))
    return list(session.scalars(query.order_by(MediaFile.created_at.desc()).limit(limit)))


def media_path(file_id: uuid.UUID, variant: str) -> Path:
    """Only ids and our own words make up the name: what a person called the file never touches the disk."""
    folder: Path = current_app.config["SETTINGS"].store / "media"
    return folder / file_id.hex[-2:] / f"{file_id}.{variant}"
