"""The demonstration city's flows: sound, and played through."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.flows.engine.events import AttributeSet, EngineError, FlowEnded, TagAdded, TagRemoved
from app.flows.engine.inspect import LintContext, dependencies, lint
from app.flows.engine.services import AttributeInfo
from app.flows.engine.transcript import Exchange, play, read_script

DEMONSTRATION = Path(__file__).parent.parent.parent / "app" / "demonstration"
NAMES = ("preferences", "garbage", "road_report")
NOW = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)

CATALOGUE = json.loads((DEMONSTRATION / "catalogue.json").read_text("utf-8"))
ATTRIBUTES = {
    attribute["key"]: AttributeInfo(
        attribute["kind"], {choice["key"]: choice["name"] for choice in attribute["choices"]}
    )
    for attribute in CATALOGUE["attributes"]
}
TAGS = frozenset(tag["key"] for tag in CATALOGUE["tags"])


def document(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DEMONSTRATION / "flows" / f"{name}.json").read_text("utf-8"))
    return read


def played(lines: str) -> list[Exchange]:
    documents = {name: document(name) for name in NAMES}
    exchanges = play(documents, read_script(lines).inputs, now=NOW, attributes=ATTRIBUTES)
    events = [event for exchange in exchanges for event in exchange.turn.events]
    assert [event for event in events if isinstance(event, EngineError)] == []
    return exchanges


def changes(exchanges: list[Exchange]) -> list[tuple[str, Any]]:
    """The tags and attributes that were changed."""
    found: list[tuple[str, Any]] = []
    for event in (event for exchange in exchanges for event in exchange.turn.events):
        if isinstance(event, TagAdded | TagRemoved):
            found.append((event.tag, isinstance(event, TagAdded)))
        elif isinstance(event, AttributeSet):
            found.append((event.attribute, event.value))
    return found


def last_text(exchanges: list[Exchange]) -> str:
    last = exchanges[-1].turn
    ended = [event.reason for event in last.events if isinstance(event, FlowEnded)]
    assert ended == ["completed"]
    return str(last.bubbles[-1]["text"])


@pytest.mark.parametrize("name", NAMES)
def test_lint_finds_nothing(name: str) -> None:
    context = LintContext(TAGS, ATTRIBUTES, flows={}, media=frozenset())
    assert lint(document(name), context) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_says_that_it_is_a_demonstration_at_once(name: str) -> None:
    exchanges = played(f"/start {name}")
    assert "見本" in exchanges[0].turn.bubbles[0]["text"]


@pytest.mark.parametrize("name", NAMES)
def test_it_needs_nothing_that_the_catalogue_has_not(name: str) -> None:
    needed = dependencies(document(name))
    assert set(needed["tags"]) <= TAGS
    assert set(needed["attributes"]) <= set(ATTRIBUTES)


def test_preferences_keep_district_age_and_interests() -> None:
    lines = "/follow\n/tap た行から後（緑丘など）\n緑丘\n30代\n/tap 防災・安全\n/tap ごみ・環境\n/tap 決定"
    exchanges = played(lines)
    assert changes(exchanges) == [("district", "midori"), ("age_group", "a30"), ("bosai", True), ("gomi", True)]
    assert "小学校区：緑丘\n年代：30代\nお知らせ：防災・安全、ごみ・環境" in last_text(exchanges)


def test_preferences_can_be_changed_and_nothing_be_said() -> None:
    first = "/follow\n1\n伊丹\n8\n全部ではない\n1と2と5\n"
    again = "受信設定\n4\n答えない\n1"
    exchanges = played(first + again)
    assert changes(exchanges) == [
        ("district", "itami"), ("age_group", None), ("bosai", True), ("gomi", True), ("event", True),
        ("district", None), ("age_group", None), ("gomi", False), ("event", False),
    ]  # fmt: skip
    assert "小学校区：登録なし\n年代：登録なし\nお知らせ：防災・安全" in last_text(exchanges)


@pytest.mark.parametrize("key", list(ATTRIBUTES["district"].choices))
def test_every_district_can_be_chosen(key: str) -> None:
    name = ATTRIBUTES["district"].choices[key]
    tried = [changes(played(f"/follow\n{row}\n{name}")) for row in (1, 2, 3)]
    assert [("district", key)] in tried


def test_garbage_tells_how_to_throw_something_away_and_gives_the_tag() -> None:
    exchanges = played("ゴミ\n/tap 品目から調べる\nペットボトル\n/tap 終わる\n分別\nお知らせを受け取る\n終わる")
    assert any("ペットボトルは「資源」です。" in bubble["text"] for bubble in exchanges[2].turn.bubbles)
    assert changes(exchanges) == [("gomi", True)]
    assert last_text(exchanges).startswith("ごみの案内を終わります。")


def test_a_road_report_is_confirmed_before_it_is_sent() -> None:
    exchanges = played(
        "道路通報\n穴・段差\n市役所の北\n昨日\n２か所\n/tap 書き直す\n街灯が消えている\n駅前\n4/1\n1\n送る"
    )
    confirmed = exchanges[4].turn.bubbles[0]["text"]
    assert "種類：穴・段差\n場所：市役所の北\n見つけた日：2026年3月31日\n数：2か所" in confirmed
    assert changes(exchanges) == [("road_reporter", True)]
    assert "「駅前」の街灯が消えているを受け取りました。" in last_text(exchanges)


def test_a_road_report_that_is_not_understood_ends_with_a_way_back() -> None:
    assert "もう一度はじめられます" in last_text(played("道路通報\nえ\nえ\nえ"))
