import json
import secrets

import click
from flask.cli import AppGroup

from app.extensions import db
from app.staff.operations import (
    EmailTaken,
    PasswordTooShort,
    create_department,
    create_staff_member,
)
from app.staff.roles import Role

staff = AppGroup("staff", help="Accounts of staff.")


@staff.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="Name of the person; the address's local part if not given.")
@click.option("--department", default="広報・シティプロモーション戦略課", show_default=True)
@click.option("--password", envvar="STAFF_PASSWORD", default="", help="Made at random and printed once if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def create(email: str, role: str, name: str, department: str, password: str, as_json: bool) -> None:
    """Create an account. The first system administrator is made this way."""
    generated = "" if password else secrets.token_urlsafe(12)
    try:
        member = create_staff_member(
            email, name or email.partition("@")[0], Role(role), create_department(department), password or generated
        )
    except EmailTaken:
        raise click.ClickException(f"There is an account for {email} already.") from None
    except PasswordTooShort:
        raise click.ClickException("The password must have at least 12 characters.") from None
    db.session.commit()
    if as_json:
        click.echo(json.dumps({"id": str(member.id), "email": member.email, "role": role, "password": generated or None}))
    else:
        click.echo(f"Created {member.email} ({role}).")
        if generated:
            click.echo(f"Password (shown only now): {generated}")
