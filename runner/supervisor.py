"""Starts the programs of one installation in order, starts again what dies, and stops everything in order.

Of the kept process runners honcho does not start a program again when it dies, and supervisord leaves its programs
running when it is killed itself; each program here runs under `lifeline.py`, which the kernel tells of our end.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from runner import lifeline

_BACKOFF = (0.2, 0.5, 1, 2, 5)


@dataclass
class Program:
    """`before` runs before each start (for what an earlier, killed run left behind)."""

    name: str
    command: list[str]
    stop_signal: str = "SIGTERM"
    grace: float = 10
    user: int | None = None
    environ: Mapping[str, str] | None = None
    before: Callable[[], None] | None = None
    process: subprocess.Popen | None = None
    started_at: float = 0
    deaths: int = 0
    again_at: float = field(default=0)


class Supervisor:
    def __init__(self, logs: Path, folder: Path, keep_open: tuple[int, ...] = ()) -> None:
        self.logs, self.folder, self.keep_open = logs, folder, keep_open
        self.programs: list[Program] = []

    def start(self, program: Program) -> None:
        """Start a program and watch over it from now on."""
        self.programs.append(program)
        self._launch(program)

    def run_once(self, program: Program, to_log: bool, meanwhile: Callable[[], bool]) -> int | None:
        """Run a program to its end and return its status; None if `meanwhile` (asked again and again) said to stop."""
        process = self._open(program, to_log)
        try:
            while process.poll() is None:
                if not meanwhile():
                    return None
            return process.returncode
        finally:
            process.stdin.close()  # type: ignore[union-attr]
            process.wait()

    def _launch(self, program: Program) -> None:
        if program.before:
            program.before()
        program.process = self._open(program, to_log=True)
        program.started_at = time.monotonic()

    def _open(self, program: Program, to_log: bool) -> subprocess.Popen:
        head = [
            sys.executable, "-I", "-S", lifeline.__file__, program.stop_signal, str(program.grace),
            "-" if program.user is None else str(program.user),
        ]  # fmt: skip
        with (self.logs / f"{program.name}.log").open("ab") as log:
            return subprocess.Popen(
                [*head, *program.command],
                stdin=subprocess.PIPE,
                stdout=log if to_log else None,
                stderr=subprocess.STDOUT if to_log else None,
                env=dict(program.environ) if program.environ else None,
                cwd=self.folder,
                start_new_session=True,
                pass_fds=self.keep_open,
            )

    def watch(self) -> list[str]:
        """One look: starts again what has died. The names of what was found dead now."""
        dead = []
        moment = time.monotonic()
        for program in self.programs:
            if program.process is None:
                if moment >= program.again_at:
                    self._launch(program)
            elif program.process.poll() is not None:
                dead.append(program.name)
                if moment - program.started_at > 30:
                    program.deaths = 0
                program.again_at = moment + _BACKOFF[min(program.deaths, len(_BACKOFF) - 1)]
                program.deaths += 1
                self._close(program)
        return dead

    def stop(self) -> None:
        """In the opposite order of starting: workers first, databases last."""
        for group in (self.programs[2:], self.programs[1:2], self.programs[:1]):
            for program in group:
                if program.process and program.process.stdin:
                    program.process.stdin.close()
            for program in group:
                if program.process:
                    with suppress(subprocess.TimeoutExpired):  # the others are to be stopped all the same
                        program.process.wait(program.grace + 5)

    def _close(self, program: Program) -> None:
        if program.process and program.process.stdin:
            program.process.stdin.close()
        program.process = None
