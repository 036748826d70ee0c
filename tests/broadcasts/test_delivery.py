"""A broadcast reaches exactly its recipients, exactly once, whatever LINE answers. The stand-in's ledger is the witness."""

import pytest
from sqlalchemy import func, select, update

from app.audience.models import CitizenIdentity
from app.audience.operations import add_citizens
from app.broadcasts import operations
from app.broadcasts.delivery import drain_broadcasts
from app.broadcasts.models import BatchState, Broadcast, BroadcastBatch, BroadcastException, BroadcastStatus
from app.clock import now
from app.crypto import CITIZEN, keys
from app.extensions import db
from app.pool import worker_pool
from tests.kit.factories import make_staff

TEXT = "避難訓練のお知らせです。"


def friends(line, count: int) -> list[str]:
    user_ids = line.add_friends(count)
    with db.engine.begin() as connection:
        add_citizens(connection, keys(), user_ids, now())
    return user_ids


def start(count: int, text: str = TEXT) -> Broadcast:
    staff = make_staff()
    broadcast = operations.create_draft(db.session, "お知らせ", staff.department_id, staff.id)
    operations.change_draft(db.session, broadcast, broadcast.title, None, [{"type": "text", "text": text}])
    operations.start_sending(db.session, broadcast, staff.id, count)
    db.session.commit()
    return broadcast


def work_until_sent(broadcast: Broadcast, rounds: int = 40) -> None:
    """Work as the delivery worker does; waiting times are let pass by the database's clock being asked to forget them."""
    for _ in range(rounds):
        drain_broadcasts()
        worker_pool().wait_until_idle()
        db.session.refresh(broadcast)
        if broadcast.status == BroadcastStatus.SENT:
            return
        db.session.execute(update(BroadcastBatch).values(not_before=now()))
        db.session.commit()
    raise AssertionError("the broadcast was not sent")


def deliveries(line, text: str = TEXT) -> dict[str, int]:
    return line.get("ledger/recipients", kind="multicast", text=text)["counts"]


def states() -> dict[str, int]:
    rows = db.session.execute(select(BroadcastBatch.state, func.count()).group_by(BroadcastBatch.state))
    return dict(rows.all())


def test_everybody_receives_it_once(app, line):
    user_ids = friends(line, 1234)
    broadcast = start(1234)
    work_until_sent(broadcast)
    assert deliveries(line) == dict.fromkeys(user_ids, 1)
    assert states() == {BatchState.ACCEPTED: 3}
    assert broadcast.recipient_count == 1234


FAULTS = {
    "500 before acceptance": {"status": 500, "when": "before", "times": 3},
    "500 after acceptance": {"status": 500, "when": "after", "times": 3},
    "no answer after acceptance": {"drop": True, "when": "after", "times": 3},
    "time-out after acceptance": {"delay_ms": 3000, "when": "after", "times": 1},
    "429": {"status": 429, "when": "before", "times": 4},
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_line_leaves_everybody_with_exactly_one(app, line, name):
    user_ids = friends(line, 5000)
    line.fault("multicast", **FAULTS[name])
    broadcast = start(5000)
    work_until_sent(broadcast)
    assert deliveries(line) == dict.fromkeys(user_ids, 1)


def test_one_bad_id_is_found_and_all_others_receive_it(app, line):
    user_ids = friends(line, 700)
    with db.engine.begin() as connection:
        bad = connection.scalar(select(CitizenIdentity.citizen_id).order_by(CitizenIdentity.citizen_id).offset(250).limit(1))
        sealed = keys().seal("citizen_identity.user_id_sealed", bad, b"not-a-user-id", purpose=CITIZEN, owner=bad)
        connection.execute(update(CitizenIdentity).where(CitizenIdentity.citizen_id == bad).values(user_id_sealed=sealed))
    broadcast = start(700)
    work_until_sent(broadcast)
    counts = deliveries(line)
    assert len(counts) == 699
    assert set(counts.values()) == {1}
    exceptions = db.session.scalars(select(BroadcastException)).all()
    assert [(one.citizen_id, one.reason) for one in exceptions] == [(bad, "rejected")]
    assert len(user_ids) == 700


def test_a_message_that_line_refuses_fails_as_a_whole_and_is_not_tried_by_halves(app, line):
    friends(line, 600)
    broadcast = start(600, "あ" * 5001)
    work_until_sent(broadcast)
    assert states() == {BatchState.FAILED: 2}


def test_a_batch_without_an_answer_for_23_hours_waits_for_a_person(app, line):
    friends(line, 10)
    broadcast = start(10)
    long_ago = now().replace(year=2020)
    db.session.execute(update(BroadcastBatch).values(first_try_at=long_ago))
    db.session.commit()
    work_until_sent(broadcast)
    assert states() == {BatchState.NEEDS_DECISION: 1}
    assert deliveries(line) == {}


def test_the_typed_number_must_be_the_number_of_recipients(app, line):
    friends(line, 3)
    with pytest.raises(operations.CountDiffers) as refusal:
        start(4)
    db.session.rollback()
    assert refusal.value.count == 3
    assert states() == {}


@pytest.mark.parametrize("before", list(operations.ALLOWED_TRANSITIONS))
@pytest.mark.parametrize("after", list(operations.ALLOWED_TRANSITIONS))
def test_only_the_moves_of_the_table_are_possible(app, before, after):
    staff = make_staff()
    broadcast = operations.create_draft(db.session, "動き", staff.department_id, staff.id)
    broadcast.status = before
    db.session.flush()
    if after in operations.ALLOWED_TRANSITIONS[before]:
        operations.move(db.session, broadcast, after)
        assert broadcast.status == after
    else:
        with pytest.raises(operations.ForbiddenMove):
            operations.move(db.session, broadcast, after)
