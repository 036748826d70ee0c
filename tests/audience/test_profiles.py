"""The duty that asks LINE for names."""

from app.audience.jobs import fetch_profiles, is_due
from app.audience.models import CitizenIdentity
from app.extensions import db
from tests.kit.factories import make_citizen


def _identity(citizen_id) -> CitizenIdentity:
    db.session.expire_all()
    return db.session.get(CitizenIdentity, citizen_id)


def _is_due() -> bool:
    with db.engine.connect() as connection:
        return is_due(connection)


def test_names_are_fetched_and_not_asked_for_again(app, line):
    user_id = line.add_friends(1, names=["伊丹 花子"])[0]
    citizen = make_citizen(user_id)
    assert _is_due()
    fetch_profiles()
    assert _identity(citizen).display_name
    assert not _is_due()


def test_somebody_whom_line_does_not_know_is_not_asked_for_again(app, line):
    citizen = make_citizen()
    fetch_profiles()
    assert _identity(citizen).display_name is None
    assert not _is_due()


def test_when_line_is_unwell_the_duty_stops_and_waits(app, line):
    first, second = (make_citizen(user_id) for user_id in line.add_friends(2))
    line.fault("profile", status=500)
    fetch_profiles()
    assert _identity(first).profile_due
    assert _identity(second).profile_due
    assert not _is_due()
    app.extensions["redis"].flushall()
    assert _is_due()
