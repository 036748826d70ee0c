"""Published flows as the engine meets them. Versions never change, so each is parsed once per process."""

import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from app.clock import monotonic
from app.flows.engine.definition import parse
from app.flows.engine.model import Definition
from app.flows.engine.triggers import TriggerIndex
from app.flows.models import Flow, FlowVersion

_SECONDS = 0.5
_KEPT = 500


@dataclass(frozen=True)
class Published:
    versions: dict[str, str]  # flow id → version id
    triggers: TriggerIndex = field(default_factory=TriggerIndex)


class FlowCatalogue:
    """A publication takes effect within half a second in every process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._definitions: OrderedDict[str, Definition] = OrderedDict()
        self._published = Published({})
        self._read_at = float("-inf")

    def version(self, connection: Connection, version_id: str) -> Definition | None:
        found = self._definitions.get(version_id)
        if found is None:
            row = connection.execute(select(FlowVersion.definition).where(FlowVersion.id == uuid.UUID(version_id))).first()
            if row is None:
                return None
            found = parse(row.definition)
            with self._lock:
                self._definitions[version_id] = found
                while len(self._definitions) > _KEPT:
                    self._definitions.popitem(last=False)
        return found

    def published(self, connection: Connection) -> Published:
        if monotonic() - self._read_at > _SECONDS:
            rows = connection.execute(
                select(Flow.id, Flow.published_version_id).where(Flow.published_version_id.is_not(None))
            ).all()
            versions = {str(row.id): str(row.published_version_id) for row in rows}
            if versions != self._published.versions:
                self._published = self._compile(connection, versions)
            self._read_at = monotonic()
        return self._published

    def _compile(self, connection: Connection, versions: dict[str, str]) -> Published:
        triggers = []
        for flow_id, version_id in versions.items():
            definition = self.version(connection, version_id)
            if definition:
                triggers.append((flow_id, definition.document["triggers"]))
        return Published(versions, TriggerIndex(triggers))
