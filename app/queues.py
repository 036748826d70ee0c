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


def run_duty(name: str) -> None:
    """The only job there is: lower the flag first, so that a nudge that comes from now on makes a job of its own."""
    try:
        redis_connection().delete(wanted_flag(name))
    except RedisError:
        log.warning("flag not lowered", extra={"duty": name})
    duties()[name].run()
