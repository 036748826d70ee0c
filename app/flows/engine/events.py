"""What a turn tells the rest of the system. Every error is one of these, never an exception that loses the turn."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar


class EndReason(StrEnum):
    """Why a run ended."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    RESTARTED = "restarted"
    ERROR = "error"


class ErrorCode(StrEnum):
    """What may go wrong in a turn. The first group ends the run politely; after the others the conversation goes on."""

    NO_START = "no_start"
    """The flow has no start, or names a node that is not there."""
    BROKEN_EXIT = "broken_exit"
    """A category or exit names something that is not there."""
    TOO_MANY_STEPS = "too_many_steps"
    """More nodes in one turn than ``limits.STEPS_PER_TURN``: a loop without a wait."""
    TOO_DEEP = "too_deep"
    """More flows inside one another than ``limits.DEPTH``."""
    VERSION_MISSING = "version_missing"
    """The version or node that the session waits at is gone."""

    FLOW_NOT_PUBLISHED = "flow_not_published"
    """A menu, a start or a sub-flow names a flow that is not published."""
    VARIABLE_UNKNOWN = "variable_unknown"
    """A text holds a variable that does not exist."""
    VARIABLE_MISSING = "variable_missing"
    """A text holds a variable that has no value, and no default."""
    TEXT_EMPTY = "text_empty"
    """A text came out empty; a question asks with words of the engine's own, another node says nothing."""
    TEXT_CUT = "text_cut"
    """A text with its variables came out longer than LINE takes, and was cut."""
    IMAGE_MISSING = "image_missing"
    """An image node without an image."""
    NO_BUTTONS = "no_buttons"
    """A buttons node without a usable button; its text is said alone."""
    ANSWER_MISSING = "answer_missing"
    """``set_attribute`` takes an answer that was not given."""
    ATTRIBUTE_UNKNOWN = "attribute_unknown"
    """``set_attribute`` names an attribute that does not exist."""
    ATTRIBUTE_VALUE_INVALID = "attribute_value_invalid"
    """The value does not fit the attribute's kind or choices."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a turn."""

    type: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """``{"type": …}`` and the event's fields."""
        return {"type": self.type} | {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Say(Event):
    """A bubble to send, in the shape that ``docs/flow-format.md`` gives."""

    type = "say"
    bubble: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FlowStarted(Event):
    """A run began. `trigger` is keyword, follow, postback, menu, start or restart."""

    type = "flow_started"
    flow: str
    version: str
    run: str
    trigger: str


@dataclass(frozen=True, slots=True)
class SubFlowStarted(Event):
    """The run went into another flow."""

    type = "sub_flow_started"
    flow: str
    version: str
    run: str


@dataclass(frozen=True, slots=True)
class SubFlowEnded(Event):
    """The run came back from another flow."""

    type = "sub_flow_ended"
    flow: str
    version: str
    run: str


@dataclass(frozen=True, slots=True)
class AnswerRecorded(Event):
    """A question was answered.

    `key` and `category` are the stable keys; `value` is a choice's key, a list of them, a text, a number or an ISO
    date; `text` is what was typed or tapped; `label` is the value as people read it.
    """

    type = "answer_recorded"
    flow: str
    version: str
    run: str
    node: str
    key: str
    category: str
    value: Any
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class TagAdded(Event):
    """The citizen has a tag that they had not."""

    type = "tag_added"
    tag: str


@dataclass(frozen=True, slots=True)
class TagRemoved(Event):
    """The citizen no longer has a tag."""

    type = "tag_removed"
    tag: str


@dataclass(frozen=True, slots=True)
class AttributeSet(Event):
    """An attribute has this value now; None clears it."""

    type = "attribute_set"
    attribute: str
    value: Any


@dataclass(frozen=True, slots=True)
class FlowEnded(Event):
    """A run ended; `reason` is an ``EndReason``."""

    type = "flow_ended"
    flow: str
    version: str
    run: str
    reason: str


@dataclass(frozen=True, slots=True)
class BubbleLimit(Event):
    """The turn stopped before its sixth bubble, at `node`, and goes on at the citizen's next input."""

    type = "bubble_limit"
    node: str


@dataclass(frozen=True, slots=True)
class StaleButton(Event):
    """A button of another run or of a question that is over was tapped. It did nothing."""

    type = "stale_button"


@dataclass(frozen=True, slots=True)
class NotUnderstood(Event):
    """The input was no answer to the question at `node`."""

    type = "not_understood"
    node: str


@dataclass(frozen=True, slots=True)
class NoMatch(Event):
    """No conversation was waiting and nothing starts by this input; nothing was said."""

    type = "no_match"


@dataclass(frozen=True, slots=True)
class EngineError(Event):
    """Something went wrong; `code` is an ``ErrorCode``, `node` the node's id, or None outside of one."""

    type = "engine_error"
    code: str
    node: str | None
