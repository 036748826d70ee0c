"""One installation as `make run` starts it, in a folder and at ports of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from runner.settings import read_env_file
from tests.kit.line import free_port
from tests.kit.system import ROOT, wait_until

# What stands in the command line of each program.
PROGRAMS = {
    "postgres": "bin/postgres",
    "valkey": "valkey-server",
    "web": "granian",
    "simulator": "line_simulator",
    "dispatcher": "worker.py\0dispatcher",
    "conversation": "worker.py\0conversation",
}


class Installation:
    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder
        self.var = folder / "var"
        self.environ = {
            "PATH": os.environ["PATH"],
            "KAIRAN_VAR": str(self.var),
            "SIMULATOR_STATE": str(folder / "simulator-state"),
            "PORT": str(free_port()),
            "SIMULATOR_PORT": str(free_port()),
            "DEMO_CITY": "0",
            **more,
        }
        self.run: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environ['PORT']}"

    @property
    def output(self) -> str:
        return (self.folder / "output.txt").read_text()

    def start(self, umask: int = -1) -> subprocess.Popen:
        with (self.folder / "output.txt").open("wb") as out:
            self.run = subprocess.Popen(
                [sys.executable, "-m", "runner"], cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, umask=umask,
            )  # fmt: skip
        return self.run

    def start_and_wait(self, umask: int = -1) -> float:
        """Seconds until the first page opened; returns when all programs have been started."""
        begun = time.monotonic()
        run = self.start(umask)
        wait_until(lambda: self.opens() or run.poll() is not None, "the first page opens")
        seconds = time.monotonic() - begun
        wait_until(lambda: "Ctrl-C" in self.output or run.poll() is not None, "all programs are started")
        assert run.poll() is None, self.output
        return seconds

    def end(self, number: int = signal.SIGINT) -> int:
        """The status with which the run ended."""
        self.run.send_signal(number)
        return self.run.wait(60)

    def opens(self, path: str = "/") -> bool:
        """Does a page come? Unready is an error status, which urllib raises."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def pid(self, name: str) -> int | None:
        """The process id of a program (not of its lifeline)."""
        for lifeline in _children(self.run.pid):
            for child in _children(lifeline):
                if PROGRAMS[name] in _command(child):
                    return child
        return None

    def lifeline(self, name: str) -> int:
        lifelines = _children(self.run.pid)
        return next(parent for parent in lifelines for child in _children(parent) if PROGRAMS[name] in _command(child))

    def family(self) -> set[tuple[int, str]]:
        """Every process of this run, with the moment at which it began (numbers are used again)."""
        found, look_at = set(), [self.run.pid]
        while look_at:
            pid = look_at.pop()
            found.add((pid, _began(pid)))
            look_at += _children(pid)
        return found

    def works(self) -> bool:
        """Does what a citizen writes go through stand-in, web, PostgreSQL, Valkey, dispatcher and worker?"""
        before = self.processed()
        try:
            user = self._control("citizens", {"count": 1})["user_ids"][0]
            status = self._control(f"citizens/{user}/text", {"text": "もしもし"})["webhook"]["status"]
        except OSError:
            return False
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            if status == 200 and self.processed() > before:
                return True
            time.sleep(0.1)
        return False

    def processed(self) -> int:
        """How many webhook events have been processed; -1 while the database is away."""
        try:
            with psycopg.connect(self.database_url(), connect_timeout=2) as connection:
                return connection.execute("SELECT count(*) FROM inbound_event WHERE state = 1").fetchone()[0]
        except psycopg.OperationalError:
            return -1

    def database_url(self) -> str:
        return read_env_file(self.var / "run.env")["DATABASE_URL"]

    def _control(self, path: str, body: dict) -> dict:
        call = urllib.request.Request(
            f"http://127.0.0.1:{self.environ['SIMULATOR_PORT']}/simulator/{path}", data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(call, timeout=5) as answer:
            return json.load(answer)

    def clear_away(self) -> None:
        if self.run and self.run.poll() is None:
            self.end()
        subprocess.run([sys.executable, "-m", "runner.reset"], cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL, check=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def installed(folder: Path, **more: str) -> Iterator[Installation]:
    """An installation that is stopped and removed in the end, wherever its data lie."""
    installation = Installation(folder, **more)
    try:
        yield installation
    finally:
        installation.clear_away()


def alive(family: set[tuple[int, str]]) -> set[int]:
    """Those that still run."""
    return {pid for pid, began in family if began and _began(pid) == began}


def is_free(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) != 0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(number) for number in file.read_text().split()]
        except OSError:  # ended meanwhile
            continue
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _began(pid: int) -> str:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
