"""flask --app wsgi segments …"""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.audience.catalogue import read_catalogue
from app.audience.queries import count_segment
from app.audience.rule_checks import validate
from app.audience.rule_words import describe
from app.extensions import db

segments = AppGroup("segments", help="Segments: rules in JSON (see app/audience/rules.py).")


@segments.command("count")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def count(file: Path, as_json: bool) -> None:
    """Count the current friends who satisfy the rule in FILE. Exit status 1 if the rule has problems."""
    try:
        rule = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file} is not JSON: {error}") from None
    connection = db.session.connection()
    catalogue = read_catalogue(connection)
    problems = validate(rule, catalogue)
    if problems:
        for problem in [] if as_json else problems:
            click.echo(f"{'/'.join(str(step) for step in problem.path) or '.'}: {problem.message}", err=True)
        if as_json:
            click.echo(json.dumps({"problems": [problem.to_json() for problem in problems]}, ensure_ascii=False))
        sys.exit(1)
    found, text = count_segment(connection, rule), describe(rule, catalogue)
    answer = json.dumps({"count": found, "text": text, "problems": []}, ensure_ascii=False)
    click.echo(answer if as_json else f"{text}\n{found:,}人")
