"""Writes exports in the background: the whole sealed file or none, from the beginning after a crash."""

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, Row, text, update

from app.clock import now
from app.crypto import SealError, keys
from app.exports import csv, sources
from app.exports.models import Export, ExportState
from app.exports.operations import KIND_ANSWERS, export_path
from app.extensions import db
from app.media.store import write_sealed

log = logging.getLogger(__name__)
LEASE_SECONDS = 60
MAX_ATTEMPTS = 3
GAVE_UP = "3回続けて途中で止まりました。もう一度書き出しを頼んでください。"
UNREADABLE = "読めないデータが見つかりました。システム管理者に知らせてください。"

_DUE = "(state = 'waiting' OR (state = 'running' AND lease_until < :moment))"
_IS_DUE = text(f"SELECT EXISTS (SELECT 1 FROM export WHERE {_DUE})")  # noqa: S608 - our own words
_CLAIM = text(
    f"""
    UPDATE export SET state = 'running', attempts = attempts + 1, lease_until = :until, done_rows = 0
    WHERE id = (SELECT id FROM export WHERE {_DUE} ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, parameters, encoding, attempts
    """  # noqa: S608 - our own words
)


class LeaseLost(Exception):  # noqa: N818
    """Another worker took the export over while this one slept."""


def is_due(connection: Connection) -> bool:
    return bool(connection.scalar(_IS_DUE, {"moment": now()}))


def drain_exports() -> None:
    while True:
        moment = now()
        with db.engine.begin() as connection:
            values = {"moment": moment, "until": moment + timedelta(seconds=LEASE_SECONDS)}
            claim = connection.execute(_CLAIM, values).first()
        if claim is None:
            return
        _remove_partials(claim.id)
        try:
            if claim.attempts > MAX_ATTEMPTS:
                _note(claim, state=ExportState.FAILED, error=GAVE_UP)
            else:
                _write(claim)
        except LeaseLost:
            log.warning("export taken over", extra={"export": str(claim.id)})
        except SealError:
            log.error("a sealed value does not open", extra={"export": str(claim.id)})
            _remove_partials(claim.id)
            _note(claim, state=ExportState.FAILED, error=UNREADABLE)


def _write(claim: Row) -> None:
    report, told = csv.Report(), _Told(claim)
    # One snapshot for the number of rows, the rows and their answers.
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        if claim.kind == KIND_ANSWERS:
            source = sources.answers(connection, keys(), uuid.UUID(claim.parameters["flow_id"]))
        else:
            source = sources.citizens(connection, keys())
        _note(claim, total_rows=source.total)
        pieces = csv.write(source.header, told.rows(source), claim.encoding, report)
        size = write_sealed(keys(), export_path(claim.id), claim.id, pieces)
    values = {"byte_size": size, "done_rows": told.done, "replaced": report.to_json(), "finished_at": now()}
    _note(claim, state=ExportState.DONE, **values)


class _Told:
    """Hands the rows on one by one; after each chunk the progress is told and the lease goes on."""

    def __init__(self, claim: Row) -> None:
        self.done = 0
        self._claim = claim

    def rows(self, source: sources.Source) -> Iterator[list[str]]:
        for chunk in source.chunks:
            yield from chunk
            self.done += len(chunk)
            _note(self._claim, done_rows=self.done, lease_until=now() + timedelta(seconds=LEASE_SECONDS))


def _note(claim: Row, **values: object) -> None:
    """Write into the export's row, in a transaction of its own, while it is ours. Raises LeaseLost."""
    export = Export.__table__
    ours = (export.c.id == claim.id, export.c.state == ExportState.RUNNING, export.c.attempts == claim.attempts)
    with db.engine.begin() as connection:
        if connection.execute(update(export).where(*ours).values(**values)).rowcount == 0:
            raise LeaseLost


def _remove_partials(export_id: uuid.UUID) -> None:
    """What a killed worker left half-written."""
    path = export_path(export_id)
    for leftover in path.parent.glob(f"{path.stem}.*.partial"):
        leftover.unlink(missing_ok=True)
