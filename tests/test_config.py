"""Settings are checked at start, and every problem is named at once."""

import base64

import pytest

from app.config import SettingsError, is_loopback, read_settings

GOOD = {
    "KAIRAN_MODE": "demonstration",
    "DATABASE_URL": "postgresql://kairan@/kairan",
    "REDIS_URL": "redis://localhost",
    "SECRET_KEY": "s" * 40,
    "ENCRYPTION_KEYS": base64.b64encode(b"k" * 32).decode(),
    "KEY_STORE": "keys.sqlite3",
    "KAIRAN_STORE": "store",
    "LINE_API_URL": "http://localhost:8900",
    "LINE_DATA_API_URL": "http://localhost:8900",
    "LINE_CHANNEL_SECRET": "secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "token",
    "PUBLIC_URL": "https://localhost:8000",
}
REAL = {"KAIRAN_MODE": "production", "LINE_API_URL": "https://api.line.me"}


def test_good_settings_are_read():
    settings = read_settings(GOOD)
    assert settings.database_url == "postgresql+psycopg://kairan@/kairan"
    assert settings.line_is_local
    assert not settings.demo_city


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set."),
        ({"ENCRYPTION_KEYS": "abc"}, "ENCRYPTION_KEYS must be base64 of 32 bytes"),
        ({"PUBLIC_URL": "http://localhost:8000"}, "PUBLIC_URL must begin with https://"),
        ({"LINE_API_URL": "ftp://localhost"}, "LINE_API_URL must be an http or https address."),
        ({"WORKER_THREADS": "many"}, "WORKER_THREADS must be a number"),
        ({"KAIRAN_MODE": "test"}, "KAIRAN_MODE must be demonstration or production."),
        ({"LINE_API_URL": "https://api.line.me"}, "works only with the stand-in for LINE"),
        ({**REAL, "DEMO_CITY": "1"}, "DEMO_CITY=1 is refused with LINE's own address"),
        ({**REAL, "SECRET_KEY": "short"}, "SECRET_KEY must have at least 32 characters."),
        ({**REAL, "KAIRAN_CRASH_AT": "after_reply"}, "KAIRAN_CRASH_AT is for tests only."),
    ],
)
def test_a_wrong_setting_is_named_in_a_sentence(change, sentence):
    with pytest.raises(SettingsError, match=sentence.replace("(", r"\(")):
        read_settings({**GOOD, **change})


def test_all_that_is_missing_is_named_at_once():
    with pytest.raises(SettingsError) as problem:
        read_settings({})
    assert all(f"{name} is not set." in str(problem.value) for name in ("DATABASE_URL", "REDIS_URL", "LINE_CHANNEL_SECRET"))


@pytest.mark.parametrize(
    ("url", "local"),
    [("http://localhost:1", True), ("http://127.0.0.1", True), ("http://[::1]:5", True), ("https://api.line.me", False)],
)
def test_loopback_is_known(url, local):
    assert is_loopback(url) == local
