"""Kairan: the system with which a city runs its LINE official account."""

import os
from collections.abc import Mapping

from flask import Flask
from redis import Redis
from werkzeug.middleware.proxy_fix import ProxyFix

from app import crypto, registry
from app.config import Settings, read_settings
from app.extensions import csrf, db, login_manager, migrate
from app.line.client import LineClient
from app.queues import Duties
from app.staff.sessions import DatabaseSessionInterface, load_staff_member
from app.web import pages


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The application with the settings of `environ` (default: the process's). Raises SettingsError."""
    settings = read_settings(os.environ if environ is None else environ)
    app = Flask(__name__)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": settings.worker_threads + 4,
            "max_overflow": 4,
            "pool_timeout": 10,
            # The connection used last goes first: few connections stay warm, with their statements prepared.
            "pool_use_lifo": True,
            # Errors name the statement, never the values.
            "hide_parameters": True,
            "connect_args": {"connect_timeout": 5, "application_name": "kairan", "prepare_threshold": 1},
        },
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.session_interface = DatabaseSessionInterface()
    _bind_extensions(app, settings)
    pages.init_app(app)
    registry.init_app(app)
    return app


def _bind_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory="migrations")
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.login_view = "staff.sign_in"
    login_manager.login_message = "続けるにはサインインしてください。"
    login_manager.user_loader(load_staff_member)
    crypto.init_app(app)
    app.extensions["redis"] = Redis.from_url(
        settings.redis_url, socket_timeout=10, socket_connect_timeout=2, health_check_interval=30
    )
    app.extensions["line"] = LineClient(settings)
    app.extensions["duties"] = Duties()
