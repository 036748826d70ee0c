"""All node types, in the order in which the editor offers them. A new type is its file and one line here."""

from typing import Final

from app.flows.engine.node_type import NodeType
from app.flows.engine.nodes.add_tag import AddTagNode
from app.flows.engine.nodes.ask_choice import AskChoiceNode
from app.flows.engine.nodes.ask_choices import AskChoicesNode
from app.flows.engine.nodes.ask_date import AskDateNode
from app.flows.engine.nodes.ask_number import AskNumberNode
from app.flows.engine.nodes.ask_text import AskTextNode
from app.flows.engine.nodes.branch import BranchNode
from app.flows.engine.nodes.buttons import ButtonsNode
from app.flows.engine.nodes.end import EndNode
from app.flows.engine.nodes.image import ImageNode
from app.flows.engine.nodes.remove_tag import RemoveTagNode
from app.flows.engine.nodes.set_attribute import SetAttributeNode
from app.flows.engine.nodes.sub_flow import SubFlowNode
from app.flows.engine.nodes.text import TextNode

NODE_TYPES: Final[dict[str, NodeType]] = {
    node_type.type: node_type
    for node_type in (
        TextNode(),
        ImageNode(),
        ButtonsNode(),
        AskChoiceNode(),
        AskChoicesNode(),
        AskTextNode(),
        AskNumberNode(),
        AskDateNode(),
        BranchNode(),
        AddTagNode(),
        RemoveTagNode(),
        SetAttributeNode(),
        SubFlowNode(),
        EndNode(),
    )
}
