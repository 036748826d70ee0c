"""Reading a flow document."""

from typing import Any

from app.flows.engine.check import mistakes
from app.flows.engine.errors import DefinitionError
from app.flows.engine.migrations import upgrade
from app.flows.engine.model import Definition, Node, build_node

__all__ = ["Definition", "DefinitionError", "parse"]


def parse(document: Any) -> Definition:
    """The flow that `document` describes, a draft's too.

    Of two nodes with one id the first counts (lint reports the other).

    Raises ``DefinitionError`` only if the document does not satisfy the schema. The document is kept and must not be
    changed afterwards.
    """
    document = upgrade(document)
    found = mistakes(document)
    if found:
        raise DefinitionError(
            [f"{'.'.join(map(str, mistake.path)) or 'document'}: {mistake.message}" for mistake in found]
        )
    nodes: dict[str, Node] = {}
    for fields in document["nodes"]:
        nodes.setdefault(fields["id"], build_node(fields))
    return Definition(document, document["base_language"], document["start"], nodes, tuple(document["triggers"]))
