"""The whole system as processes: web, dispatcher, workers, the stand-in, on this test process's PostgreSQL and Valkey."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.kit.environment import environ_for
from tests.kit.line import LineStandIn
from tests.kit.services import Services, kill_program, start, stop

ROOT = Path(__file__).resolve().parents[2]


class System:
    """Processes by name; `crash_at` names the point at which one kills itself (docs/crash-points.md)."""

    def __init__(self, services: Services, line: LineStandIn, port: int) -> None:
        self.services, self.line, self.port = services, line, port
        self.processes: dict[str, subprocess.Popen] = {}
        self._log = (services.folder / "system.log").open("ab")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str, crash_at: str = "", **more: str) -> subprocess.Popen:
        """`name` is web, dispatcher or a queue."""
        arguments = ["worker.py", name]
        if name == "web":
            arguments = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers",
                         "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "wsgi:app"]  # fmt: skip
        environ = {"PATH": "/usr/bin:/bin", **self.environ(), "KAIRAN_CRASH_AT": crash_at, **more}
        command = [sys.executable, *arguments]
        process = start(command, "SIGTERM", env=environ, cwd=ROOT, stdout=self._log, stderr=self._log)
        self.processes[name] = process
        if name == "web":
            wait_until(self._web_answers, "web answers")
        return process

    def environ(self) -> Mapping[str, str]:
        return environ_for(self.services, self.line.url)

    def stop(self, name: str) -> None:
        stop(self.processes.pop(name))

    def kill(self, name: str) -> None:
        """kill -9 of the program itself; what it leaves behind is cleared away."""
        kill_program(self.processes.pop(name))

    def dead(self) -> list[str]:
        """The names of those that ended by themselves."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def wait_for_death(self, name: str, seconds: float = 30) -> None:
        process = self.processes.pop(name)
        process.wait(seconds)
        process.stdin.close()

    def stop_all(self) -> None:
        for name in reversed(list(self.processes)):
            self.stop(name)
        self._log.close()

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                return True
        except OSError:
            return False


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Look every 50 ms; fail with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain until {what}"
        time.sleep(0.05)


@contextmanager
def running_system(services: Services, line: LineStandIn, port: int) -> Iterator[System]:
    system = System(services, line, port)
    try:
        yield system
    finally:
        system.stop_all()
