"""Ends the flow."""

from app.flows.engine.context import Context
from app.flows.engine.model import Node
from app.flows.engine.node_type import End, NodeType, Outcome


class EndNode(NodeType):
    """The end of this flow; a sub-flow's caller goes on."""

    type = "end"
    name = "終わり"
    line = "シナリオを終わります。"
    kind = "routing"
    ends = True

    def enter(self, node: Node, context: Context) -> Outcome:
        return End()
