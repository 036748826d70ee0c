"""Gives the citizen tags."""

from collections.abc import Iterator

from app.flows.engine.context import Context
from app.flows.engine.model import Node
from app.flows.engine.node_type import Go, NodeType, Outcome
from app.flows.engine.problems import Finding, LintContext, Reference


class AddTagNode(NodeType):
    """Gives tags; one that the citizen bears already is left alone."""

    type = "add_tag"
    name = "タグを付ける"
    line = "利用者にタグを付けます。"
    kind = "actions"
    properties = {"tags": {"$ref": "#/$defs/tags"}}
    required = ("tags",)
    words = {"tags": ("actions", "タグ")}
    gives = True

    def enter(self, node: Node, context: Context) -> Outcome:
        for tag in node.fields["tags"]:
            context.tag(tag, self.gives)
        return Go(node.only_exit)

    def references(self, node: Node) -> Iterator[Reference]:
        for tag in node.fields["tags"]:
            yield Reference("tag", tag, "tags")

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        if not node.fields["tags"]:
            yield Finding("tags_empty", "error", "tags", "タグが選ばれていません。タグを1つ以上選んでください。")
