"""What may be wrong with a menu, and what LINE is told of it."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from app.richmenus.description import check, is_ours, line_name, only_looks, to_line
from app.richmenus.geometry import LAYOUTS
from tests.richmenus.menus import description, tile

STRICT = Path(__file__).parents[3] / "shared" / "line" / "openapi-strict" / "messaging-api.strict.yml"
FLOW = "018f0000-0000-7000-8000-000000000000"


def problems(what: dict, *, missing: bool | None = None) -> list[tuple[str, str]]:
    return [(problem.field, problem.message) for problem in check(what, {FLOW}) if missing in (None, problem.missing)]


def test_a_complete_menu_has_no_problem():
    actions = [{"type": "flow", "flow": FLOW}, {"type": "url", "url": "tel:072-783-1234"}]
    assert problems(description(*(tile(action=action) for action in actions))) == []


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"label": ""}, "label", "ボタンの名前を入力してください。"),
        ({"label": "あ" * 21}, "label", "ボタンの名前は20文字までです（いま21文字）。"),
        ({"label": "国民健康保険高額療養費支給申請受付"}, "label", "入りきりません"),
        ({"label": "ごみ🗑"}, "label", "「🗑」は絵にできない文字です"),
        ({"sub_label": "あ" * 31}, "sub_label", "30文字までです（いま31文字）"),
        ({"icon": "no-such-icon"}, "icon", "絵を選び直してください。"),
        ({"color": "beige"}, "color", "色を選んでください。"),
        ({"action": {}}, "kind", "押したときのことを選んでください。"),
        ({"action": {"type": "flow", "flow": ""}}, "flow", "始めるシナリオを選んでください。"),
        ({"action": {"type": "flow", "flow": "gone"}}, "flow", "公開されていません"),
        ({"action": {"type": "text", "text": " "}}, "text", "言葉を入力してください。"),
        ({"action": {"type": "text", "text": "あ" * 301}}, "text", "300文字までです（いま301文字）"),
        ({"action": {"type": "url", "url": ""}}, "url", "アドレスを入力してください。"),
        ({"action": {"type": "url", "url": "http://www.example.com/"}}, "url", "https:// で始まる"),
        ({"action": {"type": "url", "url": "javascript:alert(1)"}}, "url", "https:// で始まる"),
        ({"action": {"type": "url", "url": "https://例え.jp/ごみ"}}, "url", "https:// で始まる"),
        ({"action": {"type": "url", "url": "https://[x"}}, "url", "https:// で始まる"),
        ({"action": {"type": "url", "url": "tel:"}}, "url", "https:// で始まる"),
        ({"action": {"type": "url", "url": "https://a.example/" + "x" * 1000}}, "url", "1,000文字まで"),
    ],
)
def test_a_problem_is_found_beside_its_field(change, field, message):
    found = problems(description(tile(), tile(**change), layout="compact_three"))
    assert [name for name, _ in found] == [f"tiles-1-{field}"]
    assert message in found[0][1]


@pytest.mark.parametrize("text", ["", "あ" * 15])
def test_the_words_of_the_bar_are_one_to_fourteen_characters(text):
    assert [field for field, _ in problems({**description(), "chat_bar_text": text})] == ["chat_bar_text"]


def test_the_layout_says_how_many_tiles_there_are():
    assert problems({**description(), "layout": "six"}) == [("layout", "この並べ方のボタンは6個です。")]
    assert problems({**description(), "layout": "none"}) == [("layout", "並べ方を選んでください。")]


def test_a_draft_may_have_gaps_but_not_mistakes():
    gap = description(tile("", action={"type": "flow", "flow": ""}))
    assert problems(gap, missing=False) == []
    assert len(problems(gap)) == 2
    assert check(gap, {FLOW})[0].place == "ボタン1："


def test_line_is_told_size_bar_areas_and_actions():
    call = {"type": "url", "url": "tel:0727831234"}
    tiles = [tile("ごみ", action={"type": "flow", "flow": FLOW}), tile("電話", action=call), tile()]
    told = to_line(description(*tiles, layout="compact_three"), "名前")
    assert told["size"] == {"width": 2500, "height": 843}
    assert (told["selected"], told["name"], told["chatBarText"]) == (True, "名前", "メニュー")
    assert [area["bounds"]["x"] for area in told["areas"]] == [0, 833, 1667]
    assert [area["action"] for area in told["areas"]] == [
        {"type": "postback", "label": "ごみ", "data": f"flow:{FLOW}", "displayText": "ごみ"},
        {"type": "uri", "label": "電話", "uri": "tel:0727831234"},
        {"type": "message", "label": "防災", "text": "防災"},
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_line_is_told_agrees_with_its_schema(layout):
    if not STRICT.exists():
        pytest.skip("LINE's strict OpenAPI file is not beside this repository")
    components = yaml.load(STRICT.read_text("utf-8"), Loader=yaml.CSafeLoader)["components"]
    schema = {"$ref": "#/components/schemas/RichMenuRequest", "components": components}
    tiles = [tile("あ" * 20, action={"type": "flow", "flow": FLOW}), tile(action={"type": "url", "url": "tel:119"})]
    told = to_line({**description(*tiles, layout=layout), "chat_bar_text": "あ" * 14}, line_name(FLOW, "名" * 400))
    assert [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(told)] == []


def test_the_name_at_line_bears_our_mark_and_keeps_to_the_limit():
    assert is_ours(line_name(FLOW, "ふだん"))
    assert len(line_name(FLOW, "名" * 400)) == 300
    assert not is_ours("委託先のメニュー")


@pytest.mark.parametrize("raw", [None, [], "six", {}, {"layout": "none", "tiles": []}, {"layout": "six", "tiles": "x"}])
def test_a_preview_of_nonsense_is_refused(raw):
    assert only_looks(raw) is None


def test_a_preview_takes_only_what_can_be_seen():
    seen = only_looks({"layout": "compact_two", "tiles": [{"label": 5, "icon": None}, "x", {}], "more": 1})
    assert seen["tiles"] == [{"label": "5", "sub_label": "", "icon": "", "color": ""}, *[dict.fromkeys(seen["tiles"][0], "")]]


def test_the_demonstrations_menu_is_right():
    what = json.loads((Path(__file__).parents[2] / "app/demonstration/rich_menu.json").read_text("utf-8"))
    assert check(what, {"garbage", "preferences", "road_report", "disaster", "contact"}) == []
