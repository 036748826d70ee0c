"""PostgreSQL and Valkey of one test process: the wheels' own servers, in a folder that goes with the process."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner import lifeline
from runner.places import find_places
from runner.postgres import OWNER, Passwords, Postgres
from runner.valkey import Valkey


@dataclass
class Services:
    folder: Path
    postgres: Postgres
    valkey: Valkey

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


@contextmanager
def running_services(durable: bool = False) -> Iterator[Services]:
    """`durable`: with fsync, as in production."""
    folder = Path(tempfile.mkdtemp(prefix="kt-"))
    folder.chmod(0o711)
    places = find_places(folder / "var")
    postgres = Postgres(places, Passwords("s", "o", "a"))
    valkey = Valkey(places, "v")
    postgres.prepare()
    # Durability is tested where it matters (the long run); here a lost machine loses only tests.
    quick = [] if durable else ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
    log = (places.logs / "services.log").open("ab")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": log}
    processes = [
        start([*postgres.command(), *quick], "SIGINT", places.user, **quiet),
        start(valkey.command(), "SIGTERM", places.user, **quiet),
    ]
    try:
        postgres.wait()
        valkey.wait()
        yield Services(folder, postgres, valkey)
    finally:
        for process in processes:
            stop(process)
        log.close()
        for leftover in (folder, places.sockets):
            shutil.rmtree(leftover, ignore_errors=True)
