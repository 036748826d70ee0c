"""Events and their webhooks have LINE's shapes and habits."""

import base64
import hashlib
import hmac
import json
import re
import threading

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.webhooks import FollowEvent, MessageEvent, PostbackEvent, UnfollowEvent

from tests.simulator.kit import PICTURE, SECRET, Receiver, Simulator, text


def signed(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()


def test_a_text_comes_signed_and_in_lines_shape(simulator: Simulator, receiver: Receiver) -> None:
    [citizen] = simulator.citizens()
    said = simulator.say(citizen, "ごみの日は？")
    assert said["webhook"]["status"] == 200
    [got] = receiver.got
    assert got["headers"]["x-line-signature"] == signed(got["body"])
    body = json.loads(got["body"])
    assert body["destination"] == simulator.control("GET", "health")["botUserId"]
    [event] = body["events"]
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", event["webhookEventId"])
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert event["source"] == {"type": "user", "userId": citizen}
    assert event["mode"] == "active"
    assert event["message"].keys() == {"type", "id", "quoteToken", "markAsReadToken", "text"}
    assert (said["webhookEventId"], said["messageId"]) == (event["webhookEventId"], event["message"]["id"])


def test_the_sdk_reads_every_kind_of_event(simulator: Simulator, receiver: Receiver) -> None:
    [citizen] = simulator.citizens(friends=False)
    place = {"title": "市役所", "address": "千僧", "latitude": 34.78, "longitude": 135.4}
    acts = [
        ("follow", {}),
        ("text", {"text": "はい"}),
        ("postback", {"data": "a=1", "params": {"date": "2026-04-01"}, "displayText": "4月1日"}),
        ("image", {"picture": base64.b64encode(PICTURE.read_bytes()).decode()}),
        ("location", place),
        ("sticker", {"packageId": "446", "stickerId": "1989"}),
        ("block", {}),
        ("unblock", {}),
    ]
    for act, wish in acts:
        simulator.control("POST", f"citizens/{citizen}/{act}", wish)
    parser = WebhookParser(SECRET)
    events = []
    for got in receiver.got:
        events += parser.parse(got["body"].decode(), got["headers"]["x-line-signature"])
    kinds = [
        FollowEvent,
        MessageEvent,
        PostbackEvent,
        MessageEvent,
        MessageEvent,
        MessageEvent,
        UnfollowEvent,
        FollowEvent,
    ]
    assert [type(event) for event in events] == kinds
    assert [event.follow.is_unblocked for event in (events[0], events[-1])] == [False, True]
    assert events[2].postback.params == {"date": "2026-04-01"}
    assert events[4].message.title == "市役所"
    assert simulator.texts(citizen)[2] == "4月1日"


@pytest.mark.parametrize(("signature", "good"), [("valid", True), ("wrong", False), ("missing", False)])
def test_raw_events_go_out_as_they_are_several_in_one(
    simulator: Simulator, receiver: Receiver, signature: str, good: bool
) -> None:
    events = [{"type": "future", "x": 1}, {"type": "message", "message": {"type": "hologram"}}]
    answer = simulator.control("POST", "webhooks", {"events": events, "signature": signature})
    assert answer["webhook"]["status"] == 200
    [got] = receiver.got
    assert json.loads(got["body"])["events"] == events
    assert (got["headers"].get("x-line-signature") == signed(got["body"])) is good


def test_acts_of_several_citizens_can_share_a_webhook(simulator: Simulator, receiver: Receiver) -> None:
    one, other = simulator.citizens(2)
    acts = [{"userId": one, "act": "text", "text": "一"}, {"userId": other, "act": "postback", "data": "b"}]
    simulator.control("POST", "webhooks", {"events": acts})
    [got] = receiver.got
    first, second = json.loads(got["body"])["events"]
    assert (first["message"]["text"], second["postback"]["data"]) == ("一", "b")
    body = {"replyToken": first["replyToken"], "messages": [text()]}
    assert simulator.line("POST", "message/reply", body).status_code == 200


def test_an_answer_after_two_seconds_is_too_late_and_is_not_sent_again(
    simulator: Simulator, receiver: Receiver
) -> None:
    [citizen] = simulator.citizens()
    receiver.pause = 2.3
    webhook = simulator.say(citizen)["webhook"]
    assert (webhook["status"], webhook["reason"]) == (None, "request_timeout")
    assert 1900 < webhook["ms"] < 2300
    receiver.wait_for(1)
    assert len(receiver.got) == 1
    [entry] = simulator.control("GET", "ledger?kind=webhook")["entries"]
    assert (entry["reason"], entry["accepted"]) == ("request_timeout", False)


def test_a_failed_webhook_is_redelivered_when_that_is_switched_on(simulator: Simulator, receiver: Receiver) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "settings", {"redelivery": True, "redelivery_after_ms": [50, 50, 50]})
    receiver.statuses = [500, 503, 200]
    assert simulator.say(citizen)["webhook"]["reason"] == "error_status_code"
    receiver.wait_for(3)
    events = receiver.events()
    assert [event["deliveryContext"]["isRedelivery"] for event in events] == [False, True, True]
    assert len({event["webhookEventId"] for event in events}) == 1
    assert len({event["replyToken"] for event in events}) == 1
    answer = simulator.control("GET", "ledger?kind=webhook&at_least=3&wait_seconds=5")
    assert [entry["attempt"] for entry in answer["entries"]] == [1, 2, 3]


def test_a_redelivered_token_gets_a_new_minute_until_20_minutes_after_the_event(
    simulator: Simulator, receiver: Receiver
) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "settings", {"redelivery": True, "redelivery_after_ms": [200]})
    receiver.statuses = [500, 200, 500, 200]
    for minutes, status in ((5, 200), (21, 400)):
        token = simulator.say(citizen)["replyToken"]
        count = len(receiver.got)
        simulator.control("POST", "clock", {"advance_seconds": minutes * 60})
        receiver.wait_for(count + 1)
        answer = simulator.line("POST", "message/reply", {"replyToken": token, "messages": [text()]})
        assert answer.status_code == status


def test_one_citizens_webhooks_come_in_order_and_others_do_not_wait(simulator: Simulator, receiver: Receiver) -> None:
    slow, quick = simulator.citizens(2)
    receiver.pause = 0.1
    for number in range(3):
        simulator.control("POST", f"citizens/{slow}/text?wait=0", {"text": str(number)})
    simulator.control("POST", f"citizens/{quick}/text?wait=0", {"text": "お先に"})
    receiver.wait_for(4)
    texts = [event["message"]["text"] for event in receiver.events()]
    assert [words for words in texts if words != "お先に"] == ["0", "1", "2"]
    assert texts.index("お先に") < 2


def test_webhooks_can_be_switched_off_and_nobody_there_is_noticed(simulator: Simulator, receiver: Receiver) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "settings", {"webhook_enabled": False})
    assert simulator.say(citizen)["webhook"] is None
    simulator.control("POST", "settings", {"webhook_enabled": True, "webhook_url": "http://127.0.0.1:9/"})
    assert simulator.say(citizen)["webhook"]["reason"] == "could_not_connect"
    assert receiver.got == []


def test_the_webhook_address_can_be_read_set_and_tried(simulator: Simulator, receiver: Receiver) -> None:
    path = "channel/webhook/endpoint"
    assert simulator.line("GET", path).json() == {"endpoint": f"{receiver.url}/line/webhook", "active": True}
    assert simulator.line("POST", "channel/webhook/test").json()["reason"] == "OK"
    assert json.loads(receiver.got[0]["body"])["events"] == []
    assert simulator.line("PUT", path, {"endpoint": "ftp://x"}).status_code == 400
    assert simulator.line("PUT", path, {"endpoint": "http://127.0.0.1:9/"}).status_code == 200
    tried = simulator.line("POST", "channel/webhook/test").json()
    assert (tried["success"], tried["statusCode"], tried["reason"]) == (False, 0, "COULD_NOT_CONNECT")


def test_many_citizens_are_served_at_the_same_time(simulator: Simulator, receiver: Receiver) -> None:
    receiver.pause = 0.3
    citizens = simulator.citizens(20)
    acts = [
        threading.Thread(target=simulator.control, args=("POST", f"citizens/{c}/text?wait=0", {"text": "x"}))
        for c in citizens
    ]
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    answer = simulator.control("GET", "ledger?kind=webhook&at_least=20&wait_seconds=3")
    assert len(answer["entries"]) == 20
    assert max(entry["ms"] for entry in answer["entries"]) < 1500
