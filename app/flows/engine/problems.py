"""What lint says, and what it may be told about the world outside of the flow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.flows.engine.services import AttributeInfo

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. Errors block publishing, warnings need a tick.

    `node` is the node's id, None for the flow itself. `field` is the path of the field below the node
    (``choices.0.label``) or, without a node, below the document (``triggers.0.keywords``). `message` is Japanese and
    says what to do.
    """

    code: str
    level: Level
    node: str | None
    field: str | None
    message: str

    def to_json(self) -> dict[str, Any]:
        """The problem as the editor gets it."""
        return {
            "code": self.code, "level": self.level, "node": self.node, "field": self.field, "message": self.message
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as a node's own lint gives it: without the node."""

    code: str
    level: Level
    field: str | None
    message: str


@dataclass(frozen=True, slots=True)
class FlowInfo:
    """Another flow: its name, the ids of the flows it calls, and the normalised keywords that start it."""

    name: str
    calls: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    follow: bool = False


@dataclass(frozen=True, slots=True)
class LintContext:
    """What exists outside of the flow.

    None means that it is not known and not checked. `flow` is the linted flow's own id.
    """

    tags: frozenset[str] | None = None
    attributes: Mapping[str, AttributeInfo] | None = None
    flows: Mapping[str, FlowInfo] | None = None
    media: frozenset[str] | None = None
    flow: str | None = None


@dataclass(frozen=True, slots=True)
class TextField:
    """A text that citizens read: where it is, what it is called, what LINE allows, and whether it must be there."""

    field: str
    text: Mapping[str, str]
    name: str
    limit: int
    unit: Literal["utf16", "graphemes"] = "utf16"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """Something outside of the flow that a node names."""

    kind: Literal["tag", "attribute", "flow", "media"]
    key: str
    field: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer that a node reads, by its question's key."""

    key: str
    field: str
    default: bool = False
