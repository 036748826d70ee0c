"""What a node type is. One file in ``nodes`` describes each, ``nodes.registry`` lists them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from app.flows.engine.context import Context
from app.flows.engine.events import ErrorCode
from app.flows.engine.model import Definition, Json, Node
from app.flows.engine.problems import Finding, LintContext, Reading, Reference, TextField

ChangeKind = Literal["texts", "questions", "routing", "actions", "triggers"]


@dataclass(frozen=True, slots=True)
class Go:
    """Leave the node by an exit."""

    exit: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """Go into another flow, and leave the node by its exit when that ends."""

    flow: str
    version: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay at the node until the citizen's next input."""


@dataclass(frozen=True, slots=True)
class End:
    """End this flow."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The document leads nowhere from here; the run ends politely."""

    code: ErrorCode


@dataclass(frozen=True, slots=True)
class Refused:
    """The input is no answer; `hint` says in the citizen's language what would be one.

    `plain` ones state the obvious.
    """

    hint: str = ""
    plain: bool = True


Outcome = Go | Call | Wait | End | Broken


@dataclass(frozen=True, slots=True)
class Given:
    """The citizen's input as a waiting node gets it.

    `kind` is text (typed), tap (a live button of this node; `value` is what its data ends in) or other. `params` are
    a postback's.
    """

    kind: Literal["text", "tap", "other"]
    text: str = ""
    value: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def leave_by(node: Node, category_id: str) -> Go | Broken:
    """Leave `node` by a category."""
    category = node.categories.get(category_id)
    return Go(category.exit) if category else Broken(ErrorCode.BROKEN_EXIT)


class NodeType:
    """A node type without state: all its methods are given the node.

    `name` and `line` are what the editor calls it. `properties` and `required` are its own part of the JSON Schema.
    For describing changes, `kind` is the kind of change that adding or removing a node is, and `words` gives each
    field's kind and name.
    """

    type: ClassVar[str]
    name: ClassVar[str]
    line: ClassVar[str]
    kind: ClassVar[ChangeKind]
    properties: ClassVar[Json] = {}
    required: ClassVar[tuple[str, ...]] = ()
    decides: ClassVar[bool] = False
    ends: ClassVar[bool] = False
    words: ClassVar[Mapping[str, tuple[ChangeKind, str]]] = {}

    def says(self, node: Node) -> bool:
        """Whether entering may say a bubble. No node says more than one when it is entered, nor when it is resumed."""
        return False

    def waits(self, node: Node) -> bool:
        """Whether the conversation waits here for the citizen."""
        return False

    def enter(self, node: Node, context: Context) -> Outcome:
        """What happens when the conversation comes here."""
        raise TypeError(f"{self.type} cannot be entered")

    def resume(self, node: Node, context: Context, given: Given) -> Outcome | Refused:
        """What the input leads to. Only of types that wait."""
        return Go(node.only_exit)

    def repeat(self, node: Node, context: Context, refused: Refused) -> Outcome:
        """What happens when the input was refused and started nothing else."""
        return Go(node.only_exit)

    def claims(self, node: Node, context: Context, text: str) -> bool:
        """Whether `text` is word for word an answer here, and so goes before やめる and 最初から."""
        return False

    def offers(self, node: Node, context: Context) -> list[Json]:
        """The quick replies with which the citizen can answer now."""
        return []

    def ways_out(self, node: Node) -> Iterator[tuple[str | None, bool]]:
        """The exits that can be taken, each with whether this node's question is answered then."""
        if self.decides:
            for category_id, answered in self.outcomes(node):
                category = node.categories.get(category_id)
                if category:
                    yield category.exit, answered
        elif not self.ends:
            yield node.only_exit, False

    def outcomes(self, node: Node) -> Iterable[tuple[str, bool]]:
        """The ids of the categories that can come out, each with whether the question is answered then.

        Only of types that decide.
        """
        return ()

    def category_fields(self, node: Node) -> Iterator[tuple[str, str]]:
        """Where the node names its categories: (field, category id)."""
        yield from ()

    def texts(self, node: Node) -> Iterator[TextField]:
        """The texts that citizens read."""
        yield from ()

    def references(self, node: Node) -> Iterator[Reference]:
        """What the node names outside of the flow."""
        yield from ()

    def readings(self, node: Node) -> Iterator[Reading]:
        """The answers that the node reads other than by variables in its texts."""
        yield from ()

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        """Problems that only this type knows."""
        yield from ()
