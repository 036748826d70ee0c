"""Verbs on what staff define: names and order of attributes, choices and tags, and segments. They flush and never commit."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audience.models import Attribute, Option, OptionKind, Segment
from app.audience.operations import new_key
from app.audience.rules import Rule


def change_attribute(
    session: Session, attribute: Attribute, name: str, choice_names: Mapping[int, str], added: Iterable[str]
) -> None:
    """Rename an attribute and its choices (by option id), and add choices at the end. Keys stay, so rules and flows hold."""
    attribute.name = name
    for choice in attribute.choices:
        choice.name = choice_names.get(choice.id, choice.name)
    position = max((choice.position for choice in attribute.choices), default=-1)
    for place, choice_name in enumerate(added, position + 1):
        session.add(
            Option(
                kind=OptionKind.CHOICE, attribute_id=attribute.id, key=new_key("c"), name=choice_name, position=place
            )
        )
    session.flush()
    session.refresh(attribute)


def move_choice(session: Session, attribute: Attribute, option_id: int, by: int) -> None:
    """Move a choice up (-1) or down (1) among its attribute's; at the end of the list nothing happens."""
    order = list(attribute.choices)
    place = next((place for place, choice in enumerate(order) if choice.id == option_id), None)
    if place is None or not 0 <= place + by < len(order):
        return
    order[place], order[place + by] = order[place + by], order[place]
    for position, choice in enumerate(order):
        choice.position = position
    session.flush()
    session.refresh(attribute)


def rename_tag(session: Session, tag: Option, name: str) -> None:
    tag.name = name
    session.flush()


def get_tag_by_key(session: Session, key: str) -> Option | None:
    return session.scalar(select(Option).where(Option.kind == OptionKind.TAG, Option.key == key))


def create_segment(
    session: Session, name: str, rule: Rule, department_id: uuid.UUID, staff_id: uuid.UUID | None = None
) -> Segment:
    """A new segment; the caller has validated the rule."""
    segment = Segment(name=name, rule=rule, department_id=department_id, created_by=staff_id)
    session.add(segment)
    session.flush()
    return segment


def change_segment(session: Session, segment: Segment, name: str, rule: Rule) -> None:
    segment.name, segment.rule = name, rule
    session.flush()


def delete_segment(session: Session, segment: Segment) -> None:
    """Raises IntegrityError if something still refers to it."""
    session.delete(segment)
    session.flush()
