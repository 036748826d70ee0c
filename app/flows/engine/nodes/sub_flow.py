"""Goes through another flow and comes back."""

from collections.abc import Iterator

from app.flows.engine.context import Context
from app.flows.engine.events import ErrorCode
from app.flows.engine.model import Node
from app.flows.engine.node_type import Call, Go, NodeType, Outcome
from app.flows.engine.problems import Finding, LintContext, Reference


class SubFlowNode(NodeType):
    """Calls the published version of another flow, to which the run is pinned.

    If it is not published the conversation goes on.
    """

    type = "sub_flow"
    name = "別のシナリオ"
    line = "別のシナリオを通って、戻ってきます。"
    kind = "routing"
    properties = {"flow": {"anyOf": [{"$ref": "#/$defs/id"}, {"type": "null"}]}}
    required = ("flow",)
    words = {"flow": ("routing", "別のシナリオ")}

    def enter(self, node: Node, context: Context) -> Outcome:
        flow = node.fields["flow"]
        published = context.services.published(flow) if flow else None
        if not published:
            context.error(ErrorCode.FLOW_NOT_PUBLISHED)
            return Go(node.only_exit)
        version, definition = published
        return Call(flow, version, definition)

    def references(self, node: Node) -> Iterator[Reference]:
        if node.fields["flow"]:
            yield Reference("flow", node.fields["flow"], "flow")

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        if not node.fields["flow"]:
            yield Finding("flow_missing", "error", "flow", "シナリオが選ばれていません。シナリオを選んでください。")
