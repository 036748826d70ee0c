"""Alembic's environment. Migrations run as the owner of the tables (MIGRATION_DATABASE_URL)."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine

metadata = current_app.extensions["migrate"].db.metadata


def run_offline() -> None:
    context.configure(url=current_app.config["SETTINGS"].migration_database_url, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    engine = create_engine(current_app.config["SETTINGS"].migration_database_url)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_server_default=False)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
