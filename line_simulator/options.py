"""Command line and environment of the stand-in, read here and nowhere else."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class OptionsError(Exception):
    """Something needed was not given; the text is for the person at the terminal."""


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    state: Path
    webhook_url: str
    channel_secret: str
    access_token: str
    public_url: str
    app_url: str
    account_name: str
    reply_delay_ms: int


# option, environment variable, default, help
_OPTIONS = (
    ("host", "SIMULATOR_HOST", "127.0.0.1", "address to listen on"),
    ("port", "SIMULATOR_PORT", "8900", "port to listen on"),
    ("state", "SIMULATOR_STATE", "", "folder of the state file"),
    ("webhook-url", "SIMULATOR_WEBHOOK_URL", "http://localhost:8000/line/webhook", "where webhooks are sent"),
    ("channel-secret", "LINE_CHANNEL_SECRET", "", "signs the webhooks"),
    ("access-token", "LINE_CHANNEL_ACCESS_TOKEN", "", "what API calls must bear"),
    ("public-url", "PUBLIC_URL", "https://localhost:8000", "origin of the picture addresses in messages"),
    ("app-url", "SIMULATOR_APP_URL", "http://localhost:8000", "where that origin is really served"),
    ("account-name", "SIMULATOR_ACCOUNT_NAME", "デモ市", "name of the official account on the phones"),
    ("reply-delay-ms", "SIMULATOR_REPLY_DELAY_MS", "0", "how long reply, push and multicast take to answer"),
)


def read_options(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Options:
    """Raises OptionsError when a needed option is missing or a number is none."""
    parser = argparse.ArgumentParser(prog="line_simulator", description="Stand-in for the LINE Platform")
    for name, variable, default, text in _OPTIONS:
        parser.add_argument(f"--{name}", help=f"{text} (environment: {variable}; default: {default or 'none'})")
    given = parser.parse_args(arguments)
    values: dict[str, str] = {}
    for name, variable, default, _ in _OPTIONS:
        key = name.replace("-", "_")
        values[key] = getattr(given, key) or environment.get(variable) or default
        if not values[key]:
            raise OptionsError(f"--{name} (or {variable}) must be given.")
    return Options(
        host=values["host"],
        port=_number(values, "port"),
        state=Path(values["state"]),
        webhook_url=values["webhook_url"],
        channel_secret=values["channel_secret"],
        access_token=values["access_token"],
        public_url=values["public_url"].rstrip("/"),
        app_url=values["app_url"].rstrip("/"),
        account_name=values["account_name"],
        reply_delay_ms=_number(values, "reply_delay_ms"),
    )


def _number(values: dict[str, str], key: str) -> int:
    if not values[key].isdigit():
        raise OptionsError(f"--{key.replace('_', '-')} must be a number.")
    return int(values[key])
