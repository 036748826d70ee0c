"""Sealed values open only where they were sealed, and not once their key is gone."""

import sqlite3
import uuid

import pytest

from app import crypto
from app.crypto import CITIZEN, FIELDS, Keys, SealError
from app.ids import new_id

PLACE = "citizen_identity.display_name_sealed"


@pytest.fixture
def store(tmp_path):
    return tmp_path / "keys.sqlite3"


@pytest.fixture
def keys(store) -> Keys:
    return Keys(store, [b"k" * 32])


def test_what_was_sealed_opens_in_another_process_too(keys, store):
    row = new_id()
    sealed = keys.seal(PLACE, row, "髙橋".encode())
    assert b"\xe9" not in sealed[:1]
    assert Keys(store, [b"k" * 32]).open(PLACE, row, sealed) == "髙橋".encode()


def test_the_same_text_is_sealed_differently_each_time(keys):
    row = new_id()
    assert keys.seal(PLACE, row, b"same") != keys.seal(PLACE, row, b"same")


def test_a_value_moved_to_another_row_or_column_does_not_open(keys):
    row = new_id()
    sealed = keys.seal(PLACE, row, b"secret")
    for place, other in ((PLACE, new_id()), ("outbox_message.messages_sealed", row)):
        with pytest.raises(SealError):
            keys.open(place, other, sealed)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_flipped_bit_is_found(keys, position):
    row = new_id()
    sealed = bytearray(keys.seal(PLACE, row, b"secret"))
    sealed[position] ^= 1
    with pytest.raises(SealError):
        keys.open(PLACE, row, bytes(sealed))


@pytest.mark.parametrize("value", [b"", b"\x01", b"plain text that was never sealed"])
def test_what_was_never_sealed_is_refused(keys, value):
    with pytest.raises(SealError):
        keys.open(PLACE, new_id(), value)


def test_destroying_a_citizens_key_destroys_what_it_sealed_and_nothing_else(keys, store):
    mine, theirs = new_id(), new_id()
    sealed = {owner: keys.seal(PLACE, owner, b"name", purpose=CITIZEN, owner=owner) for owner in (mine, theirs)}
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM data_key WHERE owner = ?", (mine.bytes,))
    connection.close()
    fresh = Keys(store, [b"k" * 32])
    assert fresh.open(PLACE, theirs, sealed[theirs]) == b"name"
    with pytest.raises(SealError):
        fresh.open(PLACE, mine, sealed[mine])


def test_an_old_key_encryption_key_still_opens_and_a_foreign_one_does_not(keys, store):
    row = new_id()
    sealed = keys.seal(PLACE, row, b"secret")
    assert Keys(store, [b"n" * 32, b"k" * 32]).open(PLACE, row, sealed) == b"secret"
    with pytest.raises(SealError):
        Keys(store, [b"n" * 32]).open(PLACE, row, sealed)


def test_many_are_opened_together(keys):
    owners = [new_id() for _ in range(700)]
    keys.create_many(CITIZEN, owners)
    rows = [(one, keys.seal(PLACE, one, str(one).encode(), purpose=CITIZEN, owner=one)) for one in owners]
    assert keys.open_many(PLACE, rows) == [str(one).encode() for one in owners]


def test_the_blind_index_is_stable_and_apart_for_each_domain(keys, store):
    index = keys.blind_index("line_user", "U1")
    assert index == Keys(store, [b"k" * 32]).blind_index("line_user", "U1")
    assert index != keys.blind_index("attribute_text", "U1")
    assert index != keys.blind_index("line_user", "U2")
    assert len(index) == 32


def test_two_processes_make_one_key(store):
    owner = uuid.uuid4()
    first, second = Keys(store, [b"k" * 32]), Keys(store, [b"k" * 32])
    sealed = first.seal(PLACE, owner, b"a", purpose=FIELDS)
    again = second.seal(PLACE, owner, b"b", purpose=FIELDS)
    assert sealed[1:17] == again[1:17]


def test_memory_does_not_grow_with_the_number_of_citizens(keys, monkeypatch):
    monkeypatch.setattr(crypto, "_MOST_CIPHERS", 10)
    owners = [new_id() for _ in range(50)]
    rows = [(one, keys.seal(PLACE, one, str(one).encode(), purpose=CITIZEN, owner=one)) for one in owners]
    assert keys.open_many(PLACE, rows) == [str(one).encode() for one in owners]
    assert [keys.open(PLACE, one, sealed) for one, sealed in rows] == [str(one).encode() for one in owners]
    assert len(keys._by_id) <= 10
