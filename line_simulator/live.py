"""Tells open pages which phones and what else has changed."""

import asyncio
from collections.abc import Iterable


class Listener:
    """Collects changes until the page's connection fetches them, so that a flood costs one message."""

    def __init__(self, wanted: frozenset[str] | None) -> None:
        self._wanted = wanted
        self._changed: set[str] = set()
        self._news = asyncio.Event()
        self.closed = False

    def tell(self, topics: Iterable[str]) -> None:
        fresh = set(topics) if self._wanted is None else self._wanted.intersection(topics)
        if fresh:
            self._changed |= fresh
            self._news.set()

    def close(self) -> None:
        self.closed = True
        self._news.set()

    async def changes(self, patience: float) -> list[str]:
        """What changed, or nothing after `patience` seconds."""
        try:
            await asyncio.wait_for(self._news.wait(), patience)
        except TimeoutError:
            return []
        self._news.clear()
        changed, self._changed = sorted(self._changed), set()
        return changed


class Hub:
    """Topics are user ids, "citizens", "menus", "faults" and "everything"."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def listen(self, wanted: frozenset[str] | None) -> Listener:
        listener = Listener(wanted)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    @property
    def listened_to(self) -> bool:
        return bool(self._listeners)

    def tell(self, *topics: str) -> None:
        for listener in self._listeners:
            listener.tell(topics)

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()
