"""Settings. Every environment variable is read here and nowhere else, and checked at start.

`docs/settings.md` lists them for the people who run Kairan.
"""

import base64
import binascii
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(Exception):
    """A setting is missing or wrong. The message is one sentence per problem, for the person at the terminal."""


@dataclass(frozen=True)
class Settings:
    mode: str
    database_url: str
    migration_database_url: str
    redis_url: str
    secret_key: str
    encryption_keys: tuple[bytes, ...]
    key_store: Path
    store: Path
    line_api_url: str
    line_data_api_url: str
    line_channel_secret: str
    line_channel_access_token: str
    public_url: str
    trusted_proxies: int
    port: int
    simulator_port: int
    demo_city: bool
    worker_threads: int
    reply_timeout: float
    crash_at: str

    @property
    def line_is_local(self) -> bool:
        return is_loopback(self.line_api_url)

    @property
    def secure_cookies(self) -> bool:
        """Secure follows PUBLIC_URL. Not in the demonstration: on http://localhost not every browser takes such a cookie."""
        return self.public_url.startswith("https://") and self.mode == "production"


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Reader:
    """Collects every problem, so that one start names all of them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self.environ.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is not set.")
        return default or ""

    def url(self, name: str, default: str | None = None) -> str:
        value = self.text(name, default).rstrip("/")
        if value and urlsplit(value).scheme not in ("http", "https"):
            self.problems.append(f"{name} must be an http or https address.")
        return value

    def number(self, name: str, default: float) -> float:
        value = self.text(name, str(default))
        try:
            return float(value)
        except ValueError:
            self.problems.append(f"{name} must be a number, not {value!r}.")
            return default

    def flag(self, name: str, default: bool) -> bool:
        return self.text(name, "1" if default else "0") not in ("0", "no", "false")

    def keys(self, name: str) -> tuple[bytes, ...]:
        keys = []
        for text in self.text(name).split(","):
            try:
                key = base64.b64decode(text.strip(), validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if len(key) != 32:
                self.problems.append(f"{name} must be base64 of 32 bytes each, newest first, separated by commas.")
                break
            keys.append(key)
        return tuple(keys)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this process; raises SettingsError that names every problem at once."""
    read = _Reader(environ)
    settings = Settings(
        mode=read.text("KAIRAN_MODE", "production"),
        database_url=_psycopg(read.text("DATABASE_URL")),
        # The owner of the tables; the application's own role may not change them.
        migration_database_url=_psycopg(read.text("MIGRATION_DATABASE_URL", environ.get("DATABASE_URL", ""))),
        redis_url=read.text("REDIS_URL"),
        secret_key=read.text("SECRET_KEY"),
        encryption_keys=read.keys("ENCRYPTION_KEYS"),
        key_store=Path(read.text("KEY_STORE")),
        store=Path(read.text("KAIRAN_STORE")),
        line_api_url=read.url("LINE_API_URL", "https://api.line.me"),
        line_data_api_url=read.url("LINE_DATA_API_URL", "https://api-data.line.me"),
        line_channel_secret=read.text("LINE_CHANNEL_SECRET"),
        line_channel_access_token=read.text("LINE_CHANNEL_ACCESS_TOKEN"),
        public_url=read.url("PUBLIC_URL"),
        trusted_proxies=int(read.number("TRUSTED_PROXIES", 0)),
        port=int(read.number("PORT", 8000)),
        simulator_port=int(read.number("SIMULATOR_PORT", 8900)),
        demo_city=read.flag("DEMO_CITY", False),
        worker_threads=int(read.number("WORKER_THREADS", 32)),
        reply_timeout=read.number("LINE_TIMEOUT", 10),
        crash_at=read.text("KAIRAN_CRASH_AT", ""),
    )
    _check_together(settings, read.problems)
    if read.problems:
        raise SettingsError("\n".join(read.problems))
    return settings


def _psycopg(url: str) -> str:
    """DATABASE_URL as people write it, for SQLAlchemy with psycopg 3."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _check_together(settings: Settings, problems: list[str]) -> None:
    if settings.mode not in ("demonstration", "production"):
        problems.append("KAIRAN_MODE must be demonstration or production.")
    if settings.mode == "demonstration" and not settings.line_is_local:
        problems.append("KAIRAN_MODE=demonstration works only with the stand-in for LINE (LINE_API_URL on this machine).")
    if settings.demo_city and urlsplit(settings.line_api_url).hostname == "api.line.me":
        problems.append("DEMO_CITY=1 is refused with LINE's own address: it would invent citizens of a real account.")
    if settings.mode == "production" and len(settings.secret_key) < 32:
        problems.append("SECRET_KEY must have at least 32 characters.")
    if settings.crash_at and settings.mode == "production":
        problems.append("KAIRAN_CRASH_AT is for tests only.")
    if settings.public_url and not settings.public_url.startswith("https://"):
        problems.append("PUBLIC_URL must begin with https:// because LINE fetches pictures over https only.")
