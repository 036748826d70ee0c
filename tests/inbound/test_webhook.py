"""POST /line/webhook with what LINE sends, and with what nobody should."""

import json

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.inbound.models import EventState, InboundEvent
from app.line.signature import sign
from tests.kit.environment import CHANNEL_SECRET
from tests.kit.line_events import text_event

PATH = "/line/webhook"


@pytest.fixture
def post(app):
    def post(body: bytes | dict, signature: str | None = "valid"):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if signature:
            headers["X-Line-Signature"] = sign(CHANNEL_SECRET, raw) if signature == "valid" else signature
        return app.test_client().post(PATH, data=raw, headers=headers).status_code

    return post


def envelope(*events) -> dict:
    return {"destination": "U" + "0" * 32, "events": list(events)}


def rows() -> list[InboundEvent]:
    return list(db.session.scalars(select(InboundEvent).order_by(InboundEvent.id)))


@pytest.mark.parametrize("signature", [None, "", "wrong", "あ", sign("another secret", b"{}")])
def test_a_missing_or_wrong_signature_is_refused_and_nothing_is_kept(post, signature):
    assert post(envelope(text_event("こんにちは")), signature) == 401
    assert rows() == []


def test_lines_own_test_vectors_of_the_signature_hold():
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert sign("8c570fa6dd201bb328f1c1eac23a96d8", body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    assert sign("channel_secret", b"bodybodybodybody") == "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"{}", b'"x"', b'{"events": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_signed_body_that_is_no_webhook_is_400(post, body):
    assert post(body) == 400


@pytest.mark.parametrize("count", [0, 1, 100])
def test_any_number_of_events_is_stored_once_each(post, count):
    assert post(envelope(*[text_event(str(number)) for number in range(count)])) == 200
    assert len(rows()) == count


def test_the_same_webhook_again_changes_nothing(post):
    body = envelope(text_event("一度だけ"))
    redelivered = json.loads(json.dumps(body))
    redelivered["events"][0]["deliveryContext"]["isRedelivery"] = True
    assert [post(body), post(body), post(redelivered)] == [200, 200, 200]
    assert len(rows()) == 1


STRANGE = {
    "unknown type": {**text_event("x"), "type": "holiday"},
    "unknown message type": {**text_event("x"), "message": {"id": "1", "type": "hologram"}},
    "refused by the SDK": {key: value for key, value in text_event("x").items() if key != "deliveryContext"},
    "no id": {key: value for key, value in text_event("x").items() if key != "webhookEventId"},
    "float timestamp": {**text_event("x"), "timestamp": 1.5},
    "huge timestamp": {**text_event("x"), "timestamp": 10**40},
    "text timestamp": {**text_event("x"), "timestamp": "now"},
    "no source": {key: value for key, value in text_event("x").items() if key != "source"},
    "source is a list": {**text_event("x"), "source": []},
    "user id is a number": {**text_event("x"), "source": {"type": "user", "userId": 5}},
    "NUL in the id": {**text_event("x"), "webhookEventId": "a\x00b"},
    "lone surrogate": {**text_event("x"), "message": {"id": "1", "type": "text", "text": "\ud800"}},
    "not an object": "event",
    "null": None,
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_event_is_kept_and_does_no_harm_to_its_neighbours(post, name):
    assert post(envelope(text_event("前"), STRANGE[name], text_event("後"))) == 200
    states = [row.state for row in rows()]
    assert len(states) == 3
    assert states.count(EventState.WAITING) >= 2


@pytest.mark.parametrize(
    "event",
    [
        {**text_event("x"), "mode": "standby"},
        {**text_event("x"), "source": {"type": "group", "groupId": "C1", "userId": "U" + "1" * 32}},
        {**text_event("x"), "source": {"type": "room", "roomId": "R1"}},
        {**text_event("x"), "type": "beacon", "beacon": {"hwid": "1", "type": "enter"}},
    ],
)
def test_events_that_are_not_answered_are_kept(post, event):
    assert post(envelope(event)) == 200
    assert [row.state for row in rows()] == [EventState.KEPT]


def test_a_body_over_ten_megabytes_is_413(post):
    assert post(b"x" * (10 * 1024 * 1024 + 1)) == 413


def test_what_is_stored_is_sealed(post, app):
    post(envelope(text_event("ひみつの言葉", user_id="U" + "c" * 32)))
    stored = db.session.execute(select(func.row_to_json(InboundEvent.__table__.table_valued()))).scalar_one()
    assert "ひみつ" not in str(stored)
    assert "c" * 32 not in str(stored)
