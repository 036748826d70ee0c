"""What a start asks of the database, without loading the application."""

from pathlib import Path

import psycopg
from alembic.config import Config
from alembic.script import ScriptDirectory

from runner.outside import plain_url


def is_current(database_url: str, folder: Path) -> bool:
    """Does the database stand at the newest migration? False also if it has no tables yet.

    Raises psycopg.OperationalError if it cannot be reached.
    """
    config = Config()
    config.set_main_option("script_location", str(folder))
    heads = set(ScriptDirectory.from_config(config).get_heads())
    with psycopg.connect(plain_url(database_url), connect_timeout=5) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return False
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return {row[0] for row in rows} == heads


def has_accounts(database_url: str) -> bool:
    """Has somebody already an account here?"""
    with psycopg.connect(plain_url(database_url), connect_timeout=5) as connection:
        return connection.execute("SELECT EXISTS (SELECT 1 FROM staff_member)").fetchone() == (True,)
