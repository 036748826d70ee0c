"""Whether a document satisfies the JSON Schema, and where it does not."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import jsonschema_rs

from app.flows.engine.schema import build_schema

MISTAKES: Final = 200
"""More mistakes than this are not listed."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A place where a document breaks the schema.

    `rule` is the schema's keyword, `detail` the names of properties that lack or are too many, `message` is English.
    """

    path: tuple[str | int, ...]
    rule: str
    message: str
    detail: str = ""


def mistakes(document: Any) -> list[Mistake]:
    """What is wrong with the shape of `document`, whatever it is. Empty if it satisfies the schema."""
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
        return _found(document)
    except RecursionError:
        return [Mistake((), "depth", "nested too deeply")]
    except (TypeError, ValueError) as error:
        return [Mistake((), "json", f"not JSON: {type(error).__name__}")]


def _found(document: Any) -> list[Mistake]:
    validator = _validator()
    if validator.is_valid(document):
        return []
    found = []
    for mistake in validator.iter_errors(document):
        found.append(
            Mistake(tuple(mistake.instance_path), str(mistake.kind.name), mistake.message[:200], _detail(mistake.kind))
        )
        if len(found) >= MISTAKES:
            break
    return found or [Mistake((), "json", "not acceptable")]


def _detail(kind: Any) -> str:
    if kind.name == "required":
        return str(kind.property)
    return ", ".join(map(str, kind.unexpected))[:80] if kind.name == "additionalProperties" else ""


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(build_schema())
