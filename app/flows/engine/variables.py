"""``{{…}}`` in texts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.flows.engine.events import ErrorCode

EXAMPLE: Final = "{{answer.name|お名前なし}}"

_VARIABLE: Final = re.compile(r"\{\{([^{}|]*)(?:\|([^{}]*))?\}\}")
_NAME: Final = re.compile(r"(answer|attribute)\.([a-z][a-z0-9_]*)|(citizen)\.(name)")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable in a text. `kind` is answer, attribute or citizen, or None if there is no such variable."""

    written: str
    kind: str | None
    key: str
    default: str | None


def find(template: str) -> list[Variable]:
    """The variables of a text, in order."""
    return [_read(match) for match in _VARIABLE.finditer(template)] if "{{" in template else []


def stray_braces(template: str) -> bool:
    """Whether something is left that looks like half a variable."""
    rest = _VARIABLE.sub("", template)
    return "{{" in rest or "}}" in rest


def fill(template: str, look_up: Callable[[str, str], str | None], complain: Callable[[ErrorCode], None]) -> str:
    """`template` with its variables' values, which `look_up(kind, key)` gives.

    Without a value the default stands; without that nothing, and `complain` is told. What is filled in is never read
    as a template.
    """
    if "{{" not in template:
        return template

    def value(match: re.Match[str]) -> str:
        variable = _read(match)
        found = look_up(variable.kind, variable.key) if variable.kind else None
        if found is not None:
            return found
        if variable.default is None or not variable.kind:
            complain(ErrorCode.VARIABLE_MISSING if variable.kind else ErrorCode.VARIABLE_UNKNOWN)
        return variable.default or ""

    return _VARIABLE.sub(value, template)


def _read(match: re.Match[str]) -> Variable:
    name = _NAME.fullmatch(match[1].strip())
    if not name:
        return Variable(match[0], None, match[1].strip(), match[2])
    return Variable(match[0], name[1] or name[3], name[2] or name[4], match[2])
