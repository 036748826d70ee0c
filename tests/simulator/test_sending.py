"""Reply, push and multicast keep LINE's rules."""

import uuid

import pytest

from tests.simulator.kit import Simulator, text

STRANGER = "U" + "0" * 32


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Basic an-access-token"])
def test_a_call_without_the_access_token_is_401(simulator: Simulator, given: str | None) -> None:
    headers = {"Authorization": given} if given else {"Authorization": ""}
    answer = simulator.line("GET", "info", **headers)
    assert answer.status_code == 401
    assert "Authentication failed" in answer.json()["message"]
    assert answer.headers["x-line-request-id"]


def test_a_reply_token_works_once(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    token = simulator.say(citizen)["replyToken"]
    body = {"replyToken": token, "messages": [text("はい")]}
    first, second = simulator.line("POST", "message/reply", body), simulator.line("POST", "message/reply", body)
    assert first.status_code == 200
    assert first.json()["sentMessages"][0]["quoteToken"]
    assert (second.status_code, second.json()) == (400, {"message": "Invalid reply token"})
    assert simulator.texts(citizen) == ["こんにちは", "はい"]


def test_a_reply_token_is_good_for_one_minute(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    tokens = [simulator.say(citizen)["replyToken"] for _ in range(2)]
    simulator.control("POST", "clock", {"advance_seconds": 58})
    assert simulator.line("POST", "message/reply", {"replyToken": tokens[0], "messages": [text()]}).status_code == 200
    simulator.control("POST", "clock", {"advance_seconds": 3})
    assert simulator.line("POST", "message/reply", {"replyToken": tokens[1], "messages": [text()]}).status_code == 400


def test_a_reply_with_wrong_content_leaves_the_token_unused(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    token = simulator.say(citizen)["replyToken"]
    assert simulator.line("POST", "message/reply", {"replyToken": token, "messages": []}).status_code == 400
    assert simulator.line("POST", "message/reply", {"replyToken": token, "messages": [text()]}).status_code == 200


def test_push_reaches_a_friend_and_is_refused_for_an_unknown_id(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    assert simulator.line("POST", "message/push", {"to": citizen, "messages": [text()]}).json()["sentMessages"]
    unknown = simulator.line("POST", "message/push", {"to": STRANGER, "messages": [text()]})
    assert (unknown.status_code, unknown.json()["message"]) == (400, "Failed to send messages")
    malformed = simulator.line("POST", "message/push", {"to": "hanako", "messages": [text()]})
    assert malformed.json()["message"] == "The property, to, in the request body is invalid (line: -, column: -)"
    assert simulator.texts(citizen) == ["お知らせ"]


def test_who_blocked_the_account_gets_nothing_though_line_says_200(simulator: Simulator) -> None:
    one, other = simulator.citizens(2)
    simulator.control("POST", f"citizens/{one}/block")
    assert simulator.line("POST", "message/push", {"to": one, "messages": [text()]}).status_code == 200
    assert simulator.line("POST", "message/multicast", {"to": [one, other], "messages": [text()]}).status_code == 200
    assert "お知らせ" not in simulator.texts(one)
    assert simulator.texts(other) == ["お知らせ"]
    assert simulator.line("GET", f"profile/{one}").status_code == 404
    assert simulator.line("GET", "message/quota/consumption").json() == {"totalUsage": 1}


def test_somebody_who_is_no_friend_is_reached_for_a_week_after_writing(simulator: Simulator) -> None:
    [citizen] = simulator.citizens(friends=False)
    simulator.say(citizen)
    simulator.line("POST", "message/push", {"to": citizen, "messages": [text("一")]})
    simulator.control("POST", "clock", {"advance_seconds": 8 * 24 * 3600})
    simulator.line("POST", "message/push", {"to": citizen, "messages": [text("二")]})
    assert simulator.texts(citizen) == ["こんにちは", "一"]


def test_multicast_to_500_reaches_each_once_and_counts_them(simulator: Simulator) -> None:
    citizens = simulator.citizens(600)
    answer = simulator.line("POST", "message/multicast", {"to": citizens[:500], "messages": [text("避難情報")]})
    assert (answer.status_code, answer.json()) == (200, {})
    request = answer.headers["x-line-request-id"]
    found = simulator.control("GET", f"ledger/recipients?kind=multicast&request={request}&text=避難情報")
    assert found["counts"] == dict.fromkeys(citizens[:500], 1)
    assert (found["deliveries"], found["most"]) == (500, 1)
    assert simulator.control("GET", "ledger/recipients?text=別の文")["counts"] == {}
    [entry] = simulator.control("GET", "ledger?kind=multicast")["entries"]
    assert entry["body"] == {"to": citizens[:500], "messages": [text("避難情報")]}
    assert entry["recipientCount"] == 500


def test_multicast_takes_500_well_formed_ids_and_passes_over_unknown_ones(simulator: Simulator) -> None:
    citizens = simulator.citizens(501)
    many = simulator.line("POST", "message/multicast", {"to": citizens, "messages": [text()]})
    assert many.json()["details"] == [{"message": "Size must be between 1 and 500", "property": "to"}]
    malformed = simulator.line("POST", "message/multicast", {"to": [citizens[0], "x"], "messages": [text()]})
    assert malformed.json() == {"message": "The property, to[1], in the request body is invalid (line: -, column: -)"}
    unknown = simulator.line("POST", "message/multicast", {"to": [citizens[0], STRANGER], "messages": [text()]})
    assert unknown.status_code == 200
    assert simulator.control("GET", "ledger/recipients")["counts"] == {citizens[0]: 1}
    assert simulator.control("GET", "ledger?kind=multicast")["entries"][-1]["body"]["to"] == [citizens[0], STRANGER]


@pytest.mark.parametrize("endpoint", ["push", "multicast"])
def test_a_retry_key_is_accepted_once_in_24_hours(simulator: Simulator, endpoint: str) -> None:
    [citizen] = simulator.citizens()
    key = {"X-Line-Retry-Key": str(uuid.uuid4())}
    body = {"to": citizen if endpoint == "push" else [citizen], "messages": [text()]}
    first = simulator.line("POST", f"message/{endpoint}", body, **key)
    again = simulator.line("POST", f"message/{endpoint}", body, **key)
    assert (first.status_code, again.status_code) == (200, 409)
    assert again.json()["message"] == "The retry key is already accepted"
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert again.json().get("sentMessages") == first.json().get("sentMessages")
    assert simulator.texts(citizen) == ["お知らせ"]
    simulator.control("POST", "clock", {"advance_seconds": 24 * 3600 + 1})
    assert simulator.line("POST", f"message/{endpoint}", body, **key).status_code == 200


def test_a_refused_request_does_not_use_its_retry_key_up(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    key = {"X-Line-Retry-Key": str(uuid.uuid4())}
    assert simulator.line("POST", "message/push", {"to": citizen, "messages": []}, **key).status_code == 400
    assert simulator.line("POST", "message/push", {"to": citizen, "messages": [text()]}, **key).status_code == 200


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [("message/reply", str(uuid.UUID(int=2))), ("message/push", "no-uuid"), ("richmenu", str(uuid.UUID(int=1)))],
)
def test_a_retry_key_where_none_belongs_is_400(simulator: Simulator, endpoint: str, key: str) -> None:
    assert simulator.line("POST", endpoint, {}, **{"X-Line-Retry-Key": key}).status_code == 400


def test_bodies_that_are_too_large_or_no_json_are_refused(simulator: Simulator) -> None:
    url, json_type = f"{simulator.url}/v2/bot/message/push", {"Content-Type": "application/json"}
    large = simulator.http.post(url, data=b" " * (2 * 1024 * 1024 + 1), headers=json_type, timeout=10)
    assert large.status_code == 413
    assert simulator.http.post(url, data=b"{}", headers={"Content-Type": "text/plain"}, timeout=10).status_code == 415
    broken = simulator.http.post(url, data=b"{", headers=json_type, timeout=10)
    assert "could not be parsed as JSON" in broken.json()["message"]


def test_calls_beyond_the_rate_limit_are_429_until_time_passes(simulator: Simulator) -> None:
    simulator.control("POST", "settings", {"rate_limits": True})
    statuses = [simulator.line("POST", "richmenu", {}).status_code for _ in range(101)]
    assert statuses.count(400) == 100
    assert statuses[-1] == 429
    simulator.control("POST", "clock", {"advance_seconds": 36})
    assert simulator.line("POST", "richmenu", {}).status_code == 400
    simulator.control("POST", "settings", {"rate_limits": False})
    assert simulator.line("POST", "richmenu", {}).status_code == 400


def test_the_monthly_quota_counts_people_and_ends_with_429(simulator: Simulator) -> None:
    citizens = simulator.citizens(3)
    assert simulator.line("GET", "message/quota").json() == {"type": "none"}
    simulator.control("POST", "settings", {"quota": 4})
    assert simulator.line("GET", "message/quota").json() == {"type": "limited", "value": 4}
    assert simulator.line("POST", "message/multicast", {"to": citizens, "messages": [text()] * 2}).status_code == 200
    over = simulator.line("POST", "message/multicast", {"to": citizens, "messages": [text()]})
    assert (over.status_code, over.json()["message"]) == (429, "You have reached your monthly limit.")
    token = simulator.say(citizens[0])["replyToken"]
    assert simulator.line("POST", "message/reply", {"replyToken": token, "messages": [text()]}).status_code == 200
    assert simulator.line("GET", "message/quota/consumption").json() == {"totalUsage": 3}
    simulator.control("POST", "clock", {"advance_seconds": 32 * 24 * 3600})
    assert simulator.line("GET", "message/quota/consumption").json() == {"totalUsage": 0}


def test_validation_endpoints_send_nothing(simulator: Simulator) -> None:
    for kind in ("reply", "push", "multicast"):
        assert simulator.line("POST", f"message/validate/{kind}", {"messages": [text()]}).json() == {}
        assert simulator.line("POST", f"message/validate/{kind}", {"messages": [{"type": "x"}]}).status_code == 400
    assert simulator.control("GET", "ledger/recipients")["counts"] == {}
