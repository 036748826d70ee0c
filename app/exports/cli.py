"""flask --app wsgi exports create KIND --output FILE"""

import json
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.crypto import SealError, keys
from app.exports import csv, sources
from app.exports.operations import KIND_ANSWERS, KINDS
from app.extensions import db
from app.flows.models import Flow

exports = AppGroup("exports", help="CSV files.")


@exports.command("create")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--flow", type=click.UUID, help="The questionnaire, for answers.")
@click.option("--encoding", type=click.Choice([csv.UTF8, csv.CP932]), default=csv.UTF8, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: rows, bytes and what CP932 lacked.")
def create(kind: str, output: Path, flow: uuid.UUID | None, encoding: str, as_json: bool) -> None:
    """Write a CSV file at once, on this machine, readable by this user alone."""
    if (kind == KIND_ANSWERS) != (flow is not None):
        raise click.UsageError("answers need --flow ID, citizens have none")
    report = csv.Report()
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        if flow and connection.scalar(select(Flow.id).where(Flow.id == flow)) is None:
            raise click.ClickException(f"there is no flow {flow}")
        source = sources.answers(connection, keys(), flow) if flow else sources.citizens(connection, keys())
        rows = (row for chunk in source.chunks for row in chunk)
        try:
            size = _write_private(output, csv.write(source.header, rows, encoding, report))
        except OSError as error:
            raise click.ClickException(f"{output}: {error.strerror}") from error
        except SealError as error:
            raise click.ClickException("a sealed value does not open; is KEY_STORE the right one?") from error
    if as_json:
        click.echo(json.dumps({"rows": source.total, "bytes": size, "replaced": report.to_json()}, ensure_ascii=False))
        return
    click.echo(f"Wrote {source.total} rows to {output}.")
    for column, count in report.replaced.items():
        click.echo(f"{column}: {count} characters that {encoding} lacks, such as {' '.join(report.examples[column])}")


def _write_private(output: Path, pieces: Iterable[bytes]) -> int:
    """Whole or not at all, readable by this user alone whatever stood there before. The number of bytes."""
    partial = output.with_name(f"{output.name}.{uuid.uuid4().hex}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(pieces)
            size = file.tell()
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
    return size
