"""Attributes, choices and tags as the hot paths need them: read together, kept for half a second per process."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from app.audience.models import Attribute, AttributeKind, Option, OptionKind
from app.clock import monotonic

_SECONDS = 0.5


@dataclass(frozen=True)
class AttributeEntry:
    id: uuid.UUID
    key: str
    name: str
    kind: str
    choices: Mapping[str, int] = field(default_factory=dict)  # choice key → option id
    names: Mapping[str, str] = field(default_factory=dict)  # choice key → name

    @property
    def has_choices(self) -> bool:
        return self.kind in (AttributeKind.CHOICE, AttributeKind.CHOICES)


@dataclass(frozen=True)
class Catalogue:
    attributes: Mapping[str, AttributeEntry]
    tags: Mapping[str, int]  # tag key → option id
    tag_names: Mapping[str, str]
    option_keys: Mapping[int, tuple[str | None, str]]  # option id → (attribute key or None for a tag, key)

    def split_options(self, options: list[int]) -> tuple[frozenset[str], dict[str, list[str]]]:
        """The tag keys, and per attribute the choice keys, that these option ids stand for."""
        tags, choices = set(), {}
        for option in options:
            attribute, key = self.option_keys.get(option, (None, ""))
            if attribute:
                choices.setdefault(attribute, []).append(key)
            elif key:
                tags.add(key)
        return frozenset(tags), choices


def read_catalogue(connection: Connection) -> Catalogue:
    options = connection.execute(
        select(Option.id, Option.kind, Option.attribute_id, Option.key, Option.name).order_by(Option.position, Option.id)
    ).all()
    attributes, option_keys = {}, {}
    for row in connection.execute(
        select(Attribute.id, Attribute.key, Attribute.name, Attribute.kind).order_by(Attribute.position, Attribute.key)
    ):
        own = [option for option in options if option.attribute_id == row.id]
        attributes[row.key] = AttributeEntry(
            row.id, row.key, row.name, row.kind, {o.key: o.id for o in own}, {o.key: o.name for o in own}
        )
        option_keys |= {option.id: (row.key, option.key) for option in own}
    tags = [option for option in options if option.kind == OptionKind.TAG]
    option_keys |= {tag.id: (None, tag.key) for tag in tags}
    return Catalogue(attributes, {t.key: t.id for t in tags}, {t.key: t.name for t in tags}, option_keys)


class CatalogueCache:
    """What staff change takes effect within half a second in every process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._found: Catalogue | None = None

    def get(self, connection: Connection) -> Catalogue:
        with self._lock:
            if self._found is None or monotonic() - self._read_at > _SECONDS:
                self._found, self._read_at = read_catalogue(connection), monotonic()
            return self._found
