"""Bad days of LINE, switched on by tests and by people who practise."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Fault:
    """`before`: the request is not looked at; `after`: it was accepted, only the answer is lost or late.

    Without a status and without `drop` it is only a delay. `times` None: until it is taken away.
    """

    number: int
    endpoint: str
    status: int | None = None
    delay_ms: int = 0
    when: str = "before"
    drop: bool = False
    times: int | None = None
    probability: float = 1.0
    met: int = 0

    def applies_to(self, kind: str) -> bool:
        return self.endpoint in ("*", kind) or kind.startswith(f"{self.endpoint}-")


class Faults:
    """Not kept over a restart: a fresh stand-in is a healthy LINE."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._last = 0

    def add(self, wish: dict[str, Any]) -> Fault:
        """Raises ValueError for a wish that makes no sense."""
        fault = Fault(number=self._last + 1, endpoint=_text(wish, "endpoint", "*"))
        fault.status = _number(wish, "status", None, 100, 599)
        fault.delay_ms = _number(wish, "delay_ms", 0, 0, 600_000) or 0
        fault.when = _text(wish, "when", "before")
        fault.drop = wish.get("drop", False) is True
        fault.times = _number(wish, "times", None, 1, 10**9)
        fault.probability = wish.get("probability", 1.0)
        unknown = set(wish) - set(asdict(fault))
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        if fault.when not in ("before", "after"):
            raise ValueError("when must be before or after")
        if isinstance(fault.probability, bool) or not isinstance(fault.probability, int | float):
            raise ValueError("probability must be a number")
        self._last += 1
        self._faults.append(fault)
        return fault

    def take(self, kind: str) -> Fault | None:
        """The first fault that strikes this call."""
        for fault in self._faults:
            if fault.applies_to(kind) and secrets.randbelow(1_000_000) < fault.probability * 1_000_000:
                fault.met += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        self._faults.remove(fault)
                return fault
        return None

    def listing(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        self._faults.clear()


def _text(wish: dict[str, Any], name: str, default: str) -> str:
    value = wish.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text")
    return value


def _number(wish: dict[str, Any], name: str, default: int | None, low: int, high: int) -> int | None:
    value = wish.get(name, default)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
        raise ValueError(f"{name} must be a number from {low} to {high}")
    return value
