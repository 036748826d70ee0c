"""What can be changed while the stand-in runs, and what it must remember about itself."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from line_simulator.identifiers import new_user_id
from line_simulator.store import Store


@dataclass
class Settings:
    """webhook_url, webhook_enabled, redelivery: LINE's console. quota: messages a month, None for no limit."""

    webhook_url: str
    reply_delay_ms: int
    webhook_enabled: bool = True
    redelivery: bool = False
    redelivery_after_ms: list[int] = field(default_factory=lambda: [1_000, 5_000, 30_000, 120_000])
    rate_limits: bool = True
    quota: int | None = None


def load_settings(store: Store, defaults: Settings) -> Settings:
    row = store.row("SELECT value FROM setting WHERE name = 'settings'")
    if row is None:
        return defaults
    return Settings(**{**asdict(defaults), **json.loads(row[0])})


def change_settings(store: Store, settings: Settings, changes: dict[str, Any]) -> None:
    """Raises ValueError for an unknown name or a value of the wrong kind."""
    kinds: dict[str, type | tuple[type, ...]] = {
        "webhook_url": str,
        "reply_delay_ms": int,
        "webhook_enabled": bool,
        "redelivery": bool,
        "redelivery_after_ms": list,
        "rate_limits": bool,
        "quota": (int, type(None)),
    }
    for name, value in changes.items():
        if name not in kinds:
            raise ValueError(f"unknown setting: {name}; known: {', '.join(kinds)}")
        if not isinstance(value, kinds[name]) or (isinstance(value, bool) and kinds[name] is not bool):
            raise ValueError(f"wrong value for {name}")
    for name, value in changes.items():
        setattr(settings, name, value)
    remember(store, "settings", {item.name: getattr(settings, item.name) for item in fields(settings)})


def remember(store: Store, name: str, value: Any) -> None:
    store.write("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, json.dumps(value)))


def recall(store: Store, name: str, default: Any) -> Any:
    row = store.row("SELECT value FROM setting WHERE name = ?", (name,))
    return default if row is None else json.loads(row[0])


def bot_user_id(store: Store) -> str:
    """The account's own id, made once for a state folder."""
    known: str | None = recall(store, "bot", None)
    if known is None:
        known = new_user_id()
        remember(store, "bot", known)
    return known
