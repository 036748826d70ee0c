"""The stand-in's own time, which tests may move forward."""

import time


class Clock:
    """Unix time in milliseconds plus an offset."""

    def __init__(self, offset_ms: int = 0) -> None:
        self.offset_ms = offset_ms

    def now_ms(self) -> int:
        return int(time.time() * 1000) + self.offset_ms

    def precise_ms(self) -> float:
        """The same with microseconds, for measuring answer times from the ledger."""
        return round(time.time() * 1000 + self.offset_ms, 3)

    def advance(self, seconds: float) -> None:
        self.offset_ms += int(seconds * 1000)
