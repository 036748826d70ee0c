"""Shows a picture."""

from collections.abc import Iterator

from app.flows.engine import limits
from app.flows.engine.bubbles import image_bubble
from app.flows.engine.context import Context
from app.flows.engine.events import ErrorCode
from app.flows.engine.model import Node
from app.flows.engine.node_type import Go, NodeType, Outcome
from app.flows.engine.problems import Finding, LintContext, Reference, TextField


class ImageNode(NodeType):
    """A picture with the text that stands for it."""

    type = "image"
    name = "画像"
    line = "画像を送ります。"
    kind = "texts"
    properties = {"image": {"type": ["string", "null"], "maxLength": 64}, "alt": {"$ref": "#/$defs/text"}}
    required = ("image",)
    words = {"image": ("texts", "画像"), "alt": ("texts", "画像の説明")}

    def says(self, node: Node) -> bool:
        return True

    def enter(self, node: Node, context: Context) -> Outcome:
        if node.fields["image"]:
            context.say(image_bubble(node.fields["image"], context.text(node.fields.get("alt") or {})))
        else:
            context.error(ErrorCode.IMAGE_MISSING)
        return Go(node.only_exit)

    def texts(self, node: Node) -> Iterator[TextField]:
        yield TextField("alt", node.fields.get("alt") or {}, "画像の説明", limits.ALT_TEXT_UTF16, required=False)

    def references(self, node: Node) -> Iterator[Reference]:
        if node.fields["image"]:
            yield Reference("media", node.fields["image"], "image")

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        if not node.fields["image"]:
            yield Finding("image_missing", "error", "image", "画像がまだありません。画像を選んでください。")
        if not any(text.strip() for text in (node.fields.get("alt") or {}).values()):
            yield Finding(
                "alt_missing",
                "warning",
                "alt",
                "画像の説明がありません。画像を見られない人のために、何の画像かを書いてください。",
            )
