"""The state file: one SQLite database written and read by the server's only thread."""

import asyncio
import fcntl
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_CLEAR = (
    "DELETE FROM citizen",
    "DELETE FROM body",
    "DELETE FROM record",
    "DELETE FROM reply_token",
    "DELETE FROM retry_key",
    "DELETE FROM content",
    "DELETE FROM menu",
    "DELETE FROM alias",
)
SCHEMA = Path(__file__).with_name("schema.sql")


class StateInUseError(Exception):
    """Another stand-in holds this state folder."""


class Store:
    """Groups writes: what one turn of the event loop writes is committed together at the start of the next.

    `settled()` waits for that commit. With write-ahead logging a killed process loses nothing that was committed,
    and without fsync only a crash of the whole machine could: that is enough for a stand-in.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = (folder / "simulator.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise StateInUseError(str(folder)) from error
        self._connection = sqlite3.connect(folder / "simulator.sqlite3", isolation_level=None, cached_statements=256)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(SCHEMA.read_text(encoding="utf-8"))
        self._waiting: asyncio.Future[None] | None = None

    def write(self, sql: str, values: Sequence[Any] = ()) -> None:
        self._begin()
        self._connection.execute(sql, values)

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._begin()
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Sees everything written so far, committed or not."""
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        result: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return result

    async def settled(self) -> None:
        """Returns when all that was written before is in the file."""
        if self._waiting is not None:
            await asyncio.shield(self._waiting)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def clear(self) -> None:
        """Forgets everything but the settings."""
        for statement in _CLEAR:
            self.write(statement)

    def close(self) -> None:
        self.commit()
        self._connection.close()
        self._lock.close()

    def _begin(self) -> None:
        if self._connection.in_transaction:
            return
        self._connection.execute("BEGIN")
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # start and stop: the caller commits
            return
        self._waiting = loop.create_future()
        loop.call_soon(self.commit)
