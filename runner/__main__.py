"""`python -m runner`: the whole of Kairan on one machine. See `make run`."""

import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psycopg

from runner.migrations import has_accounts, is_current
from runner.outside import check_database, check_queue
from runner.places import find_places
from runner.postgres import OWNER, Passwords, Postgres, locked
from runner.postgres import STOP_SIGNAL as POSTGRES_STOP
from runner.settings import application_environ, given_settings, keep_for_the_command_line, own_secrets
from runner.supervisor import Program, Supervisor
from runner.valkey import STOP_SIGNAL as VALKEY_STOP
from runner.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
# Citizens wait for the first one.
QUEUES = ("conversation", "emergency", "delivery", "background", "media")
_WAIT_FOR_EARLIER = 40  # longer than the longest grace


class CannotStart(Exception):  # noqa: N818
    """One sentence for the person at the terminal."""


class Run:
    def __init__(self) -> None:
        self.places = find_places(Path(os.environ.get("KAIRAN_VAR") or ROOT / "var"))
        self.secrets: dict[str, str] = {}
        self.stopping = threading.Event()
        self.supervisor: Supervisor
        self.environ: dict[str, str] = {}

    def main(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        self._lock()
        try:
            self._start()
            while self._goes_on():
                pass
        finally:
            say("止めています…")
            self.supervisor.stop()
            say("止まりました。")

    def _goes_on(self) -> bool:
        """One look at the programs; False when it is time to stop."""
        for name in self.supervisor.watch():
            say(f"{name} が止まったため、もう一度起動します。")
        return not self.stopping.wait(0.2)

    def _lock(self) -> None:
        """One run per installation; what is left of a killed one is waited for."""
        if locked(self.places.var / "run.lock") is None:
            raise CannotStart("Kairan はすでに動いています（この場所では一つだけ動かせます）。")
        deadline = time.monotonic() + _WAIT_FOR_EARLIER
        told = False
        while (held := locked(self.places.var / "programs.lock")) is None:
            if time.monotonic() > deadline:
                raise CannotStart("前回の起動が終わりきっていません。少し待って、もう一度お試しください。")
            if not told:
                say("前回の起動の後片づけを待っています…")
                told = True
            if self.stopping.wait(0.1):
                raise CannotStart("やめました。")
        # Not before the lock: two first starts at once must not make two sets of secrets.
        self.secrets = own_secrets(self.places)
        self.supervisor = Supervisor(self.places.logs, ROOT, (held,))

    def _start(self) -> None:
        self.environ = application_environ(self.places, self.secrets)
        self._check_ports()
        self.environ |= self._start_databases()
        keep_for_the_command_line(self.places, self.environ)
        if not is_current(self.environ["DATABASE_URL"], ROOT / "migrations"):
            self._migrate()
        if self.stopping.is_set():
            return
        # The pages first: on two cores seven programs that load at once keep each other waiting.
        self._start_web()
        if self._has_stand_in():
            self._start_program("simulator", ["-m", "line_simulator"])
        self._wait_for(f"http://localhost:{self.environ['PORT']}/readyz", "web")
        if self.stopping.is_set():
            return
        self._start_program("dispatcher", ["worker.py", "dispatcher"])
        for queue in QUEUES:
            self._start_program(f"worker-{queue}", ["worker.py", queue])
        self._prepare_demonstration()
        if not self.stopping.is_set():
            self._tell()

    def _start_databases(self) -> dict[str, str]:
        found: dict[str, str] = {}
        given = given_settings(self.places)
        if "DATABASE_URL" not in given:
            mine = self.secrets
            postgres = Postgres(self.places, Passwords(
                mine["POSTGRES_SUPERUSER_PASSWORD"], mine["POSTGRES_OWNER_PASSWORD"], mine["POSTGRES_APPLICATION_PASSWORD"]
            ))  # fmt: skip
            self.supervisor.start(Program(
                "postgres", postgres.command(), POSTGRES_STOP, 30, self.places.user, before=postgres.prepare
            ))  # fmt: skip
            found |= {"DATABASE_URL": postgres.url(), "MIGRATION_DATABASE_URL": postgres.url(OWNER)}
        if "REDIS_URL" not in given:
            valkey = Valkey(self.places, self.secrets["VALKEY_PASSWORD"])
            self.supervisor.start(Program(
                "valkey", valkey.command(), VALKEY_STOP, 10, self.places.user, before=valkey.prepare
            ))  # fmt: skip
            found["REDIS_URL"] = valkey.url()
            valkey.wait()
        else:
            check_queue(given["REDIS_URL"])
        if "DATABASE_URL" in found:
            postgres.wait()
        else:
            check_database(given["DATABASE_URL"])
        return found

    def _check_ports(self) -> None:
        ports = [("PORT", "web")] + ([("SIMULATOR_PORT", "模擬LINE")] if self._has_stand_in() else [])
        for setting, what in ports:
            given = self.environ[setting]
            number = int(given) if given.isascii() and given.isdecimal() else 0
            if not 0 < number < 65536:
                raise CannotStart(f"{setting} には 1 から 65535 までの番号を指定してください。")
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", number))
                except OSError:
                    raise CannotStart(
                        f"ポート {number}（{what}）はほかのプログラムが使っています。それを止めるか、"
                        f"{setting}=番号 make run で別の番号を指定してください。"
                    ) from None

    def _has_stand_in(self) -> bool:
        return "SIMULATOR_STATE" in self.environ

    def _migrate(self) -> None:
        if self._flask("migrations", "db", "upgrade"):
            lines = (self.places.logs / "migrations.log").read_text().strip().splitlines() or ["?"]
            log = self.places.logs / "migrations.log"
            raise CannotStart(f"データベースの準備ができませんでした：{lines[-1]}\n詳しくは {log} を見てください。")

    def _flask(self, name: str, *arguments: str, to_log: bool = True) -> int | None:
        """Run a command of the application; None if we were told to stop meanwhile."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        return self.supervisor.run_once(Program(name, command, environ=self.environ), to_log, self._goes_on)

    def _start_web(self) -> None:
        self._start_program("web", [
            "-m", "granian", "--interface", "wsgi", "--host", self.environ.get("KAIRAN_HOST", "127.0.0.1"),
            "--port", self.environ["PORT"], "--workers", "2", "--blocking-threads", "8", "--backlog", "1024",
            "--no-ws", "--log-level", "warning",
            # A worker that is told to stop while it still loads the application misses it.
            "--workers-kill-timeout", "5", "wsgi:app",
        ])  # fmt: skip

    def _start_program(self, name: str, arguments: list[str]) -> None:
        self.supervisor.start(Program(name, [sys.executable, *arguments], environ=self.environ, grace=15))

    def _wait_for(self, url: str, name: str) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
                    return
            except OSError:
                if self.stopping.is_set():
                    return
                if time.monotonic() > deadline:
                    log = self.places.logs / f"{name}.log"
                    raise CannotStart(f"{name} が起動しません。{log} を見てください。") from None
                self._goes_on()

    def _prepare_demonstration(self) -> None:
        wanted = self.environ.get("DEMO_CITY") in ("1", "yes", "true") and not self.stopping.is_set()
        if wanted and not has_accounts(self.environ["DATABASE_URL"]):
            self._flask("demonstration", "demonstration", "create", to_log=False)

    def _tell(self) -> None:
        port = self.environ["PORT"]
        say(f"Kairan が動いています： http://localhost:{port}/")
        if self._has_stand_in():
            say(f"模擬LINE（利用者の電話）： http://localhost:{self.environ['SIMULATOR_PORT']}/")
        else:
            say("最初の管理者は  .venv/bin/flask --app wsgi staff create メール --role system_administrator  で作ります。")
        say("止めるには Ctrl-C を押してください。記録は var/log/ にあります。")


def say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone, and that must not keep us from stopping in order
        print(text, flush=True)


def main() -> int:
    try:
        Run().main()
    except psycopg.OperationalError:
        print("データベースが答えなくなりました。もう一度お試しください。", file=sys.stderr)
        return 1
    except (CannotStart, TimeoutError, PermissionError, FileNotFoundError, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
