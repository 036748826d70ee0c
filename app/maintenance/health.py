"""GET /healthz (alive), GET /readyz (database, queue, migrations)."""

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db, redis_connection
from app.web.access import open_to_public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@open_to_public("the balancer asks")
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@open_to_public("the balancer asks; says no more than ready or not")
def ready() -> tuple[Response, int]:
    checks = {"database": _database_answers(), "queue": _queue_answers(), "migrations": False}
    checks["migrations"] = checks["database"] and _migrations_are_current()
    return jsonify(checks), 200 if all(checks.values()) else 503


def _database_answers() -> bool:
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _queue_answers() -> bool:
    try:
        return bool(redis_connection().ping())
    except RedisError:
        return False


def _migrations_are_current() -> bool:
    """Does the database stand at the newest migration of this code?"""
    config = Config()
    config.set_main_option("script_location", str(current_app.extensions["migrate"].directory))
    with db.engine.connect() as connection:
        at = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return set(at) == set(ScriptDirectory.from_config(config).get_heads())
