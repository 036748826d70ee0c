"""What the engine asks of the outside. The engine itself looks nothing up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from app.flows.engine.model import Definition
from app.flows.engine.triggers import TriggerIndex

AttributeKind = Literal["text", "number", "date", "choice", "choices", "any"]


@dataclass(frozen=True, slots=True)
class AttributeInfo:
    """An attribute as the engine needs it: its kind, and for ``choice`` and ``choices`` each choice's label by its key.

    Kind ``any`` takes whatever comes: for playing a flow without a catalogue.
    """

    kind: AttributeKind
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CitizenView:
    """What is known of the citizen before the turn.

    `attributes` maps an attribute's key to its value: a text, a number, an ISO date, a choice's key or a list of them.
    """

    name: str | None = None
    language: str = "ja"
    tags: frozenset[str] = frozenset()
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Services(Protocol):
    """Look-ups of one citizen's turn. All of them answer from what was true before the turn."""

    def version(self, version_id: str) -> Definition | None:
        """The version that a session is pinned to; None if it is gone."""

    def published(self, flow_id: str) -> tuple[str, Definition] | None:
        """The version id and definition that citizens meet now; None if the flow is not published."""

    def triggers(self) -> TriggerIndex:
        """The triggers of all published flows."""

    def citizen(self) -> CitizenView:
        """The citizen whose turn it is."""

    def attribute(self, key: str) -> AttributeInfo | None:
        """The attribute with this key; None if there is none."""

    def new_run_id(self) -> str:
        """A fresh id for a run."""
