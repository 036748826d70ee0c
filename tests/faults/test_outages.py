"""500 citizens are in conversation when a part of the ground is taken away. Redelivery is off; nothing may be lost or doubled."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from redis import Redis
from sqlalchemy import func, select

from app import create_app
from app.extensions import db
from app.inbound import spool
from app.inbound.models import EventState, InboundEvent
from app.outbox.models import OutboxMessage, OutboxState
from tests.faults.crowd import ANSWER, KEYWORD, Crowd
from tests.kit.documents import say_only, survey
from tests.kit.environment import environ_for
from tests.kit.factories import make_attribute, make_flow, make_tag
from tests.kit.line import LineStandIn, free_port, running_line
from tests.kit.services import Services, running_services
from tests.kit.system import System, running_system, wait_until

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("outages")]

OUTAGE_SECONDS = 30


@dataclass
class Ground:
    """Servers that these tests may stop: nobody else's."""

    services: Services
    line: LineStandIn
    app: Flask
    port: int

    @property
    def spool(self) -> Path:
        return self.app.config["SETTINGS"].store / "spool"


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    with running_services(durable=True) as services, running_line(f"{web}/line/webhook", web) as line:
        app = create_app(environ_for(services, line.url))
        with app.app_context():
            upgrade()
            make_tag("answered_survey")
            make_attribute("district", "choice", choices={"itami": "伊丹", "inano": "稲野"})
            make_flow(say_only(ANSWER, KEYWORD), name="挨拶", publish=True)
            make_flow(survey(), name="アンケート", publish=True)
            db.session.remove()
            db.engine.dispose()
        yield Ground(services, line, app, port)


@pytest.fixture(scope="module")
def processes(ground: Ground) -> Iterator[System]:
    with running_system(ground.services, ground.line, ground.port) as running:
        for name in ("web", "dispatcher", "conversation"):
            running.start(name, WORKER_THREADS="32")
        yield running


@pytest.fixture
def system(ground: Ground, processes: System) -> Iterator[System]:
    ground.line.reset()
    yield processes
    assert processes.dead() == []


@pytest.fixture
def crowd(ground: Ground, system: System) -> Iterator[Crowd]:
    with Crowd(ground.line, talkers=400, answerers=100, seconds=30) as people:
        wait_until(lambda: people.has_begun(0.2), "the talk is under way")
        yield people


def everything_is_settled(ground: Ground) -> bool:
    """No event waits, no message waits, the spool is empty. The connection is not kept: the next test stops its server."""
    with ground.app.app_context():
        waiting = db.session.scalar(select(func.count()).where(InboundEvent.state != EventState.DONE))
        unsent = db.session.scalar(select(func.count()).where(OutboxMessage.state != OutboxState.ACCEPTED))
        db.session.remove()
        db.engine.dispose()
    return waiting == 0 and unsent == 0 and not spool.is_waiting(ground.spool)


def all_were_answered_once(ground: Ground, crowd: Crowd, what: str) -> None:
    """Waits for it, prints how long that took, and looks at every phone."""
    since = time.monotonic()
    wait_until(crowd.is_content, "everybody was answered", 75)
    wait_until(lambda: everything_is_settled(ground), "everything is settled", 30)
    print(f"\n{what}: all answered and settled {time.monotonic() - since:.1f} s after the return")
    assert [person for person in crowd.people if person.refused] == []
    assert [(person, heard) for person in crowd.people if (heard := crowd.heard(person)) != person.hears] == []


@pytest.mark.parametrize(("kill", "seconds"), [(False, 10), (True, OUTAGE_SECONDS)], ids=["stopped", "killed"])
def test_without_postgresql_webhooks_are_spooled_and_everything_is_answered_once(ground, system, crowd, kill, seconds):
    ground.services.stop_server("postgres", kill=kill)
    time.sleep(seconds / 2)
    assert spool.is_waiting(ground.spool)
    time.sleep(seconds / 2)
    ground.services.start_server("postgres")
    all_were_answered_once(ground, crowd, "PostgreSQL")


def test_without_valkey_and_after_it_was_emptied_everything_is_answered_once(ground, system, crowd):
    ground.services.stop_server("valkey")
    time.sleep(OUTAGE_SECONDS)
    ground.services.start_server("valkey")
    Redis.from_url(ground.services.valkey.url()).flushall()
    all_were_answered_once(ground, crowd, "Valkey")


def test_while_line_fails_or_does_not_answer_nothing_is_lost(ground, system, crowd):
    ground.line.fault("reply", status=500)
    ground.line.fault("push", status=500)
    time.sleep(10)
    ground.line.clear_faults()
    ground.line.fault("reply", drop=True)
    ground.line.fault("push", drop=True)
    time.sleep(10)
    ground.line.clear_faults()
    all_were_answered_once(ground, crowd, "LINE")


def test_a_dispatcher_that_is_killed_and_started_again_loses_nothing(ground, system, crowd):
    system.kill("dispatcher")
    time.sleep(5)
    system.start("dispatcher")
    all_were_answered_once(ground, crowd, "dispatcher")


def test_what_got_200_is_answered_though_web_and_worker_are_killed_at_once(ground, system):
    with Crowd(ground.line, talkers=500, answerers=0, seconds=30) as crowd:
        wait_until(lambda: crowd.has_begun(0.3), "the talk is under way")
        for name in ("conversation", "web"):
            system.kill(name)
            system.start(name, WORKER_THREADS="32")
        wait_until(crowd.is_content, "everybody was answered", 90)
        wait_until(lambda: everything_is_settled(ground), "everything is settled", 30)
        refused = [person for person in crowd.people if person.refused]
        print(f"\nweb killed: {len(refused)} of {len(crowd.people)} webhooks were not accepted")
        assert all(crowd.heard(person) in ([], person.hears) for person in refused)
        # Who was refused may have been stored a moment before, and is then answered like everybody.
        accepted = [person for person in crowd.people if not person.refused]
        assert len(accepted) > 100
        assert [(person, heard) for person in accepted if (heard := crowd.heard(person)) != person.hears] == []
