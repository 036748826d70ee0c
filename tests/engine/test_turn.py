"""What a turn does with each kind of input, in the order that the documentation gives."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from app.flows.engine.definition import parse
from app.flows.engine.events import Event
from app.flows.engine.memory import MemoryServices
from app.flows.engine.session import Session
from app.flows.engine.turn import Turn, turn
from tests.engine.documents import flow, long_ids

NOW = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
GARBAGE, ROAD, HELLO = long_ids("@garbage"), long_ids("@road"), long_ids("@hello")


def question(name: str, keyword: str, **more: Any) -> dict[str, Any]:
    """A flow that a keyword starts and that asks for red or blue."""
    choices = [
        {"id": f"@{name}_c{index}", "key": f"c{index}", "label": {"ja": label}, "category": f"@{name}_q_a"}
        for index, label in enumerate(["赤", "青"], start=1)
    ]
    node = {
        "id": f"@{name}_q", "type": "ask_choice", "key": "color", "text": {"ja": f"{keyword}の質問"},
        "choices": choices, "failed": f"@{name}_q_a", "ways": {"a": f"@{name}_end"},
    }  # fmt: skip
    trigger = {"id": f"@{name}_t", "type": "keyword", "keywords": [keyword], "match": "equals"}
    return flow([node, {"id": f"@{name}_end", "type": "end", "exits": []}], [trigger, *more.get("triggers", [])])


class Conversation:
    """A citizen who talks to three flows."""

    def __init__(self) -> None:
        follow = {"id": "@hello_f", "type": "follow"}
        postback = {"id": "@road_p", "type": "postback", "data": "road"}
        documents = {
            GARBAGE: question("garbage", "ごみ"),
            ROAD: question("road", "道路", triggers=[postback]),
            HELLO: question("hello", "設定", triggers=[follow]),
        }
        self.services = MemoryServices({identity: parse(document) for identity, document in documents.items()})
        self.session: Session | None = None

    def say(self, given: str | dict[str, Any]) -> Turn:
        read = {"type": "text", "text": given} if isinstance(given, str) else given
        result = turn(self.session, read, now=NOW, rng=random.Random(1), services=self.services)
        self.session = result.session
        return result

    def tap(self, data: str) -> Turn:
        return self.say({"type": "postback", "data": data, "params": {}})


@pytest.fixture
def conversation() -> Conversation:
    return Conversation()


def brief(events: tuple[Event, ...]) -> list[str]:
    """Events in a word each, with the flow's or the reason's."""
    names = {GARBAGE: "garbage", ROAD: "road", HELLO: "hello"}
    words = []
    for event in events:
        fields = event.to_json()
        told = [fields[key] for key in ("type", "flow", "trigger", "reason", "code") if key in fields]
        words.append(" ".join(names.get(word, word) for word in told))
    return [word for word in words if word != "say"]


def texts(result: Turn) -> list[str]:
    return [bubble["text"] for bubble in result.bubbles]


def test_a_keyword_starts_its_flow_when_nothing_is_going_on(conversation: Conversation) -> None:
    result = conversation.say("ゴミ")
    assert brief(result.events) == ["flow_started garbage keyword"]
    assert texts(result) == ["ごみの質問"]


def test_words_that_start_nothing_are_left_unanswered(conversation: Conversation) -> None:
    result = conversation.say("こんにちは")
    assert (brief(result.events), result.session) == (["no_match"], None)


def test_a_follow_starts_the_follow_flow_and_interrupts_what_was_going_on(conversation: Conversation) -> None:
    assert brief(conversation.say({"type": "follow"}).events) == ["flow_started hello follow"]
    result = conversation.say({"type": "follow"})
    assert brief(result.events) == ["flow_ended hello interrupted", "flow_started hello follow"]


def test_a_menu_tile_interrupts_what_was_going_on(conversation: Conversation) -> None:
    conversation.say("ごみ")
    result = conversation.tap(f"flow:{ROAD}")
    assert brief(result.events) == ["flow_ended garbage interrupted", "flow_started road menu"]


def test_a_postback_trigger_interrupts_what_was_going_on(conversation: Conversation) -> None:
    conversation.say("ごみ")
    assert brief(conversation.tap("road").events) == ["flow_ended garbage interrupted", "flow_started road postback"]


def test_a_menu_tile_of_a_flow_that_is_not_published_says_so_and_leaves_the_conversation(
    conversation: Conversation,
) -> None:
    before = conversation.say("ごみ").session
    conversation.services.withdraw(ROAD)
    result = conversation.tap(f"flow:{ROAD}")
    assert brief(result.events) == ["engine_error flow_not_published"]
    assert texts(result) == ["この案内は、いま使えません。ほかのメニューをお試しください。"]
    assert before
    assert result.session
    assert result.session.frames == before.frames


def test_an_unknown_postback_leaves_a_waiting_conversation_in_peace(conversation: Conversation) -> None:
    conversation.say("ごみ")
    result = conversation.tap("tab:2")
    assert brief(result.events) == ["no_match"]
    assert result.session
    assert result.session.tries == 0


def test_the_waiting_question_comes_before_keywords_and_keywords_before_asking_again(
    conversation: Conversation,
) -> None:
    conversation.say("ごみ")
    assert brief(conversation.say("黄色").events) == ["not_understood"]
    result = conversation.say("道路！")
    assert brief(result.events) == ["flow_ended garbage interrupted", "flow_started road keyword"]
    assert brief(conversation.say("赤").events) == ["answer_recorded road", "flow_ended road completed"]


@pytest.mark.parametrize("word", ["やめる", "キャンセル", "ｷｬﾝｾﾙ", "中止。", "終了", "Stop"])
def test_a_cancel_word_ends_the_conversation_politely(conversation: Conversation, word: str) -> None:
    conversation.say("ごみ")
    result = conversation.say(word)
    assert brief(result.events) == ["flow_ended garbage cancelled"]
    assert texts(result) == ["ここで終わります。また使うときは、いつでも話しかけてください。"]
    assert result.session is None


def test_a_cancel_word_without_a_conversation_is_a_word_like_any_other(conversation: Conversation) -> None:
    assert brief(conversation.say("やめる").events) == ["no_match"]


def test_from_the_beginning_takes_the_version_that_is_published_now(conversation: Conversation) -> None:
    conversation.say("ごみ")
    conversation.services.publish(GARBAGE, parse(question("garbage", "新しいごみ")))
    result = conversation.say("最初から")
    assert brief(result.events) == ["flow_ended garbage restarted", "flow_started garbage restart"]
    assert texts(result) == ["新しいごみの質問"]


def test_from_the_beginning_takes_the_pinned_version_of_a_flow_that_was_withdrawn(conversation: Conversation) -> None:
    conversation.say("ごみ")
    conversation.services.withdraw(GARBAGE)
    assert texts(conversation.say("最初から")) == ["ごみの質問"]


def test_a_conversation_keeps_its_version_when_another_is_published(conversation: Conversation) -> None:
    conversation.say("ごみ")
    conversation.services.publish(GARBAGE, parse(question("other", "別のごみ")))
    assert brief(conversation.say("赤").events) == ["answer_recorded garbage", "flow_ended garbage completed"]


def test_a_button_of_the_current_question_acts(conversation: Conversation) -> None:
    conversation.say("ごみ")
    result = conversation.tap(long_ids("answer:run-1:@garbage_q:@garbage_c2"))
    assert brief(result.events) == ["answer_recorded garbage", "flow_ended garbage completed"]


@pytest.mark.parametrize(
    "data",
    [
        "answer:run-0:@garbage_q:@garbage_c2",
        "answer:run-1:@road_q:@road_c2",
        "answer:run-1:@garbage_q",
        "answer:",
        "answer:run-1",
    ],
)
def test_a_stale_button_says_so_once_and_never_acts(conversation: Conversation, data: str) -> None:
    conversation.say("ごみ")
    result = conversation.tap(long_ids(data))
    assert brief(result.events) == ["stale_button"]
    assert texts(result) == ["そのボタンは、もう使えません。いまの質問に答えてください。"]
    assert [reply["label"] for reply in result.bubbles[0]["quick_replies"]] == ["赤", "青", "やめる"]
    assert result.session
    assert result.session.tries == 0


def test_a_button_tapped_twice_acts_once(conversation: Conversation) -> None:
    conversation.say("ごみ")
    data = long_ids("answer:run-1:@garbage_q:@garbage_c2")
    conversation.tap(data)
    result = conversation.tap(data)
    assert brief(result.events) == ["stale_button"]
    assert result.bubbles == [{"type": "text", "text": "そのボタンは、もう使えません。"}]


def test_a_session_whose_version_is_gone_ends_politely_and_the_input_may_start_another_flow(
    conversation: Conversation,
) -> None:
    conversation.say("ごみ")
    assert conversation.session
    conversation.session.frames[0].version = "gone"
    result = conversation.say("道路")
    assert brief(result.events) == [
        "engine_error version_missing",
        "flow_ended garbage error",
        "flow_started road keyword",
    ]


def test_a_flow_without_a_start_ends_politely(conversation: Conversation) -> None:
    conversation.services.publish(ROAD, parse(flow([])))
    result = conversation.say({"type": "start", "flow": ROAD})
    assert brief(result.events) == ["flow_started road start", "engine_error no_start", "flow_ended road error"]


def test_anything_else_without_a_conversation_is_no_match(conversation: Conversation) -> None:
    for given in ({"type": "other", "kind": "sticker"}, {"type": "unheard of"}, {}, {"type": "text", "text": 3}):
        assert brief(conversation.say(given).events) == ["no_match"]


def test_the_path_names_each_node_left_and_the_one_that_waits(conversation: Conversation) -> None:
    asked, ended, leaving = long_ids("@garbage_q"), long_ids("@garbage_end"), long_ids("@garbage_q_to_a")
    assert conversation.say("ごみ").path == ((asked, None),)
    assert conversation.say("緑").path == ()
    assert conversation.say("赤").path == ((asked, leaving), (ended, None))


def test_a_run_counts_its_turns_steps_and_bubbles(conversation: Conversation) -> None:
    conversation.say("ごみ")
    session = conversation.say("緑").session
    assert session
    assert session.counters == {"turns": 2, "steps": 1, "bubbles": 2}


def test_any_input_goes_on_after_a_pause() -> None:
    nodes = [
        {"id": f"@a{number}", "type": "text", "text": {"ja": str(number)}, "to": f"@a{number + 1}"}
        for number in range(1, 8)
    ]
    document = flow([*nodes, {"id": "@a8", "type": "end", "exits": []}])
    for given in (
        {"type": "other", "kind": "sticker"},
        {"type": "follow"},
        {"type": "postback", "data": "unknown"},
        {"type": "postback", "data": "answer:old:x:y"},
        {"type": "postback"},
        {"type": "text", "text": "続きを見る"},
    ):
        services = MemoryServices({ROAD: parse(document)})
        first = turn(None, {"type": "start", "flow": ROAD}, now=NOW, rng=random.Random(1), services=services)
        second = turn(first.session, given, now=NOW, rng=random.Random(1), services=services)
        assert texts(second) == ["6", "7"]
