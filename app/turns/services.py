"""The engine's look-ups, answered from the database for one citizen's turn."""

from typing import Any

from sqlalchemy import Connection

from app.audience.catalogue import Catalogue
from app.audience.models import AttributeKind
from app.audience.operations import CitizenState
from app.flows.catalogue import FlowCatalogue, Published
from app.flows.engine.model import Definition
from app.flows.engine.services import AttributeInfo, CitizenView
from app.flows.engine.triggers import TriggerIndex
from app.ids import new_id


class TurnServices:
    """Implements `app.flows.engine.services.Services`."""

    def __init__(self, connection: Connection, flows: FlowCatalogue, catalogue: Catalogue, state: CitizenState) -> None:
        self._connection, self._flows, self._catalogue = connection, flows, catalogue
        self._published: Published = flows.published(connection)
        self._citizen = citizen_view(state, catalogue)

    def version(self, version_id: str) -> Definition | None:
        return self._flows.version(self._connection, version_id)

    def published(self, flow_id: str) -> tuple[str, Definition] | None:
        version_id = self._published.versions.get(flow_id)
        definition = self.version(version_id) if version_id else None
        return (version_id, definition) if version_id and definition else None

    def triggers(self) -> TriggerIndex:
        return self._published.triggers

    def citizen(self) -> CitizenView:
        return self._citizen

    def attribute(self, key: str) -> AttributeInfo | None:
        entry = self._catalogue.attributes.get(key)
        return AttributeInfo(entry.kind, dict(entry.names)) if entry else None  # type: ignore[arg-type]

    def new_run_id(self) -> str:
        return str(new_id())


def citizen_view(state: CitizenState, catalogue: Catalogue) -> CitizenView:
    """What the engine may know: keys instead of option numbers, readable texts instead of their HMAC."""
    tags, chosen = catalogue.split_options(state.options)
    attributes: dict[str, Any] = {}
    for key, keys in chosen.items():
        attributes[key] = keys[0] if catalogue.attributes[key].kind == AttributeKind.CHOICE else keys
    for key, value in state.scalars.items():
        entry = catalogue.attributes.get(key)
        if entry is not None:
            attributes[key] = state.texts.get(key) if entry.kind == AttributeKind.TEXT else value
    return CitizenView(name=state.name, language=state.language, tags=tags, attributes=attributes)
