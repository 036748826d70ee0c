"""Ids in the shapes that LINE uses."""

import base64
import re
import secrets
import uuid

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
USER_ID = re.compile(r"U[0-9a-f]{32}")
CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}")


def new_user_id() -> str:
    return "U" + secrets.token_hex(16)


def new_request_id() -> str:
    return str(uuid.uuid4())


def new_reply_token() -> str:
    return secrets.token_hex(16)


def new_opaque_token() -> str:
    """A quote token or mark-as-read token."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def new_menu_id() -> str:
    return "richmenu-" + secrets.token_hex(16)


def new_ulid(now_ms: int) -> str:
    """26 characters of Crockford's base 32: 48 bits of time, 80 of chance."""
    number = (now_ms << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))
