"""Says a text with buttons that lead on or open a page."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.flows.engine import limits
from app.flows.engine.bubbles import buttons_bubble, labelled, text_bubble
from app.flows.engine.choices import is_label
from app.flows.engine.context import Context
from app.flows.engine.events import ErrorCode, NotUnderstood
from app.flows.engine.model import Json, Node
from app.flows.engine.node_type import Given, NodeType, Outcome, Refused, Wait, leave_by
from app.flows.engine.normalise import normalise
from app.flows.engine.problems import Finding, LintContext, TextField
from app.flows.engine.text_length import utf16_length

_URI: Final = re.compile(r"https?://[^\s/?#]+\S*|tel:\+?[0-9\-]+")
"""The addresses that a button may open: web pages and telephone numbers, nothing that could run a script."""


class ButtonsNode(NodeType):
    """LINE's buttons. With a ``next`` button it waits; any other input repeats it once, then ``default`` is taken."""

    type = "buttons"
    name = "ボタン"
    line = "文章にボタンを付けて送ります。"
    kind = "texts"
    decides = True
    properties = {
        "title": {"$ref": "#/$defs/text"},
        "text": {"$ref": "#/$defs/text"},
        "buttons": {
            "type": "array",
            "maxItems": limits.BUTTONS,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"$ref": "#/$defs/id"},
                    "label": {"$ref": "#/$defs/text"},
                    "action": {"$ref": "#/$defs/button_action"},
                    "category": {"anyOf": [{"$ref": "#/$defs/id"}, {"type": "null"}]},
                },
                "required": ["id", "label", "action", "category"],
                "additionalProperties": False,
            },
        },
        "default": {"$ref": "#/$defs/id"},
    }
    required = ("text", "buttons", "default")
    words = {
        "title": ("texts", "見出し"),
        "text": ("texts", "文章"),
        "buttons": ("texts", "ボタン"),
        "default": ("routing", "ボタンを押さなかったときの行き先"),
    }

    def says(self, node: Node) -> bool:
        return True

    def waits(self, node: Node) -> bool:
        return any(button["action"]["type"] == "next" for button in node.fields["buttons"])

    def enter(self, node: Node, context: Context) -> Outcome:
        context.run.tries = 0
        self._say(node, context)
        return Wait() if self.waits(node) else leave_by(node, node.fields["default"])

    def _say(self, node: Node, context: Context) -> None:
        title = context.text(node.fields.get("title") or {}).strip()
        text = context.fit(context.text(node.fields["text"])).strip()
        if not text:
            context.error(ErrorCode.TEXT_EMPTY)
            text, title = title or context.words("answer_please"), ""
        shown = [button for button in node.fields["buttons"] if _usable(button)]
        if not shown:
            context.error(ErrorCode.NO_BUTTONS)
            context.say(text_bubble(text))
            return
        buttons = [self._button(node, button, context) for button in shown]
        bubble = buttons_bubble(title, text, buttons)
        if bubble["type"] == "text":
            bubble["text"] = context.fit(bubble["text"])
        context.say(bubble)

    def _button(self, node: Node, button: Json, context: Context) -> Json:
        label = _label(button, context)
        if button["action"]["type"] == "uri":
            return labelled(label, {"type": "uri", "uri": button["action"]["uri"]})
        return context.button(node, button["id"], label)

    def resume(self, node: Node, context: Context, given: Given) -> Outcome | Refused:
        said = normalise(given.text) if given.kind == "text" else ""
        for button in node.fields["buttons"]:
            tapped = given.kind == "tap" and given.value == button["id"]
            typed = is_label(button["label"], said, context)
            if button["action"]["type"] == "next" and (tapped or typed):
                return leave_by(node, button["category"] or "")
        return Refused()

    def repeat(self, node: Node, context: Context, refused: Refused) -> Outcome:
        context.run.tries += 1
        context.events.append(NotUnderstood(node.id))
        if context.run.tries > 1:
            return leave_by(node, node.fields["default"])
        self._say(node, context)
        return Wait()

    def claims(self, node: Node, context: Context, text: str) -> bool:
        said = normalise(text)
        return any(
            is_label(button["label"], said, context)
            for button in node.fields["buttons"]
            if button["action"]["type"] == "next"
        )

    def offers(self, node: Node, context: Context) -> list[Json]:
        return [self._button(node, button, context) for button in node.fields["buttons"] if _usable(button)]

    def outcomes(self, node: Node) -> Iterable[tuple[str, bool]]:
        return ((category, False) for _, category in self.category_fields(node))

    def category_fields(self, node: Node) -> Iterator[tuple[str, str]]:
        for index, button in enumerate(node.fields["buttons"]):
            if button["action"]["type"] == "next" and button["category"]:
                yield f"buttons.{index}.category", button["category"]
        yield "default", node.fields["default"]

    def texts(self, node: Node) -> Iterator[TextField]:
        title = node.fields.get("title") or {}
        titled = any(text.strip() for text in title.values())
        if titled:
            yield TextField("title", title, "見出し", limits.BUTTONS_TITLE, "graphemes")
        room = limits.BUTTONS_TEXT_WITH_TITLE if titled else limits.BUTTONS_TEXT
        yield TextField("text", node.fields["text"], "文章", room, "graphemes")
        for index, button in enumerate(node.fields["buttons"]):
            yield TextField(f"buttons.{index}.label", button["label"], "ボタンの文字", limits.LABEL, "graphemes")

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        if not node.fields["buttons"]:
            yield Finding("buttons_empty", "error", "buttons", "ボタンがありません。ボタンを1つ以上加えてください。")
        for index, button in enumerate(node.fields["buttons"]):
            field = f"buttons.{index}"
            if button["action"]["type"] == "next" and not button["category"]:
                message = "このボタンを押したときの行き先が決まっていません。行き先を選んでください。"
                yield Finding("button_category_missing", "error", f"{field}.category", message)
            if not _usable(button):
                message = (
                    "ボタンで開くアドレスが正しくありません。"
                    "https:// で始まるアドレスか、tel:072-000-0000 の形で書いてください。"
                )
                yield Finding("uri_invalid", "error", f"{field}.action.uri", message)


def _usable(button: Json) -> bool:
    """Whether LINE takes the button: one bad address would make it refuse the whole answer."""
    action = button["action"]
    return action["type"] == "next" or bool(_URI.fullmatch(action["uri"]) and utf16_length(action["uri"]) <= limits.URI)


def _label(button: Json, context: Context) -> str:
    return context.text(button["label"]).strip() or context.words("unnamed")
