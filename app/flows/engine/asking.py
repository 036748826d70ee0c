"""The one way in which all questions ask: text, quick replies, re-asking with a limit, failed category, ways back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from app.flows.engine import limits
from app.flows.engine.bubbles import labelled, message, text_bubble
from app.flows.engine.choices import is_label
from app.flows.engine.context import Context
from app.flows.engine.events import ErrorCode, NotUnderstood
from app.flows.engine.model import Json, Node
from app.flows.engine.node_type import ChangeKind, Given, NodeType, Outcome, Refused, Wait, leave_by
from app.flows.engine.normalise import normalise
from app.flows.engine.problems import TextField

PROPERTIES: Json = {
    "key": {"$ref": "#/$defs/key"},
    "text": {"$ref": "#/$defs/text"},
    "retry": {"$ref": "#/$defs/retry"},
    "failed": {"$ref": "#/$defs/id"},
}
REQUIRED = ("key", "text", "failed")
WORDS: dict[str, tuple[ChangeKind, str]] = {
    "key": ("questions", "結果の名前"),
    "text": ("texts", "質問文"),
    "retry": ("questions", "聞き直し"),
    "failed": ("routing", "答えがわからないときの行き先"),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """An answer.

    Its value and how people read it, the id of the category it belongs to, and what was typed or tapped.
    """

    value: Any
    label: str
    category: str
    text: str


class Question(NodeType):
    """A node that asks. A type says what it offers and how it reads; the rest is the same for all."""

    kind = "questions"
    decides = True
    one_answer_category: ClassVar[bool] = True
    """Whether all answers lead to the category ``answered``; else the type names the categories itself."""

    def says(self, node: Node) -> bool:
        return True

    def waits(self, node: Node) -> bool:
        return True

    # --- what a type adds

    def read(self, node: Node, context: Context, given: Given) -> Understood | Refused | Wait:
        """The answer that `given` is; Wait if it was a step towards one and has been acknowledged."""
        raise TypeError(f"{self.type} cannot read")

    def choices_offered(self, node: Node, context: Context) -> list[Json]:
        """The quick replies of the answers."""
        return []

    def listed(self, node: Node, context: Context, again: bool) -> str:
        """What follows the text, such as the choices with their numbers."""
        return ""

    # --- what is the same

    def enter(self, node: Node, context: Context) -> Outcome:
        run = context.run
        run.tries, run.selection = 0, []
        asked = context.text(node.fields["text"])
        if not asked.strip():
            context.error(ErrorCode.TEXT_EMPTY)
            asked = context.words("answer_please")
        self.ask(node, context, asked + self.listed(node, context, again=False))
        return Wait()

    def resume(self, node: Node, context: Context, given: Given) -> Outcome | Refused:
        reading = self.read(node, context, given)
        if not isinstance(reading, Understood):
            return reading
        outcome = leave_by(node, reading.category)
        context.record(node, reading.category, reading.value, reading.label, reading.text)
        return outcome

    def repeat(self, node: Node, context: Context, refused: Refused) -> Outcome:
        context.run.tries += 1
        context.events.append(NotUnderstood(node.id))
        retry = node.fields.get("retry") or {}
        if context.run.tries >= retry.get("limit", limits.TRIES):
            return leave_by(node, node.fields["failed"])
        own = context.text(retry.get("text") or {}).strip()
        lines = [own or context.words("retry")]
        if refused.hint and not (own and refused.plain):
            lines.append(refused.hint)
        self.ask(node, context, "\n".join(lines) + self.listed(node, context, again=True))
        return Wait()

    def ask(self, node: Node, context: Context, text: str) -> None:
        """Says `text` with all that the citizen can press."""
        context.say(text_bubble(context.fit(text), self.offers(node, context)))

    def offers(self, node: Node, context: Context) -> list[Json]:
        offered = self.choices_offered(node, context)
        ways_back = ("restart", "cancel") if context.run.tries else ("cancel",)
        room = limits.QUICK_REPLIES - len(offered)
        words = [context.words(way) for way in ways_back[-room:]] if room > 0 else []
        return offered + [labelled(word, message(word)) for word in words]

    def claims(self, node: Node, context: Context, text: str) -> bool:
        said = normalise(text)
        return any(is_label(choice["label"], said, context) for choice in node.fields.get("choices", ()))

    # --- for lint and changes

    def outcomes(self, node: Node) -> Iterable[tuple[str, bool]]:
        if self.one_answer_category:
            yield node.fields["answered"], True
        yield node.fields["failed"], False

    def category_fields(self, node: Node) -> Iterator[tuple[str, str]]:
        if self.one_answer_category:
            yield "answered", node.fields["answered"]
        yield "failed", node.fields["failed"]

    def texts(self, node: Node) -> Iterator[TextField]:
        yield TextField("text", node.fields["text"], "質問文", limits.TEXT_UTF16)
        retry = node.fields.get("retry") or {}
        if retry.get("text"):
            yield TextField("retry.text", retry["text"], "聞き直しの文", limits.TEXT_UTF16, required=False)
