"""Keys, sealing and the blind index.

A sealed value is AES-256-GCM: version (1 byte), key id (16), nonce (12), ciphertext with tag. The additional data is
`table.column:row id`, so that a value moved to another row or column does not open.

Data keys are wrapped by the key-encryption keys of `ENCRYPTION_KEYS` and live in a key store outside PostgreSQL and its
dumps (`KEY_STORE`, an SQLite file). There is one data key for each purpose, and one for each citizen and each
questionnaire: destroying that row makes everything sealed with it unreadable, in old backups too.
"""

import hashlib
import hmac
import json
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from app.ids import new_id

_VERSION = b"\x01"
_HEAD = 1 + 16 + 12
_MOST_CIPHERS = 20_000

# What a data key is for. CITIZEN and QUESTIONNAIRE keys have an owner each.
FIELDS, EVENTS, MEDIA, BLIND_INDEX, CITIZEN, QUESTIONNAIRE = (
    "fields",
    "events",
    "media",
    "blind_index",
    "citizen",
    "questionnaire",
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS data_key (
  id BLOB PRIMARY KEY, purpose TEXT NOT NULL, owner BLOB NOT NULL, wrapped BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS data_key_owner ON data_key (purpose, owner);
"""


class SealError(Exception):
    """A sealed value does not open: damaged, moved from another row, or its key is gone. Carries no personal data."""


class Keys:
    """The data keys of one installation. Safe for threads; after a fork each process opens the store anew."""

    def __init__(self, store: Path, key_encryption_keys: Sequence[bytes]) -> None:
        self._path = store
        self._wrapping = [AESGCM(key) for key in key_encryption_keys]
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0
        self._by_owner: dict[tuple[str, bytes], tuple[bytes, AESGCM, bytes]] = {}
        self._by_id: dict[bytes, AESGCM] = {}

    def _store(self) -> sqlite3.Connection:
        if self._connection is None or self._pid != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            self._path.chmod(0o600)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.executescript(_SCHEMA)
            self._connection, self._pid = connection, os.getpid()
        return self._connection

    def _unwrap(self, key_id: bytes, wrapped: bytes) -> bytes:
        for wrapping in self._wrapping:
            try:
                return wrapping.decrypt(wrapped[:12], wrapped[12:], key_id)
            except InvalidTag:
                continue
        raise SealError("no key-encryption key opens this data key")

    def _remember(self, purpose: str, owner: bytes, key_id: bytes, secret: bytes) -> tuple[bytes, AESGCM, bytes]:
        cipher = self._by_id.setdefault(key_id, AESGCM(secret))
        entry = (key_id, cipher, secret)
        self._by_owner[purpose, owner] = entry
        return entry

    def _current(self, purpose: str, owner: uuid.UUID | None) -> tuple[bytes, AESGCM, bytes]:
        owner_bytes = owner.bytes if owner else b""
        found = self._by_owner.get((purpose, owner_bytes))
        if found:
            return found
        with self._lock:
            self._create_missing(purpose, [owner_bytes])
            row = self._store().execute(
                "SELECT id, wrapped FROM data_key WHERE purpose = ? AND owner = ?", (purpose, owner_bytes)
            )
            key_id, wrapped = row.fetchone()
            entry = self._remember(purpose, owner_bytes, key_id, self._unwrap(key_id, wrapped))
            self._forget_some()
            return entry

    def _create_missing(self, purpose: str, owners: Iterable[bytes]) -> None:
        rows = []
        for owner in owners:
            key_id, nonce = new_id().bytes, os.urandom(12)
            wrapped = nonce + self._wrapping[0].encrypt(nonce, os.urandom(32), key_id)
            rows.append((key_id, purpose, owner, wrapped))
        store = self._store()
        store.execute("BEGIN IMMEDIATE")
        store.executemany("INSERT OR IGNORE INTO data_key (id, purpose, owner, wrapped) VALUES (?, ?, ?, ?)", rows)
        store.execute("COMMIT")

    def create_many(self, purpose: str, owners: Iterable[uuid.UUID]) -> None:
        """Make the keys of many owners in one transaction of the store (imports of thousands of citizens)."""
        with self._lock:
            self._create_missing(purpose, [owner.bytes for owner in owners])

    def _ciphers(self, key_ids: Iterable[bytes]) -> dict[bytes, AESGCM]:
        """The ciphers of these keys; those that do not exist are missing."""
        wanted = set(key_ids)
        found = {key_id: cipher for key_id in wanted if (cipher := self._by_id.get(key_id))}
        missing = list(wanted - found.keys())
        if missing:
            with self._lock:
                for start in range(0, len(missing), 500):
                    some = missing[start : start + 500]
                    marks = ",".join("?" * len(some))
                    query = f"SELECT id, wrapped FROM data_key WHERE id IN ({marks})"  # noqa: S608 - only question marks
                    for key_id, wrapped in self._store().execute(query, some):
                        found[key_id] = self._by_id[key_id] = AESGCM(self._unwrap(key_id, wrapped))
                self._forget_some()
        return found

    def _forget_some(self) -> None:
        """A cipher takes about 4 KB: a broadcast to everybody must not keep everybody's in memory."""
        if len(self._by_id) > _MOST_CIPHERS:
            self._by_id = dict(islice(self._by_id.items(), _MOST_CIPHERS // 2, None))
        if len(self._by_owner) > _MOST_CIPHERS:
            self._by_owner = dict(islice(self._by_owner.items(), _MOST_CIPHERS // 2, None))

    def seal(
        self, place: str, row_id: uuid.UUID, plain: bytes, *, purpose: str = FIELDS, owner: uuid.UUID | None = None
    ) -> bytes:
        """Seal `plain` for `place` (`table.column`) of the row `row_id`."""
        key_id, cipher, _ = self._current(purpose, owner)
        nonce = os.urandom(12)
        return _VERSION + key_id + nonce + cipher.encrypt(nonce, plain, _bound_to(place, row_id))

    def open(self, place: str, row_id: uuid.UUID, sealed: bytes) -> bytes:
        """The plain bytes; raises SealError."""
        return self.open_many(place, [(row_id, sealed)])[0]

    def open_many(self, place: str, rows: Iterable[tuple[uuid.UUID, bytes]]) -> list[bytes]:
        """Open (row id, sealed) pairs of one column, the keys fetched together. Raises SealError."""
        pairs = [(row_id, bytes(sealed)) for row_id, sealed in rows]
        ciphers = self._ciphers(sealed[1:17] for _, sealed in pairs)
        return [_open(place, row_id, sealed, ciphers.get(sealed[1:17])) for row_id, sealed in pairs]

    def blind_index(self, domain: str, text: str) -> bytes:
        """32 bytes by which an equal text is found again without being readable."""
        secret = self._current(BLIND_INDEX, None)[2]
        return hmac.new(secret, f"{domain}\x00{text}".encode(), hashlib.sha256).digest()


def _open(place: str, row_id: uuid.UUID, sealed: bytes, cipher: AESGCM | None) -> bytes:
    if sealed[:1] != _VERSION or len(sealed) < _HEAD + 16:
        raise SealError(f"{place}: not a sealed value")
    if cipher is None:
        raise SealError(f"{place}: the data key of this value does not exist")
    try:
        return cipher.decrypt(sealed[17:_HEAD], sealed[_HEAD:], _bound_to(place, row_id))
    except InvalidTag:
        raise SealError(f"{place}: the value does not belong to this row or was changed") from None


def _bound_to(place: str, row_id: uuid.UUID) -> bytes:
    return f"{place}:{row_id}".encode()


class Sealed:
    """A model attribute whose value is stored sealed in another column and bound to (table, column, row id).

    `kind` is `str` or `dict` (stored as JSON); `owner` names the attribute that holds the owner of the key.
    """

    def __init__(self, column: str, *, kind: type = str, purpose: str = FIELDS, owner: str | None = None) -> None:
        self.column, self.kind, self.purpose, self.owner = column, kind, purpose, owner

    def __get__(self, row: Any, model: type | None = None) -> Any:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        if sealed is None:
            return None
        plain = keys().open(self._place(row), row.id, sealed).decode()
        return plain if self.kind is str else json.loads(plain)

    def __set__(self, row: Any, value: Any) -> None:
        if value is None:
            setattr(row, self.column, None)
            return
        if row.id is None:
            row.id = new_id()
        plain = value if self.kind is str else json.dumps(value, ensure_ascii=False)
        owner = getattr(row, self.owner) if self.owner else None
        sealed = keys().seal(self._place(row), row.id, plain.encode(), purpose=self.purpose, owner=owner)
        setattr(row, self.column, sealed)

    def _place(self, row: Any) -> str:
        return f"{row.__tablename__}.{self.column}"


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.extensions["keys"] = Keys(settings.key_store, settings.encryption_keys)


def keys() -> Keys:
    """The keys of the current application."""
    found: Keys = current_app.extensions["keys"]
    return found
