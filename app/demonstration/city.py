"""Fills an empty installation with an invented city, so that everything can be tried in a minute."""

import json
import secrets
import uuid
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audience import operations as audience
from app.audience.catalogue import read_catalogue
from app.audience.models import Segment
from app.broadcasts import operations as broadcasts
from app.clock import now
from app.crypto import keys
from app.demonstration.people import invent
from app.demonstration.stand_in import make_friends
from app.flows import operations as flows
from app.flows.models import Flow
from app.richmenus import operations as richmenus
from app.staff.models import Department, StaffMember
from app.staff.operations import create_department, create_staff_member
from app.staff.roles import ROLE_NAMES, Role

CITIZENS = 300
DEPARTMENT = "広報・シティプロモーション戦略課"
ACCOUNTS = (
    (Role.SYSTEM_ADMINISTRATOR, "admin@city.example", "髙橋 花子"),
    (Role.AUTHOR, "author@city.example", "田中 健一"),
    (Role.VIEWER, "viewer@city.example", "鈴木 さくら"),
)
FLOWS = (
    ("preferences", "受信設定"),
    ("garbage", "ごみの分け方"),
    ("road_report", "道路通報"),
    ("disaster", "防災のご案内"),
    ("contact", "お問い合わせ"),
)
SEGMENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("防災のお知らせを希望", {"type": "tag", "op": "has_any", "tags": ["bosai"]}),
    (
        "荻野・鴻池の子育て世代",
        {
            "all": [
                {"type": "attribute", "attribute": "district", "op": "any_of", "value": ["ogino", "konoike"]},
                {"type": "attribute", "attribute": "age_group", "op": "any_of", "value": ["a20", "a30", "a40"]},
            ]
        },
    ),
    ("受信設定をまだしていない人", {"not": {"type": "attribute", "attribute": "district", "op": "exists"}}),
)


def is_empty(session: Session) -> bool:
    return not session.scalar(select(func.count()).select_from(StaffMember))


def create_accounts(session: Session) -> Iterator[tuple[str, str, str]]:
    """An account of each role. (role's name, mail address, password) of each; the password is kept nowhere else."""
    department = create_department(DEPARTMENT)
    for role, email, name in ACCOUNTS:
        password = secrets.token_urlsafe(9)
        create_staff_member(email, name, role, department, password)
        yield ROLE_NAMES[role], email, password


def create_city(session: Session, line_url: str) -> None:
    """Attributes, tags, flows, a rich menu, citizens, segments, and a broadcast under way. Flushes; raises NoStandIn."""
    department = session.scalars(select(Department).where(Department.name == DEPARTMENT)).one()
    catalogue = _data("catalogue.json")
    for attribute in catalogue["attributes"]:
        choices = [(choice["key"], choice["name"]) for choice in attribute.get("choices", ())]
        audience.create_attribute(session, attribute["name"], attribute["kind"], choices, attribute["key"])
    for tag in catalogue["tags"]:
        audience.create_tag(session, tag["name"], tag["key"])
    published = {file: _publish(session, department.id, name, _data(f"flows/{file}.json")) for file, name in FLOWS}
    _rich_menu(session, department.id, published)
    _create_citizens(session, catalogue, line_url)
    segments = [_segment(session, department.id, name, rule) for name, rule in SEGMENTS]
    _broadcast(session, department.id, segments[0])


def _data(name: str) -> Any:
    return json.loads(Path(str(resources.files("app.demonstration"))).joinpath(name).read_text("utf-8"))


def _publish(session: Session, department_id: uuid.UUID, name: str, document: dict[str, Any]) -> Flow:
    flow = flows.create_flow(session, name, department_id, None, document)
    flows.publish_flow(session, flow, "実演用の最初の版", None)
    return flow


def _rich_menu(session: Session, department_id: uuid.UUID, published: dict[str, Flow]) -> None:
    """`rich_menu.json` names the flows by their files."""
    description = _data("rich_menu.json")
    for tile in description["tiles"]:
        if tile["action"]["type"] == "flow":
            tile["action"]["flow"] = str(published[tile["action"]["flow"]].id)
    richmenus.publish_menu(session, richmenus.create_menu(session, "ふだんのメニュー", description, department_id, None))


def _create_citizens(session: Session, catalogue: dict[str, Any], line_url: str) -> None:
    choices = {
        entry["key"]: [choice["key"] for choice in entry["choices"]]
        for entry in catalogue["attributes"]
        if entry["kind"] == "choice"
    }
    people = invent(CITIZENS, _data("names.json"), choices, [tag["key"] for tag in catalogue["tags"]])
    user_ids = make_friends(line_url, [person.name for person in people])
    connection, moment = session.connection(), now()
    known = read_catalogue(connection)
    audience.add_citizens(connection, keys(), user_ids, moment)
    for user_id, person in zip(user_ids, people, strict=True):
        state = audience.lock_citizen(connection, keys(), user_id, moment)
        for key, value in person.attributes.items():
            audience.put_attribute(state, keys(), known, key, value)
        for tag in person.tags:
            audience.put_tag(state, known, tag)
        audience.save_citizen(connection, keys(), state, known, moment)
        audience.save_profile(connection, keys(), state.id, person.name)


def _segment(session: Session, department_id: uuid.UUID, name: str, rule: dict[str, Any]) -> Segment:
    segment = Segment(name=name, rule=rule, department_id=department_id)
    session.add(segment)
    session.flush()
    return segment


def _broadcast(session: Session, department_id: uuid.UUID, segment: Segment) -> None:
    text = (
        "【実演】防災訓練のお知らせです。\n市内の全部の小学校で避難訓練をします。日時は広報紙でお知らせします。\n"
        "これは実演用の架空の市のお知らせです。"
    )
    broadcast = broadcasts.create_draft(session, "防災訓練のお知らせ", department_id, None)
    broadcasts.change_draft(session, broadcast, broadcast.title, segment.id, [{"type": "text", "text": text}])
    broadcasts.start_sending(session, broadcast, None, broadcasts.count_recipients(session, broadcast))
