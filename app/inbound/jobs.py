"""The duty of the conversation worker: citizens' events, and messages that an earlier try or a crash left behind."""

from sqlalchemy import Connection

from app.clock import monotonic
from app.extensions import db
from app.inbound import leases
from app.inbound.dispatch import converse
from app.inbound.webhook import CONVERSATIONS
from app.outbox import sending
from app.pool import WorkerPool, worker_pool
from app.queues import leave, linger

# A job stays for more work as long as there is some, but not so long that RQ takes its worker for dead.
_STAY_SECONDS = 10
_LINGER_SECONDS = 1
_OUTBOX_EVERY_SECONDS = 1


def is_due(connection: Connection) -> bool:
    return leases.is_due(connection) or sending.is_due(connection)


def work_conversations() -> None:
    """Hand what waits to the threads, and stay a while for what comes."""
    pool = worker_pool()
    until, outbox_at = monotonic() + _STAY_SECONDS, 0.0
    while True:
        drain_conversations(pool)
        if monotonic() >= outbox_at:
            drain_outbox(pool)
            outbox_at = monotonic() + _OUTBOX_EVERY_SECONDS
        if monotonic() > until or not linger(CONVERSATIONS, _LINGER_SECONDS):
            break
    leave(CONVERSATIONS)
    # What came between the last look and the leaving was told to nobody.
    drain_conversations(pool)


def drain_conversations(pool: WorkerPool | None = None) -> None:
    """Hand every citizen with waiting events to a thread, until none is left to take."""
    pool = pool or worker_pool()
    full = True
    while full:
        room = pool.room()
        with db.engine.begin() as connection:
            taken = leases.claim(connection, room)
        for lease in taken:
            pool.submit(converse, lease)
        full = len(taken) >= room


def drain_outbox(pool: WorkerPool | None = None) -> None:
    """Try the messages that an earlier try or a crash left behind."""
    pool = pool or worker_pool()
    while messages := sending.claim(pool.room()):
        for message in messages:
            pool.submit(sending.deliver, message)
