"""Says a text."""

from collections.abc import Iterator

from app.flows.engine import limits
from app.flows.engine.bubbles import text_bubble
from app.flows.engine.context import Context
from app.flows.engine.events import ErrorCode
from app.flows.engine.model import Node
from app.flows.engine.node_type import Go, NodeType, Outcome
from app.flows.engine.problems import TextField


class TextNode(NodeType):
    """A text bubble with variables."""

    type = "text"
    name = "文章"
    line = "文章を送ります。"
    kind = "texts"
    properties = {"text": {"$ref": "#/$defs/text"}}
    required = ("text",)
    words = {"text": ("texts", "文章")}

    def says(self, node: Node) -> bool:
        return True

    def enter(self, node: Node, context: Context) -> Outcome:
        said = context.fit(context.text(node.fields["text"]))
        if said.strip():
            context.say(text_bubble(said))
        else:
            context.error(ErrorCode.TEXT_EMPTY)
        return Go(node.only_exit)

    def texts(self, node: Node) -> Iterator[TextField]:
        yield TextField("text", node.fields["text"], "文章", limits.TEXT_UTF16)
