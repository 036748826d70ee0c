"""Models and migrations say the same, and there is one head."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.extensions import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


def test_there_is_one_head():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_models_and_migrations_agree(app):
    with app.extensions["owner_engine"].connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.metadata)
    assert not differences, f"make a migration (flask db migrate): {differences}"


def test_the_application_may_not_change_tables(app):
    with db.engine.connect() as connection:
        may = connection.exec_driver_sql("SELECT has_schema_privilege(current_user, 'public', 'CREATE')").scalar()
    assert may is False
