"""Shared by all tests: real PostgreSQL and Valkey, the application, the stand-in for LINE, a client that checks pages."""

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text
from werkzeug.serving import make_server

from app import create_app
from app.extensions import db
from tests.kit.browser import chromium_path
from tests.kit.client import StaffClient
from tests.kit.environment import environ_for
from tests.kit.line import LineStandIn, free_port, running_line
from tests.kit.services import Services, running_services
from tests.kit.strict import check_bodies
from tests.kit.talk import Talk

MUST_NOT_SKIP = os.environ.get("CI") == "true"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With CI=true a skip is a failure: what should be there has to be there."""
    report = yield
    if MUST_NOT_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI=true lets nothing skip: {report.longrepr[2]}"
    return report


def pytest_collection_modifyitems(items) -> None:
    if chromium_path() is None:
        missing = pytest.mark.skip(reason="no Chromium on this machine (Debian: apt-get install chromium)")
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    with running_services() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole process: two Playwrights at once would be in each other's way."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def web_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def line_server(web_port: int) -> Iterator[LineStandIn]:
    web = f"http://127.0.0.1:{web_port}"
    with running_line(f"{web}/line/webhook", web) as line:
        yield line


@pytest.fixture(scope="session")
def application(services: Services, line_server: LineStandIn) -> Iterator[Flask]:
    app = create_app(environ_for(services, line_server.url))
    app.testing = True
    app.extensions["owner_engine"] = create_engine(app.config["SETTINGS"].migration_database_url)
    with app.app_context():
        upgrade()
        yield app
        db.engine.dispose()
    app.extensions["owner_engine"].dispose()


@pytest.fixture
def app(application: Flask, services: Services) -> Iterator[Flask]:
    """The application with an empty database, in its context."""
    with application.app_context():
        yield application
        db.session.rollback()
        db.session.remove()
        _empty(application)
        application.extensions["redis"].flushall()
        shutil.rmtree(services.folder / "store", ignore_errors=True)


def _empty(app: Flask) -> None:
    tables = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    with app.extensions["owner_engine"].begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    caches = app.extensions["turn_caches"]
    caches.flows.__init__()
    caches.audience.__init__()


@pytest.fixture(scope="session")
def web_server(application: Flask, web_port: int) -> Iterator[str]:
    """The application served over real HTTP, where the stand-in sends its webhooks. Its address."""
    server = make_server("127.0.0.1", web_port, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{web_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def talk(app: Flask, line: LineStandIn, web_server: str) -> Talk:
    """A friend on the stand-in's phone who talks with the application."""
    return Talk(line)


@pytest.fixture
def line(line_server: LineStandIn) -> Iterator[LineStandIn]:
    """The stand-in for LINE, emptied."""
    line_server.reset()
    yield line_server
    check_bodies(line_server.get("ledger/bodies")["bodies"])


@pytest.fixture
def client(app: Flask) -> StaffClient:
    """A browser without JavaScript that checks every page it gets."""
    return StaffClient(app)
