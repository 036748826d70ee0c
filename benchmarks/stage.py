"""Where a benchmark plays: PostgreSQL, Valkey and the stand-in of its own, and processes of the product."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.extensions import db
from runner.postgres import OWNER
from tests.kit.environment import CHANNEL_SECRET, environ_for
from tests.kit.line import LineStandIn, free_port, running_line
from tests.kit.services import Services, running_services, start, stop

ROOT = Path(__file__).resolve().parents[1]


class Stage:
    channel_secret = CHANNEL_SECRET

    def __init__(self, services: Services, line: LineStandIn, port: int, **more: str) -> None:
        self.services, self.line, self.port = services, line, port
        self.environ = {**os.environ, **environ_for(services, line.url), "WORKER_THREADS": "32", "LINE_TIMEOUT": "10", **more}
        self.friends: list[str] = []
        self._processes: list[subprocess.Popen] = []

    @property
    def owner_url(self) -> str:
        return self.services.postgres.url(OWNER)

    def free_port(self) -> int:
        return free_port()

    def start(self, command: list[str], **environ: str) -> subprocess.Popen:
        process = start(command, "SIGTERM", cwd=ROOT, env={**self.environ, **environ}, stdout=subprocess.DEVNULL)
        self._processes.append(process)
        return process

    def start_worker(self, name: str) -> subprocess.Popen:
        return self.start([sys.executable, "worker.py", name])

    def stop(self, process: subprocess.Popen) -> None:
        self._processes.remove(process)
        stop(process)

    def stop_all(self) -> None:
        for process in list(self._processes):
            self.stop(process)

    def wait_for_port(self, port: int, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            assert time.monotonic() < deadline, f"nothing listens on {port}"
            time.sleep(0.05)


@contextmanager
def on_stage(durable: bool = False, **more: str) -> Iterator[Stage]:
    """Everything that a benchmark needs, with an application context of its own. `durable`: PostgreSQL with fsync."""
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    with running_services(durable=durable) as services, running_line(f"{web}/line/webhook", web) as line:
        stage = Stage(services, line, port, **more)
        app = create_app(stage.environ)
        with app.app_context():
            upgrade()
            try:
                yield stage
            finally:
                stage.stop_all()
                db.engine.dispose()
