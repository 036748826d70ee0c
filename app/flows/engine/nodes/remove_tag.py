"""Takes tags from the citizen."""

from app.flows.engine.nodes.add_tag import AddTagNode


class RemoveTagNode(AddTagNode):
    """Takes tags; one that the citizen does not bear is left alone."""

    type = "remove_tag"
    name = "タグを外す"
    line = "利用者からタグを外します。"
    gives = False
