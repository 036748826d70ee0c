"""Reply tokens (once, one minute) and retry keys (24 hours)."""

import json
from dataclasses import dataclass
from typing import Any

from line_simulator.identifiers import new_reply_token
from line_simulator.store import Store

REPLY_MS = 60 * 1000
# A token of a redelivered event is refused later than this after the event itself.
REDELIVERED_REPLY_MS = 20 * 60 * 1000
RETRY_KEY_MS = 24 * 3600 * 1000


@dataclass(slots=True)
class _Token:
    citizen: int
    occurred_at: int
    received_at: int
    used: bool


class ReplyTokens:
    def __init__(self, store: Store, now_ms: int) -> None:
        self._store = store
        self._tokens: dict[str, _Token] = {
            token: _Token(citizen, occurred, received, bool(used))
            for token, citizen, occurred, received, used in store.rows(
                "SELECT token, citizen, occurred_at, received_at, used FROM reply_token WHERE occurred_at > ?",
                (now_ms - REDELIVERED_REPLY_MS,),
            )
        }
        self._next_sweep = now_ms + REDELIVERED_REPLY_MS

    def issue(self, citizen: int, now_ms: int) -> str:
        self._sweep(now_ms)
        token = new_reply_token()
        self._tokens[token] = _Token(citizen, now_ms, now_ms, False)
        self._store.write("INSERT INTO reply_token VALUES (?, ?, ?, ?, 0)", (token, citizen, now_ms, now_ms))
        return token

    def received(self, token: str, now_ms: int) -> None:
        """The webhook with this token goes out now: its minute begins (again, if it is redelivered)."""
        known = self._tokens.get(token)
        if known is not None and known.received_at != now_ms:
            known.received_at = now_ms
            self._store.write("UPDATE reply_token SET received_at = ? WHERE token = ?", (now_ms, token))

    def use(self, token: str, now_ms: int) -> int | None:
        """The citizen number, once; None if the token is unknown, used or too old."""
        known = self._tokens.get(token)
        if known is None or known.used:
            return None
        if now_ms - known.received_at > REPLY_MS or now_ms - known.occurred_at > REDELIVERED_REPLY_MS:
            return None
        known.used = True
        self._store.write("UPDATE reply_token SET used = 1 WHERE token = ?", (token,))
        return known.citizen

    def clear(self) -> None:
        self._tokens.clear()

    def _sweep(self, now_ms: int) -> None:
        if now_ms < self._next_sweep:
            return
        self._next_sweep = now_ms + REDELIVERED_REPLY_MS
        oldest = now_ms - REDELIVERED_REPLY_MS
        self._tokens = {key: token for key, token in self._tokens.items() if token.occurred_at > oldest}


@dataclass(slots=True)
class AcceptedRequest:
    accepted_at: int
    request_id: str
    sent_messages: list[dict[str, Any]] | None


class RetryKeys:
    def __init__(self, store: Store, now_ms: int) -> None:
        self._store = store
        self._accepted: dict[str, AcceptedRequest] = {
            key: AcceptedRequest(at, request_id, json.loads(sent) if sent else None)
            for key, at, request_id, sent in store.rows(
                "SELECT key, accepted_at, request_id, sent_messages FROM retry_key WHERE accepted_at > ?",
                (now_ms - RETRY_KEY_MS,),
            )
        }

    def accepted(self, key: str, now_ms: int) -> AcceptedRequest | None:
        known = self._accepted.get(key)
        return known if known is not None and now_ms - known.accepted_at <= RETRY_KEY_MS else None

    def accept(self, key: str, now_ms: int, request_id: str, sent_messages: list[dict[str, Any]] | None) -> None:
        self._accepted[key] = AcceptedRequest(now_ms, request_id, sent_messages)
        self._store.write(
            "INSERT OR REPLACE INTO retry_key VALUES (?, ?, ?, ?)",
            (key, now_ms, request_id, json.dumps(sent_messages) if sent_messages is not None else None),
        )

    def clear(self) -> None:
        self._accepted.clear()
