"""One test per row of docs/crash-points.md: a process is killed at the named point, redelivery is off."""

import pytest
from sqlalchemy import select, text

from app.audience.operations import add_citizens
from app.broadcasts import operations as broadcasts
from app.broadcasts.models import Broadcast, BroadcastBatch, BroadcastStatus
from app.clock import now
from app.crypto import keys
from app.extensions import db
from app.inbound.models import InboundEvent
from app.outbox.models import OutboxMessage, OutboxState
from tests.kit.documents import say_only
from tests.kit.factories import make_flow, make_staff
from tests.kit.system import running_system, wait_until

pytestmark = pytest.mark.long

ANSWER = "こんにちは。市役所です。"
_HURRY = (
    # What a test need not wait for: leases that end by themselves, and the time after which a message is taken up again.
    "UPDATE conversation SET lease_until = now() WHERE lease_until IS NOT NULL",
    "UPDATE outbox_message SET not_before = now() WHERE state = 'waiting'",
    "UPDATE broadcast_batch SET lease_until = now(), not_before = now() WHERE state = 'waiting'",
)


@pytest.fixture
def system(app, services, line, web_port):
    with running_system(services, line, web_port) as running:
        running.start("dispatcher")
        yield running


@pytest.fixture
def friend(line):
    make_flow(say_only(ANSWER, "もしもし"), publish=True)
    return line.add_friends(1)[0]


def says(line, user: str, answered: bool = True) -> None:
    answer = line.post(f"citizens/{user}/text", {"text": "もしもし"})
    assert (answer["webhook"]["status"] == 200) == answered


def heard(line, user: str) -> list[str]:
    items = line.get(f"phones/{user}")["items"]
    return [item["message"].get("text") for item in items if item["direction"] == "from_account"]


def hurry() -> None:
    db.session.rollback()
    for statement in _HURRY:
        db.session.execute(text(statement))
    db.session.commit()


def settled() -> bool:
    db.session.rollback()
    rows = db.session.scalars(select(OutboxMessage.state)).all()
    return bool(rows) and set(rows) == {OutboxState.ACCEPTED}


def test_killed_before_the_event_is_committed_the_webhook_was_not_accepted(system, line, friend):
    system.start("web", crash_at="before_event_commit")
    says(line, friend, answered=False)
    assert db.session.scalars(select(InboundEvent)).all() == []


def test_killed_after_the_event_is_committed_it_is_answered_once(system, line, friend):
    system.start("web", crash_at="after_event_commit")
    says(line, friend, answered=False)
    system.start("conversation")
    wait_until(settled, "the answer is settled")
    assert heard(line, friend) == [ANSWER]


@pytest.mark.parametrize("point", ["before_turn_commit", "after_turn_commit", "before_reply", "after_reply", "before_settle"])
def test_a_worker_killed_in_a_turn_leaves_exactly_one_answer(system, line, friend, point):
    system.start("web")
    system.start("conversation", crash_at=point)
    says(line, friend)
    system.wait_for_death("conversation")
    hurry()
    system.start("conversation")
    wait_until(settled, "the answer is settled")
    assert heard(line, friend) == [ANSWER]


def test_an_answer_found_too_late_goes_by_push_and_is_marked_as_possibly_twice(system, line, friend):
    system.start("web")
    system.start("conversation", crash_at="after_reply")
    says(line, friend)
    system.wait_for_death("conversation")
    db.session.execute(text("UPDATE outbox_message SET received_at = received_at - interval '60 seconds'"))
    db.session.commit()
    hurry()
    system.start("conversation")
    wait_until(settled, "the answer is settled")
    assert heard(line, friend) == [ANSWER, ANSWER]
    assert db.session.scalars(select(OutboxMessage.possibly_twice)).one()


@pytest.mark.parametrize("point", ["before_push", "after_push"])
def test_a_worker_killed_around_a_push_leaves_exactly_one_message(system, line, friend, point):
    system.start("web")
    says(line, friend)
    line.post("clock", {"advance_seconds": 120})  # the reply token dies while no worker runs
    system.start("conversation", crash_at=point)
    system.wait_for_death("conversation")
    hurry()
    system.start("conversation")
    wait_until(settled, "the message is settled")
    assert heard(line, friend) == [ANSWER]
    assert not db.session.scalars(select(OutboxMessage.possibly_twice)).one()


@pytest.mark.parametrize("point", ["before_multicast", "after_multicast"])
def test_a_delivery_worker_killed_around_a_multicast_leaves_exactly_one_message_each(system, line, point):
    user_ids = line.add_friends(1200)
    with db.engine.begin() as connection:
        add_citizens(connection, keys(), user_ids, now())
    staff = make_staff()
    broadcast = broadcasts.create_draft(db.session, "お知らせ", staff.department_id, staff.id)
    broadcasts.change_draft(db.session, broadcast, "お知らせ", None, [{"type": "text", "text": ANSWER}])
    broadcasts.start_sending(db.session, broadcast, staff.id, 1200)
    db.session.commit()
    system.start("delivery", crash_at=point)
    system.wait_for_death("delivery")
    hurry()
    system.start("delivery")
    wait_until(lambda: _status() == BroadcastStatus.SENT, "the broadcast is sent")
    counts = line.get("ledger/recipients", kind="multicast")["counts"]
    assert counts == dict.fromkeys(user_ids, 1)
    assert len(db.session.scalars(select(BroadcastBatch.id)).all()) == 3


def _status() -> str:
    db.session.rollback()
    return db.session.scalars(select(Broadcast.status)).one()
