"""Duties of the conversation worker."""

from app.extensions import db
from app.inbound import leases
from app.inbound.dispatch import converse
from app.outbox import sending
from app.pool import worker_pool


def drain_conversations() -> None:
    """Hand every citizen with waiting events to a thread, until none is left to take."""
    pool = worker_pool()
    while True:
        room = pool.room()
        with db.engine.begin() as connection:
            taken = leases.claim(connection, room)
        for lease in taken:
            pool.submit(converse, lease)
        if not taken:
            return


def drain_outbox() -> None:
    """Try the messages that an earlier try or a crash left behind."""
    pool = worker_pool()
    while True:
        messages = sending.claim(pool.room())
        for message in messages:
            pool.submit(sending.deliver, message)
        if not messages:
            return
