"""Where signed events wait while PostgreSQL is away: an append-only file of each process, sealed and fsynced.

LINE's redelivery is off by default, so an event that was not stored would be lost. One line is one webhook: JSON rows of
`inbound_event` with bytes in base64. A line that was cut by a crash was never answered with 200.
"""

import base64
import fcntl
import json
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_lock = threading.Lock()


def append(folder: Path, rows: list[Row]) -> None:
    """Write the rows and wait until they are on the disk. Raises OSError."""
    _write(folder / f"{os.getpid()}.spool", rows)


def set_aside(folder: Path, rows: list[Row]) -> None:
    """Keep rows that the database refuses where nobody replays them, for a person to look at."""
    _write(folder / "refused.rows", rows)


def _write(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = (json.dumps([_to_json(row) for row in rows]) + "\n").encode()
    with _lock, path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A half line of an earlier process with the same number must not swallow this one.
        file.write(b"\n" + line if file.tell() else line)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def replay(folder: Path, store: Callable[[list[Row]], None]) -> int:
    """Hand every spooled webhook to `store` and empty the files; what `store` raises leaves the file as it is."""
    replayed = 0
    for path in sorted(folder.glob("*.spool")):
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for rows in _lines(file.read()):
                store(rows)
                replayed += len(rows)
            file.seek(0)
            file.truncate()
            os.fsync(file.fileno())
    return replayed


def is_waiting(folder: Path) -> bool:
    return any(path.stat().st_size for path in folder.glob("*.spool"))


def _lines(content: bytes) -> Iterator[list[Row]]:
    for line in content.splitlines():
        try:
            rows = json.loads(line) if line.strip() else []
        except ValueError:
            continue
        if rows:
            yield [_from_json(row) for row in rows]


def _to_json(row: Row) -> Row:
    return {
        **row,
        "id": str(row["id"]),
        "subject": base64.b64encode(row["subject"]).decode() if row["subject"] else None,
        "raw_sealed": base64.b64encode(row["raw_sealed"]).decode(),
        "received_at": row["received_at"].isoformat(),
    }


def _from_json(row: Row) -> Row:
    return {
        **row,
        "id": uuid.UUID(row["id"]),
        "subject": base64.b64decode(row["subject"]) if row["subject"] else None,
        "raw_sealed": base64.b64decode(row["raw_sealed"]),
        "received_at": datetime.fromisoformat(row["received_at"]),
    }


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
