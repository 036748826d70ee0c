"""Playing a conversation and writing it down."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.flows.engine.transcript import TranscriptError, play, read_script, render
from tests.engine.documents import flow, long_ids

NOW = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)


def documents() -> dict[str, Any]:
    ask = {
        "id": "@q", "type": "ask_choice", "key": "k", "text": {"ja": "どちら？\n選んでください。"}, "failed": "@q_a",
        "choices": [{"id": "@c", "key": "c", "label": {"ja": "赤"}, "category": "@q_a"}], "ways": {"a": "@d"},
    }  # fmt: skip
    day = {
        "id": "@d", "type": "ask_date", "key": "d", "text": {"ja": "いつ？"}, "answered": "@d_a", "failed": "@d_a",
        "ways": {"a": "@t"},
    }  # fmt: skip
    image = {"id": "@i", "type": "image", "image": "picture", "alt": {"ja": "表"}, "to": "@end"}
    text = {"id": "@t", "type": "text", "text": {"ja": "{{answer.k}} {{answer.d}} {{citizen.name}}"}, "to": "@i"}
    end = {"id": "@end", "type": "end", "exits": []}
    return {long_ids("@flow"): flow([ask, day, text, image, end], [{"id": "@f", "type": "follow"}])}


PLAYED = """\
利用者: （友だち追加）
市: どちら？
    選んでください。
    ［赤］
    ［やめる］
利用者: 赤
市: いつ？
    ［日付を選ぶ］
    ［やめる］
利用者: 2026-05-01
市: 赤 2026年5月1日 花子
市: ［画像：表］
"""


def test_a_plain_transcript_is_played_and_written_down() -> None:
    script = read_script("# 受信設定\n/follow\n利用者: /tap 赤\n\n/date 2026-05-01\n")
    assert render(play(documents(), script.inputs, now=NOW, citizen={"name": "花子"})) == PLAYED


def test_what_was_written_down_can_be_played_again() -> None:
    script = read_script(PLAYED.replace("（友だち追加）", "/follow"))
    assert render(play(documents(), script.inputs, now=NOW, citizen={"name": "花子"})) == PLAYED


def test_a_json_transcript_brings_its_flows_and_citizen() -> None:
    text = json.dumps(
        {"flows": documents(), "citizen": {"name": "花子"}, "inputs": [{"type": "follow"}, "赤", "5月1日"]}
    )
    script = read_script(text)
    played = play(script.flows, script.inputs, now=NOW, citizen=script.citizen)
    assert played[-1].turn.bubbles[0]["text"] == "赤 2026年5月1日 花子"


@pytest.mark.parametrize("text", ["{", "{}", '{"inputs": 3}', '{"inputs": [3]}', '{"inputs": [], "flows": []}'])
def test_a_transcript_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(TranscriptError):
        read_script(text)


@pytest.mark.parametrize("line", ["/tap 青", "/date 2026-05-01", "/dance"])
def test_what_cannot_be_done_is_refused(line: str) -> None:
    with pytest.raises(TranscriptError):
        play(documents(), ["/follow", line], now=NOW)


def test_lines_for_other_inputs_are_what_they_say() -> None:
    played = play(documents(), ["/sticker", "/start x", "/postback a b"], now=NOW)
    assert [exchange.input for exchange in played] == [
        {"type": "other", "kind": "sticker"},
        {"type": "start", "flow": "x"},
        {"type": "postback", "data": "a b", "params": {}},
    ]
