"""Drawing a flow on the canvas with mouse and keyboard."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.editor.flows import many_texts, two_texts
from tests.editor.harness import Peer

pytestmark = pytest.mark.browser


def node_ids(page: Page) -> list[str]:
    return page.eval_on_selector_all(".ke-part", "nodes => nodes.map(node => node.dataset.nodeId)")


def palette(page: Page, name: str):
    return page.get_by_role("navigation", name="部品").get_by_role("button", name=name, exact=True)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def with_two_texts(connected: bool = False) -> Peer:
    definition, layout = two_texts(connected)
    return Peer(definition=definition, layout=layout)


def save(page: Page, peer: Peer) -> None:
    before = peer.saves
    page.keyboard.press("Control+s")
    expect(page.locator(".ke-status")).to_contain_text("保存済み")
    assert peer.saves == before + 1


def test_a_part_carried_onto_the_canvas_stands_there_and_is_the_start(open_editor):
    opened = open_editor()
    page = opened.page
    palette(page, "文章").drag_to(page.locator(".react-flow__pane"), target_position={"x": 400, "y": 150})
    expect(page.locator(".ke-part")).to_have_count(1)
    expect(page.get_by_role("heading", name="文章")).to_be_visible()
    save(page, opened.peer)
    node = opened.peer.definition["nodes"][0]
    assert (node["type"], opened.peer.definition["start"]) == ("text", node["id"])
    assert node["id"] in opened.peer.layout["nodes"]
    assert opened.peer.seen_tokens == ["a-token"] * len(opened.peer.seen_tokens)


def test_every_kind_of_part_can_be_added_by_click_and_the_engine_takes_its_form(open_editor):
    opened = open_editor()
    page = opened.page
    buttons = page.get_by_role("navigation", name="部品").get_by_role("button")
    for index in range(buttons.count()):
        buttons.nth(index).click()
        expect(page.locator(".ke-status")).to_contain_text(f"{index + 1}部品")
    save(page, opened.peer)
    assert len({node["type"] for node in opened.peer.definition["nodes"]}) == 14
    shape = [problem for problem in opened.peer.problems(opened.peer.definition) if "shape" in problem["code"]]
    assert shape == []


def test_an_exit_is_led_to_another_part_by_dragging(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    first, second = node_ids(page)
    drag(
        page,
        middle(page, f'[data-node-id="{first}"] .react-flow__handle-right'),
        middle(page, f'[data-node-id="{second}"]'),
    )
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    save(page, opened.peer)
    assert opened.peer.definition["nodes"][0]["exits"][0]["to"] == second


def test_an_exit_dropped_on_the_bare_canvas_offers_what_to_add_there(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    _, second = node_ids(page)
    start = middle(page, f'[data-node-id="{second}"] .react-flow__handle-right')
    drag(page, start, (start[0] - 60, start[1] + 160))
    page.get_by_role("dialog").get_by_role("button", name="終わり").click()
    expect(page.locator(".ke-part")).to_have_count(3)
    save(page, opened.peer)
    assert opened.peer.definition["nodes"][1]["exits"][0]["to"] == opened.peer.definition["nodes"][2]["id"]


def test_moving_a_part_is_one_step_of_undo_and_no_change_of_content(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    first, _ = node_ids(page)
    x, y = middle(page, f'[data-node-id="{first}"] .ke-part-kind')
    drag(page, (x, y), (x + 40, y + 120))
    expect(page.locator(".ke-status")).to_contain_text("未保存")
    moved = middle(page, f'[data-node-id="{first}"]')
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator(".ke-status")).to_contain_text("保存済み")
    back = middle(page, f'[data-node-id="{first}"]')
    assert back != moved
    expect(page.get_by_role("button", name="元に戻す")).to_be_disabled()


def test_deleting_undoing_and_redoing_bring_parts_and_connections_back(open_editor):
    opened = open_editor(with_two_texts(connected=True))
    page = opened.page
    page.locator(".ke-part").nth(1).click()
    page.locator(".ke-part").nth(1).focus()
    page.keyboard.press("Delete")
    expect(page.locator(".ke-part")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator(".ke-part")).to_have_count(2)
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    page.keyboard.press("Control+y")
    expect(page.locator(".ke-part")).to_have_count(1)


def test_parts_are_copied_and_pasted_with_new_ids_and_their_connections(open_editor):
    opened = open_editor(with_two_texts(connected=True))
    page = opened.page
    page.locator(".ke-part").first.focus()
    page.keyboard.press("Control+a")
    expect(page.get_by_role("heading", name="部品を2個選んでいます")).to_be_visible()
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(page.locator(".ke-status")).to_contain_text("4部品")
    save(page, opened.peer)
    nodes = opened.peer.definition["nodes"]
    assert len({node["id"] for node in nodes}) == 4
    assert nodes[2]["exits"][0]["to"] == nodes[3]["id"]


def test_setting_in_order_is_one_step_of_undo(open_editor):
    definition, layout = two_texts(connected=True)
    layout["nodes"] = {key: {"x": 0, "y": 0} for key in layout["nodes"]}
    opened = open_editor(Peer(definition=definition, layout=layout))
    page = opened.page
    page.get_by_role("button", name="整列").click()
    expect(page.locator(".ke-status")).to_contain_text("未保存")
    save(page, opened.peer)
    places = list(opened.peer.layout["nodes"].values())
    assert places[1]["x"] - places[0]["x"] > 248
    page.get_by_role("button", name="元に戻す").click()
    expect(page.get_by_role("button", name="元に戻す")).to_be_disabled()


def test_a_large_flow_draws_only_what_is_seen_and_goes_to_a_part_that_is_looked_for(open_editor):
    definition, layout = many_texts(500)
    opened = open_editor(Peer(definition=definition, layout=layout))
    page = opened.page
    expect(page.locator(".ke-status")).to_contain_text("500部品")
    assert page.locator(".ke-part").count() < 60
    page.get_by_role("button", name="さがす").click()
    page.keyboard.type("手順487")
    page.keyboard.press("Enter")
    target = page.locator(".ke-part", has_text="手順487")
    expect(target).to_be_focused()
    expect(page.get_by_label("文章", exact=True)).to_have_value("手順487")


def test_the_flow_is_drawn_with_the_keyboard_alone(open_editor):
    """From an empty flow to a question that is connected, saved and tried out, without touching the mouse."""
    opened = open_editor()
    page = opened.page
    palette(page, "文章").focus()
    page.keyboard.press("ArrowDown")
    expect(palette(page, "画像")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_label("文章", exact=True)).to_be_focused()
    page.keyboard.type("こんにちは")
    expect(page.locator(".ke-part-text")).to_have_text("こんにちは")
    palette(page, "終わり").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ke-part")).to_have_count(2)
    page.locator('.ke-part[tabindex="0"], .ke-start[tabindex="0"]').focus()
    page.keyboard.press("Home")
    expect(page.locator(".ke-start")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ke-part").first).to_be_focused()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.keyboard.press("c")
    page.keyboard.type("終わり")
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+s")
    expect(page.locator(".ke-status")).to_contain_text("保存済み")
    nodes = opened.peer.definition["nodes"]
    assert nodes[0]["exits"][0]["to"] == nodes[1]["id"]
    assert json.dumps(nodes[0]["text"], ensure_ascii=False) == '{"ja": "こんにちは"}'
    assert page.locator('.ke-palette [tabindex="0"]').count() == 1
    assert page.locator('[data-node-id][tabindex="0"]').count() == 1
