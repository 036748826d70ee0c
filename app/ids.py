"""Identifiers of rows: UUIDv7 (RFC 9562), made in Python so that a row can be sealed before it is stored."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A new UUIDv7. Ids made later sort later, to the millisecond."""
    return uuid7()
