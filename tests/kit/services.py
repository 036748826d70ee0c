"""PostgreSQL and Valkey of one test process: the wheels' own servers, in a folder that goes with the process."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from runner import lifeline
from runner.places import Places, find_places
from runner.postgres import OWNER, Passwords, Postgres
from runner.valkey import Valkey


@dataclass
class Services:
    folder: Path
    places: Places
    postgres: Postgres
    valkey: Valkey
    durable: bool
    servers: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start_server(self, name: str) -> None:
        """`name` is postgres or valkey; returns when it answers."""
        with (self.places.logs / "services.log").open("ab") as log:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": log}
            if name == "postgres":
                self.postgres.prepare()
                # Durability is tested where it matters (the long run); here a lost machine loses only tests.
                quick = [] if self.durable else ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
                command, stop_signal = [*self.postgres.command(), *quick], "SIGINT"
            else:
                command, stop_signal = self.valkey.command(), "SIGTERM"
            self.servers[name] = start(command, stop_signal, self.places.user, **quiet)
        (self.postgres if name == "postgres" else self.valkey).wait()

    def stop_server(self, name: str, kill: bool = False) -> None:
        """`kill`: as the kernel would, without a moment to tidy up."""
        process = self.servers.pop(name)
        if kill:
            kill_program(process)
        else:
            stop(process)

    def environ(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url(),
            "MIGRATION_DATABASE_URL": self.postgres.url(OWNER),
            "REDIS_URL": self.valkey.url(),
        }


def start(command: list[str], stop_signal: str, user: int | None = None, **more: object) -> subprocess.Popen:
    """A program under the lifeline: it ends with this process, whatever happens."""
    head = [sys.executable, "-I", "-S", lifeline.__file__, stop_signal, "10", "-" if user is None else str(user)]
    return subprocess.Popen([*head, *command], stdin=subprocess.PIPE, **more)


def stop(process: subprocess.Popen) -> None:
    process.stdin.close()
    process.wait(timeout=20)


def kill_program(process: subprocess.Popen) -> None:
    """kill -9 of the program under this lifeline; returns when the lifeline has cleared away the rest."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    process.wait(timeout=20)
    process.stdin.close()


@contextmanager
def running_services(durable: bool = False) -> Iterator[Services]:
    """`durable`: with fsync, as in production."""
    folder = Path(tempfile.mkdtemp(prefix="kt-"))
    folder.chmod(0o711)
    places = find_places(folder / "var")
    services = Services(folder, places, Postgres(places, Passwords("s", "o", "a")), Valkey(places, "v"), durable)
    try:
        services.start_server("postgres")
        services.start_server("valkey")
        yield services
    finally:
        for process in services.servers.values():
            stop(process)
        for leftover in (folder, places.sockets):
            shutil.rmtree(leftover, ignore_errors=True)
