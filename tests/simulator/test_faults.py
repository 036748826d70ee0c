"""Bad days of LINE."""

import uuid

import pytest
import requests

from tests.simulator.kit import Simulator, text


def test_a_fault_before_acceptance_delivers_nothing_and_ends_after_its_times(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "faults", {"endpoint": "push", "status": 500, "times": 2})
    body = {"to": citizen, "messages": [text()]}
    statuses = [simulator.line("POST", "message/push", body).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert simulator.texts(citizen) == ["お知らせ"]
    assert [entry["accepted"] for entry in simulator.control("GET", "ledger?kind=push")["entries"]] == [
        False,
        False,
        True,
    ]


def test_a_fault_after_acceptance_has_delivered_and_the_retry_key_says_so(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "faults", {"endpoint": "multicast", "status": 500, "when": "after", "times": 1})
    key = {"X-Line-Retry-Key": str(uuid.uuid4())}
    body = {"to": [citizen], "messages": [text()]}
    statuses = [simulator.line("POST", "message/multicast", body, **key).status_code for _ in range(2)]
    assert statuses == [500, 409]
    assert simulator.texts(citizen) == ["お知らせ"]
    first = simulator.control("GET", "ledger?kind=multicast")["entries"][0]
    assert (first["status"], first["accepted"], first["recipients"]) == (500, True, [citizen])


@pytest.mark.parametrize(("when", "texts"), [("before", []), ("after", ["お知らせ"])])
def test_a_dropped_connection_has_no_answer(simulator: Simulator, when: str, texts: list[str]) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "faults", {"endpoint": "reply", "drop": True, "when": when, "times": 1})
    token = simulator.say(citizen)["replyToken"]
    with pytest.raises(requests.ConnectionError):
        simulator.line("POST", "message/reply", {"replyToken": token, "messages": [text()]})
    assert simulator.texts(citizen) == ["こんにちは", *texts]
    assert simulator.control("GET", "ledger?kind=reply")["entries"][0]["status"] == 0


def test_a_delay_alone_only_makes_the_answer_late(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "faults", {"endpoint": "*", "delay_ms": 150, "when": "after", "times": 1})
    answer = simulator.line("POST", "message/push", {"to": citizen, "messages": [text()]})
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() > 0.15


def test_answers_to_messages_can_take_as_long_as_lines(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    simulator.control("POST", "settings", {"reply_delay_ms": 80})
    answer = simulator.line("POST", "message/push", {"to": citizen, "messages": [text()]})
    assert 0.08 < answer.elapsed.total_seconds() < 0.5
    [entry] = simulator.control("GET", "ledger?kind=push")["entries"]
    assert entry["ms"] < 80


def test_faults_can_be_listed_and_taken_away(simulator: Simulator) -> None:
    simulator.control("POST", "faults", {"endpoint": "richmenu", "status": 429, "times": None})
    assert simulator.control("GET", "faults")["faults"][0]["times"] is None
    assert simulator.line("GET", "richmenu/list").status_code == 429
    simulator.control("DELETE", "faults")
    assert simulator.line("GET", "richmenu/list").status_code == 200


@pytest.mark.parametrize("wish", [{"status": 99}, {"when": "never"}, {"times": 0}, {"probability": "x"}, {"sttus": 1}])
def test_a_senseless_fault_is_refused(simulator: Simulator, wish: dict) -> None:
    simulator.control("POST", "faults", {"endpoint": "*", **wish}, expect=400)


@pytest.mark.parametrize("wish", [{"redelivery": 1}, {"quota": "x"}, {"colour": "red"}])
def test_a_senseless_setting_is_refused(simulator: Simulator, wish: dict) -> None:
    simulator.control("POST", "settings", wish, expect=400)


def test_every_distinct_body_can_be_read_back_for_checking(simulator: Simulator) -> None:
    one, other = simulator.citizens(2)
    for to in ([one], [other]):
        simulator.line("POST", "message/multicast", {"to": to, "messages": [text()]})
    simulator.line("POST", "message/push", {"to": one, "messages": [text("二")]})
    simulator.line("POST", "message/push", {"to": one, "messages": []})
    bodies = simulator.control("GET", "ledger/bodies")["bodies"]
    assert [(item["kind"], item["status"]) for item in bodies] == [("multicast", 200), ("push", 200), ("push", 400)]
    assert bodies[0]["body"] == {"to": [one], "messages": [text()]}
