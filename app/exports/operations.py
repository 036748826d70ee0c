import uuid
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports.models import Export, ExportState
from app.staff.models import StaffMember

EXPORTS = "exports"
KIND_ANSWERS, KIND_CITIZENS = "answers", "citizens"
KINDS = {KIND_ANSWERS: "アンケートの回答", KIND_CITIZENS: "利用者の一覧"}


def ask_for_export(session: Session, kind: str, encoding: str, member: StaffMember, flow_id: uuid.UUID | None) -> Export:
    """A new export that a worker will write; nudge EXPORTS after the commit."""
    parameters: dict[str, Any] = {"flow_id": str(flow_id)} if flow_id else {}
    export = Export(
        kind=kind,
        encoding=encoding,
        parameters=parameters,
        asked_by=member.id,
        department_id=member.department_id,
        state=ExportState.WAITING,
    )
    session.add(export)
    session.flush()
    return export


def get_export_by_id_and_asker(session: Session, export_id: uuid.UUID, staff_id: uuid.UUID) -> Export | None:
    """Only who asked for a file may see and fetch it."""
    return session.scalar(select(Export).where(Export.id == export_id, Export.asked_by == staff_id))


def list_exports(session: Session, staff_id: uuid.UUID) -> list[Export]:
    query = select(Export).where(Export.asked_by == staff_id).order_by(Export.created_at.desc())
    return list(session.scalars(query.limit(100)))


def export_path(export_id: uuid.UUID) -> Path:
    folder: Path = current_app.config["SETTINGS"].store / "exports"
    return folder / f"{export_id}.csv"
