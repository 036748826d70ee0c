"""Services that answer from memory: for tests, the preview and transcripts."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.flows.engine.events import AttributeSet, Event, TagAdded, TagRemoved
from app.flows.engine.model import Definition
from app.flows.engine.services import AttributeInfo, CitizenView
from app.flows.engine.triggers import TriggerIndex


class MemoryServices:
    """One citizen and some flows.

    A flow's version id is its flow id with ``@`` and the number of times it was published.

    With ``attributes=None`` any attribute exists and takes any text, number or date as it comes.
    """

    def __init__(
        self,
        flows: Mapping[str, Definition],
        *,
        name: str | None = None,
        language: str = "ja",
        tags: Iterable[str] = (),
        values: Mapping[str, Any] | None = None,
        attributes: Mapping[str, AttributeInfo] | None = None,
        run: str = "run",
    ) -> None:
        self._versions: dict[str, Definition] = {}
        self._published: dict[str, str] = {}
        self._attributes = attributes
        self._citizen = CitizenView(name, language, frozenset(tags), dict(values or {}))
        self._run = run
        self._runs = 0
        self._triggers: TriggerIndex | None = None
        for flow, definition in flows.items():
            self.publish(flow, definition)

    def publish(self, flow: str, definition: Definition) -> str:
        """Makes `definition` what citizens meet, and returns its version id. Earlier versions stay."""
        number = sum(version.startswith(f"{flow}@") for version in self._versions) + 1
        version = f"{flow}@{number}"
        self._versions[version] = definition
        self._published[flow] = version
        self._triggers = None
        return version

    def withdraw(self, flow: str) -> None:
        """Citizens no longer meet the flow; its versions stay."""
        self._published.pop(flow, None)
        self._triggers = None

    def apply(self, events: Iterable[Event]) -> None:
        """Makes a turn's changes of tags and attributes visible to the next."""
        tags, values = set(self._citizen.tags), dict(self._citizen.attributes)
        for event in events:
            if isinstance(event, TagAdded):
                tags.add(event.tag)
            elif isinstance(event, TagRemoved):
                tags.discard(event.tag)
            elif isinstance(event, AttributeSet) and event.value is None:
                values.pop(event.attribute, None)
            elif isinstance(event, AttributeSet):
                values[event.attribute] = event.value
        self._citizen = CitizenView(self._citizen.name, self._citizen.language, frozenset(tags), values)

    def version(self, version_id: str) -> Definition | None:
        return self._versions.get(version_id)

    def published(self, flow_id: str) -> tuple[str, Definition] | None:
        version = self._published.get(flow_id)
        return (version, self._versions[version]) if version else None

    def triggers(self) -> TriggerIndex:
        if self._triggers is None:
            self._triggers = TriggerIndex(
                (flow, self._versions[version].triggers) for flow, version in self._published.items()
            )
        return self._triggers

    def citizen(self) -> CitizenView:
        return self._citizen

    def attribute(self, key: str) -> AttributeInfo | None:
        return AttributeInfo("any") if self._attributes is None else self._attributes.get(key)

    def new_run_id(self) -> str:
        self._runs += 1
        return f"{self._run}-{self._runs}"
