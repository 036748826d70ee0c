"""Bringing documents of earlier formats up to the current one.

A step is never edited once it was shipped: a document of any earlier format must open for ever.
"""

from collections.abc import Callable
from typing import Any, Final

from app.flows.engine.errors import DefinitionError
from app.flows.engine.model import Json
from app.flows.engine.schema import FORMAT

_STEPS: Final[dict[int, Callable[[Json], Json]]] = {}
"""From a format number to the function that makes the next one's document. Format 1 is the first."""


def upgrade(document: Any) -> Json:
    """The document in the current format. Raises ``DefinitionError`` for what is no flow, or one of a newer format."""
    if not isinstance(document, dict):
        raise DefinitionError(["a flow is a JSON object"])
    number = document.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise DefinitionError([f"format: must be a number from 1 to {FORMAT}"])
    if number > FORMAT:
        raise DefinitionError([f"format: {number} is newer than {FORMAT}, the newest that this version reads"])
    upgraded: Json = document
    for step in range(number, FORMAT):
        upgraded = _STEPS[step](upgraded)
    return upgraded
