"""The same rule as SQL and as a pure function means the same people."""

from functools import partial

import pytest
from hypothesis import HealthCheck, given, note, settings
from sqlalchemy import insert

from app.audience.catalogue import read_catalogue
from app.audience.models import Citizen
from app.audience.operations import text_index
from app.audience.queries import count_segment, select_segment_ids
from app.audience.rule_checks import validate
from app.audience.rules import Person, matches
from app.clock import now
from app.crypto import keys
from app.extensions import db
from app.ids import new_id
from tests.audience import drawing
from tests.audience.words import DISTRICTS, TOPICS
from tests.kit.factories import make_attribute, make_tag


@pytest.fixture
def words(app):
    make_attribute("district", choices=DISTRICTS)
    make_attribute("topics", "choices", choices=TOPICS)
    for key, kind in (("people", "number"), ("birth", "date"), ("job", "text")):
        make_attribute(key, kind)
    make_tag("answered")
    make_tag("volunteer")
    with db.engine.connect() as connection:
        return read_catalogue(connection)


def test_sql_and_the_pure_evaluation_agree_for_any_rule_and_any_people(words):
    fingerprint = partial(text_index, keys())
    connection = db.session.connection()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rule=drawing.rules(words), rows=drawing.people(words, fingerprint))
    def agree(rule, rows):
        assert validate(rule, words) == []
        rows = [{"id": new_id(), "language": "ja", "first_seen_at": now(), **row} for row in rows]
        expected = [
            row["id"]
            for row in rows
            if row["is_friend"]
            and matches(rule, Person(frozenset(row["options"]), row["scalars"], row["followed_at"]), words, fingerprint)
        ]
        with connection.begin_nested() as step:
            connection.execute(insert(Citizen.__table__), rows)
            note(f"expected {expected}")
            assert select_segment_ids(connection, rule) == sorted(expected)
            assert count_segment(connection, rule) == len(expected)
            step.rollback()

    agree()


@pytest.mark.parametrize("rule", [{"all": []}, {"any": []}, {"not": {"all": []}}])
def test_an_empty_group_means_the_same_in_both(words, rule):
    connection = db.session.connection()
    row = {"id": new_id(), "language": "ja", "first_seen_at": now(), "options": [], "scalars": {}, "is_friend": True}
    connection.execute(insert(Citizen.__table__), [row])
    expected = matches(rule, Person(frozenset(), {}, None), words, str)
    assert count_segment(connection, rule) == int(expected)


def test_something_that_is_gone_is_what_nobody_has(words):
    connection = db.session.connection()
    row = {"id": new_id(), "language": "ja", "first_seen_at": now(), "options": [], "scalars": {}, "is_friend": True}
    connection.execute(insert(Citizen.__table__), [row])
    nobody = (
        {"type": "attribute", "attribute": "gone", "op": "exists_not"},
        {"type": "tag", "op": "has_any", "tags": ["gone"]},
        {"type": "attribute", "attribute": "district", "op": "any_of", "value": ["gone"]},
    )
    for rule in nobody:
        assert count_segment(connection, rule) == 0
        assert not matches(rule, Person(frozenset(), {}, None), words, str)
