"""flask --app wsgi exports create KIND --output FILE"""

import json
import uuid
from pathlib import Path

import click
from flask.cli import AppGroup

from app.crypto import keys
from app.exports import csv, sources
from app.extensions import db

exports = AppGroup("exports", help="CSV files.")


@exports.command("create")
@click.argument("kind", type=click.Choice(["answers", "citizens"]))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--flow", type=click.UUID, help="The questionnaire, for answers.")
@click.option("--encoding", type=click.Choice([csv.UTF8, csv.CP932]), default=csv.UTF8, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def create(kind: str, output: Path, flow: uuid.UUID | None, encoding: str, as_json: bool) -> None:
    """Write a CSV file at once, on this machine, readable by this user alone."""
    if kind == "answers" and flow is None:
        raise click.UsageError("answers need --flow ID")
    report = csv.Report()
    with db.engine.connect() as connection:
        source = sources.answers(connection, keys(), flow) if flow else sources.citizens(connection, keys())
        output.touch(mode=0o600)
        rows = (row for chunk in source.chunks for row in chunk)
        with output.open("wb") as file:
            file.writelines(csv.write(source.header, rows, encoding, report))
    done = {"rows": source.total, "replaced": report.to_json()}
    click.echo(json.dumps(done, ensure_ascii=False) if as_json else f"Wrote {source.total} rows to {output}.")
