"""flask --app wsgi demonstration create"""

import click
from flask import current_app
from flask.cli import AppGroup

from app.broadcasts.operations import BROADCASTS
from app.demonstration.city import create_accounts, create_city, is_empty
from app.demonstration.stand_in import NoStandIn
from app.extensions import db
from app.queues import nudge
from app.richmenus.operations import RICH_MENUS

demonstration = AppGroup("demonstration", help="The invented city of the demonstration.")


@demonstration.command("create")
def create() -> None:
    """Fill an empty database with an invented city; do nothing if there is an account already."""
    if not current_app.config["SETTINGS"].demo_city:
        raise click.ClickException("DEMO_CITY is not set; nothing was made.")
    if not is_empty(db.session):
        return
    accounts = list(create_accounts(db.session))
    try:
        create_city(db.session, current_app.config["SETTINGS"].line_api_url)
    except NoStandIn:
        raise click.ClickException("The stand-in for LINE does not answer; nothing was made.") from None
    db.session.commit()
    nudge(BROADCASTS)
    nudge(RICH_MENUS)
    click.echo("実演用の市を作りました。職員のアカウント（パスワードはいま一度だけ表示します）：")
    for role, email, password in accounts:
        click.echo(f"  {role}　{email}　{password}")
