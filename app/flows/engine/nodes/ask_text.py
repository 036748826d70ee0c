"""Asks for free text."""

from app.flows.engine import limits
from app.flows.engine.asking import PROPERTIES, REQUIRED, WORDS, Question, Understood
from app.flows.engine.context import Context
from app.flows.engine.model import Node
from app.flows.engine.node_type import Given, Refused
from app.flows.engine.text_length import grapheme_length


class AskTextNode(Question):
    """Any typed text up to ``max_length`` characters (grapheme clusters)."""

    type = "ask_text"
    name = "文章で答えてもらう"
    line = "自由に書いてもらいます。"
    properties = PROPERTIES | {
        "max_length": {"type": ["integer", "null"], "minimum": 1, "maximum": limits.ANSWER_LENGTH_MOST},
        "answered": {"$ref": "#/$defs/id"},
    }
    required = (*REQUIRED, "answered")
    words = WORDS | {"max_length": ("questions", "文字数の上限"), "answered": ("routing", "答えたときの行き先")}

    def read(self, node: Node, context: Context, given: Given) -> Understood | Refused:
        text = given.text.strip()
        if given.kind != "text" or not text:
            return Refused(context.words("hint_text"), plain=False)
        limit = node.fields.get("max_length") or limits.ANSWER_LENGTH
        length = grapheme_length(text)
        if length > limit:
            return Refused(context.words("hint_length", limit=limit, length=length), plain=False)
        return Understood(text, text, node.fields["answered"], given.text)
