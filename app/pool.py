"""Threads of a worker process that outlive the RQ job that fed them: nobody waits for the slowest of a round."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flask import Flask, current_app

log = logging.getLogger(__name__)


class WorkerPool:
    """A bounded pool. `room` blocks until a thread is free; exceptions are logged by type, never with their text."""

    def __init__(self, app: Flask, size: int) -> None:
        self._app = app
        self._size = size
        self._executor = ThreadPoolExecutor(size, thread_name_prefix="kairan")
        self._free = threading.Semaphore(size)
        self._busy = 0
        self._lock = threading.Lock()

    def room(self) -> int:
        """How many threads are free now; waits until it is at least one."""
        self._free.acquire()
        self._free.release()
        with self._lock:
            return max(1, self._size - self._busy)

    def submit(self, work: Callable[..., None], *args: Any) -> None:
        """Run `work` with an application context in a thread."""
        self._free.acquire()
        with self._lock:
            self._busy += 1
        self._executor.submit(self._run, work, *args).add_done_callback(self._done)

    def _run(self, work: Callable[..., None], *args: Any) -> None:
        with self._app.app_context():
            work(*args)

    def _done(self, future: Future[None]) -> None:
        with self._lock:
            self._busy -= 1
        self._free.release()
        error = future.exception()
        if error is not None:
            log.error("work failed", extra={"error": type(error).__name__})

    def wait_until_idle(self) -> None:
        """Until every thread has ended its work (work that comes meanwhile is waited for, too)."""
        for _ in range(self._size):
            self._free.acquire()
        self._free.release(self._size)

    def shutdown(self) -> None:
        """Wait for what is under way."""
        self._executor.shutdown(wait=True)


def worker_pool() -> WorkerPool:
    """The pool of this worker process, made at its first use."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with _make:
        if "worker_pool" not in app.extensions:
            app.extensions["worker_pool"] = WorkerPool(app, app.config["SETTINGS"].worker_threads)
    pool: WorkerPool = app.extensions["worker_pool"]
    return pool


_make = threading.Lock()
