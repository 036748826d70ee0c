"""Who sent what, when, to whom, and how it was answered: written once, counted fast."""

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from line_simulator.store import Store

SENDS = ("reply", "push", "multicast")
_FIRST_MESSAGE_ID = 500_000_000_000_000_000
_ENVELOPE = ("to", "replyToken")
_MOST_REMEMBERED_BODIES = 4_096


@dataclass(slots=True)
class Record:
    """One row of the ledger, named like its columns. status 0: the connection was closed without an answer."""

    at: float
    kind: str
    method: str | None = None
    path: str | None = None
    status: int | None = None
    request_id: str | None = None
    retry_key: str | None = None
    body: int | None = None
    raw: str | None = None
    recipients: bytes | None = None
    citizen: int | None = None
    first_message: int | None = None
    accepted: int | None = None
    fault: int | None = None
    answer: str | None = None
    ms: float | None = None
    detail: str | None = None


_COLUMNS = tuple(item.name for item in fields(Record))
# Column by column in the order of Record, which is that of the table.
_INSERT = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DELIVERIES = """
SELECT recipients FROM record LEFT JOIN body ON body.id = record.body
WHERE accepted = 1 AND recipients IS NOT NULL AND seq > :since
    AND (:kind IS NULL OR kind = :kind)
    AND (:request_id IS NULL OR request_id = :request_id)
    AND (:text IS NULL OR first_text = :text)
"""


class Ledger:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._bodies: dict[bytes, int] = {}
        self.last_seq: int = (store.row("SELECT coalesce(max(seq), 0) FROM record") or (0,))[0]
        row = store.row("SELECT max(first_message) FROM record")
        # A record has at most five messages.
        self._next_message: int = (row[0] + 5) if row and row[0] else _FIRST_MESSAGE_ID

    def write(self, record: Record) -> int:
        """The sequence number of the record."""
        self.last_seq += 1
        self._store.write(_INSERT, (self.last_seq, *(getattr(record, name) for name in _COLUMNS)))
        return self.last_seq

    def message_ids(self, count: int) -> int:
        """The first of `count` consecutive message ids."""
        first = self._next_message
        self._next_message += count
        return first

    def keep_body(self, body: dict[str, Any]) -> int:
        """Stores what is sent, without the address, once however often it is sent."""
        content = dump({name: value for name, value in body.items() if name not in _ENVELOPE})
        digest = hashlib.blake2b(content.encode(), digest_size=16).digest()
        known = self._bodies.get(digest)
        if known is not None:
            return known
        self._store.write(
            "INSERT OR IGNORE INTO body (digest, content, first_text) VALUES (?, ?, ?)",
            (digest, content, first_text(body)),
        )
        row = self._store.row("SELECT id FROM body WHERE digest = ?", (digest,))
        number: int = row[0] if row else 0
        if len(self._bodies) >= _MOST_REMEMBERED_BODIES:
            self._bodies.clear()
        self._bodies[digest] = number
        return number

    def talks(self) -> Iterable[tuple[int, bytes | None, int | None]]:
        """(seq, recipients, citizen) of all that stands in somebody's talk, oldest first."""
        return self._store.rows(
            "SELECT seq, recipients, citizen FROM record"
            " WHERE kind = 'citizen' OR (accepted = 1 AND kind IN ('reply', 'push', 'multicast')) ORDER BY seq"
        )

    def billed_since(self, start_ms: float) -> int:
        """Recipients of push and multicast: what LINE counts against the month's quota."""
        row = self._store.row(
            "SELECT coalesce(sum(length(recipients)), 0) FROM record"
            " WHERE kind IN ('push', 'multicast') AND accepted = 1 AND at >= ?",
            (start_ms,),
        )
        return row[0] // 4 if row else 0

    def deliveries(self, *, kind: str | None, request_id: str | None, since: int, text: str | None) -> "Counter[int]":
        """How often each citizen number got messages; `text` is the exact text of the first bubble."""
        wanted = {"since": since, "kind": kind, "request_id": request_id, "text": text}
        counts: Counter[int] = Counter()
        for (blob,) in self._store.rows(_DELIVERIES, wanted):
            counts.update(numbers(blob))
        return counts

    def clear(self) -> None:
        """The sequence goes on: whoever asks for what is new since a number must not miss anything."""
        self._bodies.clear()


def numbers(blob: bytes | None) -> "array[int]":
    result = array("I")
    result.frombytes(blob or b"")
    return result


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def first_text(body: dict[str, Any]) -> str | None:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or not isinstance(messages[0], dict):
        return None
    text = messages[0].get("text", messages[0].get("altText"))
    return text if isinstance(text, str) else None
