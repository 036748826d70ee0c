"""The webhook's signature: base64 of HMAC-SHA256 over the raw body with the channel secret (LINE, "Verify webhook signature")."""

import base64
import hashlib
import hmac


def sign(channel_secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(channel_secret.encode(), body, hashlib.sha256).digest()).decode()


def is_valid(channel_secret: str, body: bytes, signature: str | None) -> bool:
    """In constant time. A missing or non-ASCII signature is simply not valid."""
    if not signature or not signature.isascii():
        return False
    return hmac.compare_digest(sign(channel_secret, body), signature)
