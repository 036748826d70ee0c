"""Turns due work into jobs: at once when it is nudged, else every second when its clock looks. Several may run."""

import logging
import time

from flask import Flask
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.clock import monotonic
from app.extensions import db, redis_connection
from app.inbound.webhook import replay_spool
from app.queues import NUDGES, call_who_lingers, duties, enqueue

log = logging.getLogger(__name__)
TICK_SECONDS = 1.0


class Dispatcher:
    """`run` until `stop` is called (from a signal handler)."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = False

    def stop(self, *_: object) -> None:
        self._stopping = True

    def run(self) -> None:
        next_tick = monotonic()
        with self._app.app_context():
            while not self._stopping:
                try:
                    self._answer_nudge()
                    if monotonic() >= next_tick:
                        next_tick = monotonic() + TICK_SECONDS
                        self._tick()
                except (DBAPIError, PoolTimeout, RedisError) as error:
                    log.warning("waiting for a service", extra={"error": type(error).__name__})
                    time.sleep(TICK_SECONDS)

    def _answer_nudge(self) -> None:
        nudged = redis_connection().brpop([NUDGES], timeout=TICK_SECONDS)
        if nudged:
            name = nudged[1].decode()
            if name in duties() and not call_who_lingers(duties()[name]):
                enqueue(duties()[name])

    def _tick(self) -> None:
        replay_spool()
        with db.engine.connect() as connection:
            due = [duty for duty in duties() if duty.is_due(connection)]
        for duty in due:
            if not call_who_lingers(duty):
                enqueue(duty)
