"""The settings of a test's application."""

import base64

from tests.kit.services import Services

CHANNEL_SECRET = "channel-secret-of-the-tests"
ACCESS_TOKEN = "access-token-of-the-tests"


def environ_for(services: Services, line_url: str = "http://127.0.0.1:9", **more: str) -> dict[str, str]:
    """`line_url` is the stand-in for LINE; by default a port where nobody answers."""
    return {
        **services.environ(),
        "KAIRAN_MODE": "demonstration",
        "SECRET_KEY": "secret-key-of-the-tests-0123456789",
        "ENCRYPTION_KEYS": base64.b64encode(b"k" * 32).decode(),
        "KEY_STORE": str(services.folder / "keys.sqlite3"),
        "KAIRAN_STORE": str(services.folder / "store"),
        "LINE_API_URL": line_url,
        "LINE_DATA_API_URL": line_url,
        "LINE_CHANNEL_SECRET": CHANNEL_SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": ACCESS_TOKEN,
        "PUBLIC_URL": "https://kairan.test",
        "WORKER_THREADS": "8",
        "LINE_TIMEOUT": "2",
        **more,
    }
