"""Writes exports in the background: the whole sealed file or none, from the beginning after a crash."""

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, text, update

from app.clock import now
from app.crypto import SealError, keys
from app.exports import csv, sources
from app.exports.models import Export, ExportState
from app.exports.operations import export_path
from app.extensions import db
from app.media.store import write_sealed

log = logging.getLogger(__name__)
LEASE_SECONDS = 60
MAX_ATTEMPTS = 3

_DUE = "(state = 'waiting' OR (state = 'running' AND lease_until < :moment))"
_IS_DUE = text(f"SELECT EXISTS (SELECT 1 FROM export WHERE {_DUE})")  # noqa: S608 - our own words
_CLAIM = text(
    f"""
    UPDATE export SET state = 'running', attempts = attempts + 1, lease_until = :until, done_rows = 0
    WHERE id = (SELECT id FROM export WHERE {_DUE} ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, parameters, encoding, attempts
    """  # noqa: S608 - our own words
)


def is_due(connection: Connection) -> bool:
    return bool(connection.scalar(_IS_DUE, {"moment": now()}))


def drain_exports() -> None:
    while True:
        moment = now()
        with db.engine.begin() as connection:
            values = {"moment": moment, "until": moment + timedelta(seconds=LEASE_SECONDS)}
            row = connection.execute(_CLAIM, values).first()
        if row is None:
            return
        if row.attempts > MAX_ATTEMPTS:
            _note(row.id, state=ExportState.FAILED, error="3回続けて途中で止まりました。もう一度書き出しを頼んでください。")
            continue
        _write(row.id, row.kind, row.parameters, row.encoding)


def _write(export_id: uuid.UUID, kind: str, parameters: dict[str, str], encoding: str) -> None:
    report = csv.Report()
    with db.engine.connect() as connection:
        if kind == "answers":
            source = sources.answers(connection, keys(), uuid.UUID(parameters["flow_id"]))
        else:
            source = sources.citizens(connection, keys())
        _note(export_id, total_rows=source.total)
        pieces = csv.write(source.header, _rows(export_id, source), encoding, report)
        try:
            size = write_sealed(keys(), export_path(export_id), export_id, pieces)
        except SealError:
            log.error("a sealed value does not open", extra={"export": str(export_id)})
            message = "読めないデータが見つかりました。システム管理者に知らせてください。"
            _note(export_id, state=ExportState.FAILED, error=message)
            return
    _note(export_id, state=ExportState.DONE, byte_size=size, done_rows=source.total, replaced=report.to_json(), finished_at=now())


def _rows(export_id: uuid.UUID, source: sources.Source) -> Iterator[list[str]]:
    """The rows one by one; after each chunk the progress is told and the lease goes on."""
    done = 0
    for chunk in source.chunks:
        yield from chunk
        done += len(chunk)
        _note(export_id, done_rows=done, lease_until=now() + timedelta(seconds=LEASE_SECONDS))


def _note(export_id: uuid.UUID, **values: object) -> None:
    with db.engine.begin() as connection:
        connection.execute(update(Export.__table__).where(Export.id == export_id).values(**values))
