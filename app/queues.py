"""Queues and duties.

The database is the truth and RQ carries only the name of a duty: "conversations are waiting", "a broadcast has batches".
Whoever commits work nudges; the dispatcher turns nudges, and whatever its clock finds due, into jobs. Losing a nudge or
the whole of Valkey therefore loses nothing but a second.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import Connection

from app.extensions import redis_connection

log = logging.getLogger(__name__)

NUDGES = "kairan:nudges"
_FLAG_SECONDS = 5


class QueueNames:
    """One queue per worker process: with two, RQ pops in a way that can lose a job (rq/rq issue 1716)."""

    EMERGENCY = "emergency"
    CONVERSATION = "conversation"
    DELIVERY = "delivery"
    BACKGROUND = "background"
    MEDIA = "media"

    ALL = (EMERGENCY, CONVERSATION, DELIVERY, BACKGROUND, MEDIA)
    # These fork for each job, so that a large picture or export gives its memory back.
    FORKING = (BACKGROUND, MEDIA)


@dataclass(frozen=True)
class Duty:
    """Something that a worker does until nothing is left: `is_due` looks, `run` drains."""

    name: str
    queue: str
    is_due: Callable[[Connection], bool]
    run: Callable[[], None]
    timeout: int = 3600  # seconds


class Duties:
    def __init__(self) -> None:
        self._by_name: dict[str, Duty] = {}

    def register(self, duty: Duty) -> None:
        if duty.name in self._by_name or duty.queue not in QueueNames.ALL:
            raise ValueError(f"duty {duty.name} is registered twice or names an unknown queue")
        self._by_name[duty.name] = duty

    def __iter__(self):
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Duty:
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name


def duties() -> Duties:
    """The duties of the current application, registered by create_app."""
    found: Duties = current_app.extensions["duties"]
    return found


def nudge(name: str) -> None:
    """Say that a duty has work. To be called after the commit; without Valkey the dispatcher's clock finds the work."""
    try:
        redis_connection().lpush(NUDGES, name)
    except RedisError:
        log.warning("nudge lost", extra={"duty": name})


def wanted_flag(name: str) -> str:
    return f"kairan:wanted:{name}"


def enqueue(duty: Duty) -> bool:
    """Put one job for the duty on its queue unless one already waits there. Raises RedisError."""
    connection = redis_connection()
    if not connection.set(wanted_flag(duty.name), 1, nx=True, ex=_FLAG_SECONDS):
        return False
    queue = Queue(duty.queue, connection=connection, serializer=JSONSerializer)
    queue.enqueue_call(
        "app.queues.run_duty",
        args=(duty.name,),
        job_id=uuid.uuid4().hex,
        description=duty.name,
        timeout=duty.timeout,
        result_ttl=0,
        failure_ttl=86400,
    )
    return True


def _here(name: str) -> str:
    return f"kairan:here:{name}"


def _more(name: str) -> str:
    return f"kairan:more:{name}"


def call_who_lingers(duty: Duty) -> bool:
    """Tell the worker that stays with this duty that there is more; False if none does. Raises RedisError."""
    connection = redis_connection()
    if not connection.exists(_here(duty.name)):
        return False
    connection.lpush(_more(duty.name), 1)
    connection.ltrim(_more(duty.name), 0, 0)
    return True


def linger(name: str, seconds: float) -> bool:
    """Stay with a duty for a moment: True as soon as there is more of it, False when the time is over.

    A job for each nudge would cost more than the work itself. Should this process die while it lingers, its sign goes
    after two seconds and the dispatcher makes jobs again.
    """
    try:
        connection = redis_connection()
        connection.set(_here(name), 1, px=int(seconds * 1000) + 1000)
        return connection.brpop([_more(name)], timeout=seconds) is not None
    except RedisError:
        return False


def leave(name: str) -> None:
    """The end of lingering: from now on a nudge makes a job."""
    try:
        redis_connection().delete(_here(name))
    except RedisError:
        log.warning("sign of lingering not taken away", extra={"duty": name})


def run_duty(name: str) -> None:
    """The only job there is: lower the flag first, so that a nudge that comes from now on makes a job of its own."""
    try:
        redis_connection().delete(wanted_flag(name))
    except RedisError:
        log.warning("flag not lowered", extra={"duty": name})
    duties()[name].run()
