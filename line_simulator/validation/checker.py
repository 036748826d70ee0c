"""Collects what is wrong with a request body, in LINE's words."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from line_simulator.validation.counting import utf16_units

JsonObject = dict[str, Any]
_FORBIDDEN_IN_URI = re.compile(r"[\s\x00-\x1f<>\"{}|\\^`]")


class MalformedPropertyError(Exception):
    """A value has the wrong JSON type. LINE answers with one sentence and no details."""

    def __init__(self, property_path: str) -> None:
        super().__init__(property_path)
        self.message = f"The property, {property_path}, in the request body is invalid (line: -, column: -)"


class Checker:
    """Each method looks at one property, notes what is wrong, and returns the value if it can be used further."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, str]] = []

    def add(self, path: str, message: str) -> None:
        self.errors.append((path, message))

    def answer(self) -> JsonObject:
        """The body of LINE's 400."""
        return {
            "message": f"The request body has {len(self.errors)} error(s)",
            "details": [{"message": message, "property": path} for path, message in self.errors],
        }

    def text(
        self,
        holder: JsonObject,
        name: str,
        path: str,
        longest: int,
        *,
        required: bool = True,
        empty: bool = False,
        count: Callable[[str], int] = utf16_units,
    ) -> str | None:
        value = holder.get(name)
        where = join(path, name)
        if value is not None and not isinstance(value, str):
            raise MalformedPropertyError(where)
        if value is None or (value == "" and not empty):
            if required:
                self.add(where, "May not be empty")
            return None
        if count(value) > longest:
            self.add(where, f"Length must be between 0 and {longest}")
        return value

    def choice(
        self, holder: JsonObject, name: str, path: str, choices: Iterable[str], *, required: bool = True
    ) -> str | None:
        value = holder.get(name)
        where = join(path, name)
        if value is None:
            if required:
                self.add(where, "must be specified")
            return None
        if not isinstance(value, str):
            raise MalformedPropertyError(where)
        if value not in choices:
            self.add(where, f"Must be one of the following values: [{', '.join(choices)}]")
            return None
        return value

    def integer(
        self, holder: JsonObject, name: str, path: str, low: int, high: int, *, required: bool = True
    ) -> int | None:
        value = self.number(holder, name, path, low, high, required=required)
        if value is not None and not isinstance(value, int):
            raise MalformedPropertyError(join(path, name))
        return value

    def number(
        self, holder: JsonObject, name: str, path: str, low: float, high: float, *, required: bool = True
    ) -> float | None:
        value = holder.get(name)
        where = join(path, name)
        if value is None:
            if required:
                self.add(where, "must be specified")
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise MalformedPropertyError(where)
        if not low <= value <= high:
            self.add(where, f"Must be between {low} and {high}")
        return value

    def boolean(self, holder: JsonObject, name: str, path: str, *, required: bool = False) -> None:
        value = holder.get(name)
        if value is None:
            if required:
                self.add(join(path, name), "must be specified")
        elif not isinstance(value, bool):
            raise MalformedPropertyError(join(path, name))

    def uri(
        self,
        holder: JsonObject,
        name: str,
        path: str,
        *,
        schemes: tuple[str, ...] = ("https",),
        longest: int = 2000,
        required: bool = True,
    ) -> None:
        value = self.text(holder, name, path, longest, required=required)
        if value is not None and not is_uri(value, schemes):
            self.add(join(path, name), "invalid uri")

    def items(
        self, holder: JsonObject, name: str, path: str, low: int, high: int, *, required: bool = True
    ) -> list[tuple[str, Any]]:
        """The elements with the path of each; none when there are too many or too few."""
        value = holder.get(name)
        where = join(path, name)
        if value is None:
            if required:
                self.add(where, "must be specified")
            return []
        if not isinstance(value, list):
            raise MalformedPropertyError(where)
        if not low <= len(value) <= high:
            self.add(where, f"Size must be between {low} and {high}")
            return []
        return [(f"{where}[{index}]", element) for index, element in enumerate(value)]

    def object(self, holder: JsonObject, name: str, path: str, *, required: bool = True) -> JsonObject | None:
        value = holder.get(name)
        where = join(path, name)
        if value is None:
            if required:
                self.add(where, "must be specified")
            return None
        return as_object(value, where)


def as_object(value: object, path: str) -> JsonObject:
    if not isinstance(value, dict):
        raise MalformedPropertyError(path)
    return value


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def is_uri(value: str, schemes: tuple[str, ...]) -> bool:
    if _FORBIDDEN_IN_URI.search(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    if parts.scheme.lower() not in schemes:
        return False
    return bool(parts.netloc or parts.path) if parts.scheme.lower() in ("tel", "line") else bool(parts.hostname)
