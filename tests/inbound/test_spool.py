"""Where signed events wait while the database is away."""

from sqlalchemy import select

from app.clock import now
from app.crypto import keys
from app.extensions import db
from app.inbound import spool
from app.inbound.events import event_row
from app.inbound.models import InboundEvent
from app.inbound.webhook import replay_spool, spool_folder
from tests.kit.line_events import text_event


def spooled(text: str, **change) -> None:
    spool.append(spool_folder(), [{**event_row(text_event(text), keys(), now()), **change}])


def stored() -> int:
    return len(db.session.scalars(select(InboundEvent.id)).all())


def test_what_was_spooled_is_stored_once_and_the_spool_is_empty(app):
    spooled("一")
    spooled("二")
    replay_spool()
    replay_spool()
    assert stored() == 2
    assert not spool.is_waiting(spool_folder())


def test_a_line_that_a_crash_cut_off_does_not_swallow_the_next(app):
    spooled("一")
    [file] = spool_folder().glob("*.spool")
    with file.open("ab") as half:
        half.write(b'[{"id": "018f')
    spooled("二")
    replay_spool()
    assert stored() == 2


def test_a_row_that_the_database_refuses_for_good_holds_up_nothing(app):
    spooled("長すぎる種類", kind="x" * 100)
    spooled("後から来たもの")
    replay_spool()
    assert stored() == 1
    assert not spool.is_waiting(spool_folder())
    assert (spool_folder() / "refused.rows").read_bytes().count(b"\n") == 1
