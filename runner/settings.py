"""The settings of an installation that `make run` starts: secrets made once, `kairan.env` for what people set."""

import base64
import os
import secrets
from pathlib import Path

from runner.places import Places

ENV_FILE = "kairan.env"
_APPLICATION = frozenset(
    [
        "KAIRAN_MODE",
        "DATABASE_URL",
        "MIGRATION_DATABASE_URL",
        "REDIS_URL",
        "LINE_API_URL",
        "LINE_DATA_API_URL",
        "LINE_CHANNEL_SECRET",
        "LINE_CHANNEL_ACCESS_TOKEN",
        "SECRET_KEY",
        "ENCRYPTION_KEYS",
        "KEY_STORE",
        "KAIRAN_STORE",
        "PUBLIC_URL",
        "PORT",
        "SIMULATOR_PORT",
        "DEMO_CITY",
    ]
)


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines; # begins a comment line."""
    values = {}
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            name, separator, value = line.partition("=")
            if separator and not line.lstrip().startswith("#"):
                values[name.strip()] = value.strip().strip('"')
    return values


def keep_for_the_command_line(places: Places, environ: dict[str, str]) -> None:
    """`var/run.env`: what `flask --app wsgi …` on this machine needs to know of the running installation."""
    partial = places.var / "run.env.partial"
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    names = sorted(name for name in environ if name in _APPLICATION)
    partial.write_text("".join(f"{name}={environ[name]}\n" for name in names))
    partial.replace(places.var / "run.env")


def own_secrets(places: Places) -> dict[str, str]:
    """Made at the first start, kept in `var/secrets.env`, readable by this user alone."""
    known = read_env_file(places.secrets)
    wanted = {
        "POSTGRES_SUPERUSER_PASSWORD": secrets.token_urlsafe(24),
        "POSTGRES_OWNER_PASSWORD": secrets.token_urlsafe(24),
        "POSTGRES_APPLICATION_PASSWORD": secrets.token_urlsafe(24),
        "VALKEY_PASSWORD": secrets.token_urlsafe(24),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ENCRYPTION_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "SIMULATOR_CHANNEL_SECRET": secrets.token_hex(16),
        "SIMULATOR_ACCESS_TOKEN": secrets.token_urlsafe(48),
    }
    if not wanted.keys() <= known.keys():
        known = wanted | known
        partial = places.secrets.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text("".join(f"{name}={value}\n" for name, value in known.items()))
        partial.replace(places.secrets)
    return known


def given_settings(places: Places) -> dict[str, str]:
    """What people set: in `kairan.env`, and before that in the environment."""
    both = {**read_env_file(places.var.parent / ENV_FILE), **os.environ}
    return {name: value for name, value in both.items() if value}


def application_environ(places: Places, mine: dict[str, str]) -> dict[str, str]:
    """The environment of web, workers and stand-in, without the addresses of our own servers. What people set goes first."""
    given = given_settings(places)
    port = given.get("PORT") or "8000"
    simulator_port = given.get("SIMULATOR_PORT") or "8900"
    outside = bool(given.get("LINE_CHANNEL_SECRET"))
    defaults = {
        "PORT": port,
        "SIMULATOR_PORT": simulator_port,
        "SECRET_KEY": mine["SECRET_KEY"],
        "ENCRYPTION_KEYS": mine["ENCRYPTION_KEYS"],
        "KEY_STORE": str(places.var / "keys" / "keys.sqlite3"),
        "KAIRAN_STORE": str(places.var / "store"),
    }
    if outside:
        defaults |= {"KAIRAN_MODE": "production", "DEMO_CITY": "0"}
    else:
        address = f"http://localhost:{simulator_port}"
        defaults |= {
            "KAIRAN_MODE": "demonstration",
            "DEMO_CITY": "1",
            "LINE_API_URL": address,
            "LINE_DATA_API_URL": address,
            "LINE_CHANNEL_SECRET": mine["SIMULATOR_CHANNEL_SECRET"],
            "LINE_CHANNEL_ACCESS_TOKEN": mine["SIMULATOR_ACCESS_TOKEN"],
            "PUBLIC_URL": f"https://localhost:{port}",
            "SIMULATOR_STATE": str(places.var.parent / "simulator-state"),
            "SIMULATOR_WEBHOOK_URL": f"http://localhost:{port}/line/webhook",
            "SIMULATOR_APP_URL": f"http://localhost:{port}",
        }
    return {**defaults, **given}
