"""The worker processes.

`python worker.py QUEUE` works on one queue (emergency, conversation, delivery, background, media);
`python worker.py dispatcher` turns due work into jobs.
"""

import logging
import signal
import sys
import time
from contextlib import suppress

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker, Worker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty
from rq.worker.base import BaseWorker

from app import create_app
from app.config import SettingsError
from app.dispatcher import Dispatcher
from app.extensions import db
from app.queues import QueueNames

log = logging.getLogger(__name__)


class PatientMixin:
    """RQ's loop ends when Valkey goes away in the middle of a job, and waits up to a minute to ask again: we do neither."""

    max_connection_wait_time = 2.0
    asked_to_stop = False

    def request_stop(self, signum, frame):  # type: ignore[no-untyped-def]
        PatientMixin.asked_to_stop = True  # of the process: a second worker of it must not begin
        super().request_stop(signum, frame)  # type: ignore[misc]

    def register_death(self):  # type: ignore[no-untyped-def]
        with suppress(RedisError):  # or the thread that listens for commands would stay behind
            super().register_death()  # type: ignore[misc]


class QuietWorker(PatientMixin, SimpleWorker):
    """Runs jobs in this process; its threads go on when a job has ended."""

    # A duty may be drained outside of the main thread's signals; the timer works in any thread.
    death_penalty_class = TimerDeathPenalty


class ForkingWorker(PatientMixin, Worker):
    """A process for each job, so that a large picture or export gives its memory back."""

    def main_work_horse(self, job, queue):  # type: ignore[no-untyped-def]
        # Connections of the parent must not be used by the child, nor closed under the parent's feet.
        db.engine.dispose(close=False)
        super().main_work_horse(job, queue)


def main(arguments: list[str]) -> int:
    names = (*QueueNames.ALL, "dispatcher")
    if len(arguments) != 1 or arguments[0] not in names:
        sys.stderr.write(f"usage: python worker.py {' | '.join(names)}\n")
        return 2
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    try:
        app = create_app()
    except SettingsError as problem:
        sys.stderr.write(f"Kairan cannot start:\n{problem}\n")
        return 1
    if arguments[0] == "dispatcher":
        dispatcher = Dispatcher(app)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, dispatcher.stop)
        dispatcher.run()
        return 0
    with app.app_context():
        work(app, arguments[0])
    return 0


def work(app, queue: str) -> None:  # type: ignore[no-untyped-def]
    if queue not in QueueNames.FORKING:
        app.extensions["line"].warm_up()  # or the first citizen of the day waits for the SDK to load
    while not PatientMixin.asked_to_stop:
        try:
            _make_worker(app, queue).work(logging_level="WARNING", with_scheduler=False)
            if not PatientMixin.asked_to_stop:
                time.sleep(1)
        except RedisError as error:
            log.warning("waiting for a service", extra={"error": type(error).__name__})
            time.sleep(1)
        except StopRequested:
            break
    pool = app.extensions.get("worker_pool")
    if pool:
        pool.shutdown()


def _make_worker(app, queue: str) -> BaseWorker:  # type: ignore[no-untyped-def]
    worker_class = ForkingWorker if queue in QueueNames.FORKING else QuietWorker
    return worker_class(
        [queue],
        connection=Redis.from_url(app.config["SETTINGS"].redis_url),
        serializer=JSONSerializer,
        worker_ttl=30,
        maintenance_interval=5,
        job_monitoring_interval=2,
        log_job_description=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
