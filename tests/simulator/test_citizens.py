"""Citizens, their phones, and what the product can ask about them."""

import base64
import time

import pytest

from tests.simulator.kit import PICTURE, Receiver, Simulator, text


def test_5000_citizens_are_made_in_a_second(simulator: Simulator) -> None:
    begun = time.perf_counter()
    citizens = simulator.citizens(5000, prefix="市民")
    assert time.perf_counter() - begun < 1
    assert len(set(citizens)) == 5000
    assert simulator.control("GET", "citizens?search=市民4999")["citizens"][0]["userId"] == citizens[4998]


def test_citizens_can_be_given_ids_and_names_and_may_follow_by_webhook(
    simulator: Simulator, receiver: Receiver
) -> None:
    ids = ["U" + f"{number:032x}" for number in range(2)]
    assert simulator.citizens(2, user_ids=ids, names=["伊丹 花子", "稲野 太郎"], webhook=True) == ids
    receiver.wait_for(2)
    assert {event["type"] for event in receiver.events()} == {"follow"}
    assert simulator.line("GET", f"profile/{ids[0]}").json()["displayName"] == "伊丹 花子"
    assert simulator.control("POST", "citizens", {"user_ids": ["hanako"]}, expect=400)["message"]


def test_followers_come_in_pages_without_those_who_blocked(simulator: Simulator) -> None:
    citizens = simulator.citizens(5)
    simulator.control("POST", f"citizens/{citizens[1]}/block")
    first = simulator.line("GET", "followers/ids?limit=2").json()
    second = simulator.line("GET", f"followers/ids?limit=2&start={first['next']}").json()
    assert first["userIds"] + second["userIds"] == [citizens[0], *citizens[2:]]
    assert "next" not in second
    assert simulator.line("GET", "followers/ids?limit=1001").status_code == 400


def test_a_profile_is_400_for_a_malformed_id_and_404_for_an_unknown_one(simulator: Simulator) -> None:
    assert simulator.line("GET", "profile/hanako").status_code == 400
    assert simulator.line("GET", "profile/U" + "0" * 32).status_code == 404


@pytest.mark.parametrize(
    ("before", "act"), [([], "follow"), (["block"], "block"), (["block"], "text"), ([], "unblock"), ([], "dance")]
)
def test_acts_that_a_phone_could_not_do_are_409(simulator: Simulator, before: list[str], act: str) -> None:
    [citizen] = simulator.citizens()
    for earlier in before:
        simulator.control("POST", f"citizens/{citizen}/{earlier}")
    simulator.control("POST", f"citizens/{citizen}/{act}", {"text": "x"}, expect=409)


def test_quick_replies_are_those_of_the_last_message_and_go_after_any_act(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    quick = {"items": [{"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}]}
    simulator.line("POST", "message/push", {"to": citizen, "messages": [{**text(), "quickReply": quick}, text("二")]})
    assert simulator.phone(citizen)["quickReply"] is None
    simulator.line("POST", "message/push", {"to": citizen, "messages": [text(), {**text("三"), "quickReply": quick}]})
    assert simulator.phone(citizen)["quickReply"] == quick
    simulator.control("POST", f"citizens/{citizen}/postback", {"data": "x"})
    assert simulator.phone(citizen)["quickReply"] is None
    assert len(simulator.phone(citizen)["items"]) == 4


def test_a_phone_can_be_asked_for_what_is_new(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    simulator.say(citizen, "一")
    seq = simulator.phone(citizen)["seq"]
    simulator.say(citizen, "二")
    news = simulator.control("GET", f"phones/{citizen}?since={seq}")
    assert [item["message"]["text"] for item in news["items"]] == ["二"]


def test_a_sent_picture_can_be_fetched_until_it_is_unsent(simulator: Simulator, receiver: Receiver) -> None:
    [citizen] = simulator.citizens()
    picture = PICTURE.read_bytes()
    for content in (picture, b"no picture at all"):
        wish = {"picture": base64.b64encode(content).decode()}
        sent = simulator.control("POST", f"citizens/{citizen}/image", wish)
        got = simulator.line("GET", f"message/{sent['messageId']}/content")
        assert (got.status_code, got.content) == (200, content)
        assert got.headers["Content-Type"] == ("image/png" if content == picture else "image/jpeg")
    simulator.control("POST", "faults", {"endpoint": "content", "status": 202, "times": 1})
    statuses = [simulator.line("GET", f"message/{sent['messageId']}/content").status_code for _ in range(2)]
    assert statuses == [202, 200]
    simulator.control("POST", f"citizens/{citizen}/unsend", {"messageId": sent["messageId"]})
    assert simulator.line("GET", f"message/{sent['messageId']}/content").status_code == 410
    assert simulator.line("GET", "message/1/content").status_code == 404
    assert receiver.events()[-1]["unsend"] == {"messageId": sent["messageId"]}


def test_the_loading_animation_lasts_until_a_message_comes(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    assert simulator.line("POST", "chat/loading/start", {"chatId": citizen, "loadingSeconds": 10}).status_code == 202
    assert simulator.phone(citizen)["loadingUntil"]
    simulator.line("POST", "message/push", {"to": citizen, "messages": [text()]})
    assert simulator.phone(citizen)["loadingUntil"] is None
    for wrong in ({"loadingSeconds": 7}, {"loadingSeconds": 65}, {"chatId": "C" + "0" * 32}):
        assert simulator.line("POST", "chat/loading/start", {"chatId": citizen, **wrong}).status_code == 400


def test_pictures_come_from_the_product_only_if_their_address_is_its_own(
    simulator: Simulator, receiver: Receiver
) -> None:
    url = f"{simulator.url}/simulator/picture"
    own = simulator.http.get(url, params={"url": "https://city.example/media/1.png?v=2"}, timeout=5)
    assert own.content == PICTURE.read_bytes()
    assert receiver.asked == ["/media/1.png?v=2"]
    for other in ("https://city.example.evil/1.png", "http://city.example/1.png", "file:///etc/passwd", ""):
        assert simulator.http.get(url, params={"url": other}, timeout=5).status_code == 403
    assert len(receiver.asked) == 1


def test_pages_of_other_sites_cannot_steer_the_stand_in(simulator: Simulator) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    assert simulator.http.post(f"{simulator.url}/simulator/reset", headers=foreign, timeout=5).status_code == 403
    borrowed = {"Host": "elsewhere.example"}
    assert simulator.http.get(f"{simulator.url}/simulator/health", headers=borrowed, timeout=5).status_code == 403
    own = {"Origin": simulator.url}
    assert simulator.http.post(f"{simulator.url}/simulator/reset", headers=own, timeout=5).status_code == 200
    page = simulator.http.get(simulator.url, timeout=5)
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "模擬LINE：本物のLINEではありません" in page.content.decode()
