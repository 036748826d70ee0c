"""LINE's rate limits: a token bucket per endpoint (https://developers.line.biz/en/reference/messaging-api/#rate-limits)."""

import json
from pathlib import Path

# endpoint → [requests, seconds]
_LIMITS: dict[str, list[int]] = json.loads(Path(__file__).with_name("rates.json").read_text(encoding="utf-8"))


class RateLimits:
    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, int]] = {}

    def take(self, kind: str, now_ms: int) -> bool:
        """False if the endpoint was called too often."""
        requests, seconds = _LIMITS.get(kind, _LIMITS["*"])
        left, before = self._buckets.get(kind, (float(requests), now_ms))
        left = min(requests, left + max(0, now_ms - before) * requests / (seconds * 1000))
        allowed = left >= 1
        self._buckets[kind] = (left - 1 if allowed else left, now_ms)
        return allowed

    def clear(self) -> None:
        self._buckets.clear()
