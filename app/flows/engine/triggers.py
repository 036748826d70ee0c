"""Which flow an input starts. Compiled once from the triggers of all published flows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.flows.engine.model import Json
from app.flows.engine.normalise import normalise


@dataclass(frozen=True, slots=True)
class Conflict:
    """Several flows want the same thing.

    `kind` is keyword, follow or postback, `wanted` the keyword or data (empty for follow).

    The first of `flows` gets it.
    """

    kind: str
    wanted: str
    flows: tuple[str, ...]


class TriggerIndex:
    """Equals goes before contains, a longer keyword before a shorter one, then the flow whose id sorts first."""

    def __init__(self, flows: Iterable[tuple[str, Iterable[Json]]] = ()) -> None:
        """`flows` gives each published flow's id and its ``triggers``."""
        self._equal: dict[str, list[str]] = defaultdict(list)
        contained: dict[str, list[str]] = defaultdict(list)
        self._postbacks: dict[str, list[str]] = defaultdict(list)
        self._follow: list[str] = []
        for flow, triggers in sorted(flows, key=lambda item: item[0]):
            for trigger in triggers:
                if trigger["type"] == "follow":
                    _add(self._follow, flow)
                elif trigger["type"] == "postback":
                    _add(self._postbacks[trigger["data"]], flow)
                else:
                    wanted = self._equal if trigger["match"] == "equals" else contained
                    for keyword in filter(None, map(normalise, trigger["keywords"])):
                        _add(wanted[keyword], flow)
        self._contained = sorted(contained.items(), key=lambda item: (-len(item[0]), item[1]))
        self._contained_words = contained

    def keyword(self, text: str) -> str | None:
        """The flow that a citizen's text starts."""
        said = normalise(text)
        if said in self._equal:
            return self._equal[said][0]
        return next((flows[0] for keyword, flows in self._contained if keyword in said), None)

    def exact_keyword(self, text: str) -> str | None:
        """The flow of which `text` is a keyword and nothing else.

        What interrupts a conversation that did not understand it.
        """
        said = normalise(text)
        wanting = self._equal.get(said) or self._contained_words.get(said)
        return wanting[0] if wanting else None

    def follow(self) -> str | None:
        """The flow that greets a new friend."""
        return self._follow[0] if self._follow else None

    def postback(self, data: str) -> str | None:
        """The flow that a postback with this data starts."""
        wanting = self._postbacks.get(data)
        return wanting[0] if wanting else None

    def conflicts(self) -> list[Conflict]:
        """What several flows want. The same keyword with ``equals`` and with ``contains`` in two flows is one, too."""
        found = []
        for keyword in sorted({*self._equal, *self._contained_words}):
            flows = list(self._equal.get(keyword, ()))
            for flow in self._contained_words.get(keyword, ()):
                _add(flows, flow)
            found.append(Conflict("keyword", keyword, tuple(flows)))
        found.extend(Conflict("postback", data, tuple(flows)) for data, flows in sorted(self._postbacks.items()))
        found.append(Conflict("follow", "", tuple(self._follow)))
        return [conflict for conflict in found if len(conflict.flows) > 1]


def _add(flows: list[str], flow: str) -> None:
    if flow not in flows:
        flows.append(flow)
