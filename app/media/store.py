"""Sealed files under names that are UUIDs, in chunks of 1 MiB, so that no reader needs the whole in memory."""

import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.crypto import MEDIA, Keys

CHUNK = 1024 * 1024


def write_sealed(keys: Keys, path: Path, file_id: uuid.UUID, chunks: Iterable[bytes]) -> int:
    """Write whole or not at all, durable when it returns. The number of plain bytes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(f".{uuid.uuid4().hex}.partial")
    size = 0
    with partial.open("wb") as file:
        for number, chunk in enumerate(_even(chunks)):
            sealed = keys.seal(f"{path.suffix}#{number}", file_id, chunk, purpose=MEDIA)
            file.write(len(sealed).to_bytes(4, "big") + sealed)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return size


def read_sealed(keys: Keys, path: Path, file_id: uuid.UUID) -> Iterator[bytes]:
    """The plain chunks. Raises FileNotFoundError and SealError."""
    with path.open("rb") as file:
        number = 0
        while head := file.read(4):
            yield keys.open(f"{path.suffix}#{number}", file_id, file.read(int.from_bytes(head, "big")))
            number += 1


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    if waiting:
        yield bytes(waiting)
