"""flask --app wsgi flows …"""

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.clock import now
from app.extensions import db
from app.flows import queries
from app.flows.engine.errors import DefinitionError
from app.flows.engine.inspect import lint
from app.flows.engine.transcript import TranscriptError, play, read_script, render
from app.flows.models import Flow
from app.flows.operations import create_flow, publish_flow
from app.staff.operations import create_department

flows = AppGroup("flows", help="Flows in the documented JSON format (docs/flow-format.md).")
# The id that the file's flow has while it is played: `/start this` starts it.
_THIS_FLOW = "this"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise click.ClickException(f"{file} is not JSON: {error}") from None


def _report(problems: list, as_json: bool) -> bool:
    """Print problems; whether there is an error among them."""
    if as_json:
        click.echo(json.dumps([problem.to_json() for problem in problems], ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{problem.level}: {problem.message} ({problem.code}, node {problem.node or '-'})")
    return any(problem.level == "error" for problem in problems)


@flows.command("check")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True)
def check(file: Path, as_json: bool) -> None:
    """Lint a flow without the database. Exit status 1 if there is an error."""
    if _report(lint(_read(file)), as_json):
        sys.exit(1)


@flows.command("import")
@click.argument("file", type=_FILE)
@click.option("--name", help="The flow's name; the file's name if not given.")
@click.option("--department", default="広報・シティプロモーション戦略課", show_default=True)
@click.option("--publish", is_flag=True, help="Publish it, if the lint finds no error.")
@click.option("--json", "as_json", is_flag=True)
def import_flow(file: Path, name: str | None, department: str, publish: bool, as_json: bool) -> None:
    """Make a new flow of a file."""
    document = _read(file)
    owner = create_department(department)
    problems = lint(document, queries.lint_context(db.session, owner.id, None))
    errors = any(problem.level == "error" for problem in problems)
    if not isinstance(document, dict) or (publish and errors):
        _report(problems, as_json)
        raise click.ClickException("The flow was not imported because of the errors above.")
    flow = create_flow(db.session, name or file.stem, owner.id, None, document)
    version = publish_flow(db.session, flow, "取り込み", None) if publish else None
    db.session.commit()
    number = version.number if version else None
    text = f"Imported {flow.name} as {flow.id}" + (f", published as version {number}." if number else ", as a draft.")
    click.echo(json.dumps({"id": str(flow.id), "version": number}) if as_json else text)


@flows.command("export")
@click.argument("flow_id", type=click.UUID)
def export(flow_id: uuid.UUID) -> None:
    """Print a flow's draft."""
    flow = db.session.get(Flow, flow_id)
    if flow is None:
        raise click.ClickException("There is no such flow.")
    click.echo(json.dumps(flow.draft, ensure_ascii=False, indent=1))


@flows.command("run")
@click.argument("file", type=_FILE)
@click.option("--transcript", type=_FILE, required=True, help="The citizen's side of the conversation (docs/flow-format.md).")
def run(file: Path, transcript: Path) -> None:
    """Play a conversation through the engine and print what the citizen sees."""
    try:
        script = read_script(transcript.read_text("utf-8"))
        documents = {_THIS_FLOW: _read(file), **script.flows}
        inputs = script.inputs or [{"type": "start", "flow": _THIS_FLOW}]
        click.echo(render(play(documents, inputs, now=now(), citizen=script.citizen)), nl=False)
    except (TranscriptError, DefinitionError) as error:
        raise click.ClickException(str(error)) from None
