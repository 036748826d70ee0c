"""Editing what parts say and do, in the side panel and in the list."""

import pytest
from playwright.sync_api import expect

from tests.editor.flows import demonstration, two_texts
from tests.editor.harness import Peer

pytestmark = pytest.mark.browser


def with_two_texts(connected: bool = False) -> Peer:
    definition, layout = two_texts(connected)
    return Peer(definition=definition, layout=layout)


def test_a_text_is_edited_with_a_counter_and_typing_is_one_step_of_undo(open_editor):
    page = open_editor(with_two_texts()).page
    page.locator(".ke-part").first.click()
    field = page.get_by_label("文章", exact=True)
    field.fill("あ" * 5003)
    expect(page.locator(".ke-counter-over").first).to_contain_text("3文字多い")
    field.fill("もうすぐ春です。")
    expect(page.locator(".ke-counter").first).to_have_text("8／5,000文字")
    expect(page.locator(".ke-part-text").first).to_have_text("もうすぐ春です。")
    page.get_by_role("button", name="元に戻す").click()
    expect(field).to_have_value("こんにちは")
    expect(page.locator(".ke-part-text").first).to_have_text("こんにちは")


def test_a_variable_is_put_where_the_caret_is(open_editor):
    page = open_editor(with_two_texts()).page
    page.locator(".ke-part").first.click()
    field = page.get_by_label("文章", exact=True)
    field.focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="差し込む").click()
    page.get_by_role("menuitem", name="利用者の名前").press("Enter")
    expect(field).to_have_value("{{citizen.name}}こんにちは")


def test_choices_are_added_moved_shared_and_removed_with_their_exits_in_step(open_editor):
    opened = open_editor()
    page = opened.page
    page.get_by_role("button", name="1つ選んでもらう").first.click()
    page.get_by_label("質問の文章").fill("品目は？")
    page.get_by_label("選択肢の文字").first.fill("可燃ごみ")
    page.get_by_role("button", name="選択肢を追加").click()
    page.get_by_label("選択肢の文字").nth(2).fill("粗大ごみ")
    exits = page.locator(".ke-part-exits li")
    expect(exits).to_have_text(["可燃ごみ", "選択肢2", "粗大ごみ", "答えられなかったとき"])
    page.get_by_role("button", name="選択肢3を上へ").click()
    expect(exits).to_have_text(["可燃ごみ", "粗大ごみ", "選択肢2", "答えられなかったとき"])
    page.get_by_label("行き先").nth(2).select_option(label="「可燃ごみ」と同じ行き先")
    expect(exits).to_have_text(["可燃ごみ", "粗大ごみ", "答えられなかったとき"])
    page.get_by_role("button", name="選択肢2を削除").click()
    expect(exits).to_have_text(["可燃ごみ", "答えられなかったとき"])
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".ke-status")).to_contain_text("保存済み")
    node = opened.peer.definition["nodes"][0]
    assert [choice["label"]["ja"] for choice in node["choices"]] == ["可燃ごみ", "選択肢2"]
    assert len({choice["category"] for choice in node["choices"]}) == 1


def test_a_condition_is_built_from_an_attribute_and_names_its_exit(open_editor):
    opened = open_editor()
    page = opened.page
    page.get_by_role("button", name="条件で分ける").first.click()
    page.get_by_label("何を見るか").select_option(label="利用者の属性")
    page.get_by_label("どの属性").select_option(label="居住地区")
    page.get_by_label("値", exact=True).select_option(label="稲野")
    expect(page.locator(".ke-part-exits li")).to_have_text(["居住地区が稲野", "それ以外"])
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".ke-status")).to_contain_text("保存済み")
    condition = opened.peer.definition["nodes"][0]["cases"][0]["condition"]
    assert condition == {"type": "attribute", "attribute": "district", "op": "is", "value": "inano"}


def test_keywords_are_added_as_chips_and_shown_at_the_start(open_editor):
    opened = open_editor()
    page = opened.page
    page.get_by_role("button", name="きっかけを追加").click()
    page.get_by_role("menuitem", name="言葉を送られたとき").click()
    page.get_by_label("言葉を足す").fill("ごみ、分別")
    page.keyboard.press("Enter")
    expect(page.locator(".ke-chips li")).to_have_text(["ごみ", "分別"])
    page.get_by_role("button", name="「分別」を外す").click()
    page.get_by_label("くらべ方").select_option(label="言葉を含むとき")
    expect(page.locator(".ke-start")).to_contain_text("「ごみ」を含むとき")


def test_a_picture_is_sent_and_a_wrong_file_is_refused_in_words(open_editor):
    opened = open_editor()
    page = opened.page
    page.get_by_role("button", name="画像", exact=True).click()
    chooser = page.get_by_label("新しい画像を選ぶ")
    chooser.set_input_files({"name": "a.txt", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_text("画像として読めませんでした")).to_be_visible()
    opened.complaints.clear()  # the browser writes the refused request to its console
    chooser.set_input_files({"name": "ごみの日.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    expect(page.get_by_label("画像", exact=True)).to_have_value("01990000-0000-7000-8000-0000000000a2")


def test_a_problem_leads_to_its_part_and_field(open_editor):
    page = open_editor(with_two_texts(connected=True)).page
    page.locator(".ke-part").first.click()
    page.get_by_label("文章", exact=True).fill("")
    page.get_by_role("tab", name="問題").click()
    problem = page.locator(".ke-problem-link.ke-problem-error").first
    problem.click()
    expect(page.get_by_label("文章", exact=True)).to_be_focused()
    expect(page.get_by_label("文章", exact=True)).to_have_attribute("aria-invalid", "true")


def test_the_list_does_what_the_canvas_does(open_editor):
    opened = open_editor(with_two_texts(), width=390, height=844)
    page = opened.page
    page.get_by_role("tab", name="一覧").click()
    rows = page.locator(".ke-outline-row")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("button", name="「次へ」の接続先を選ぶ").click()
    page.get_by_role("dialog").get_by_role("button", name="さようなら").click()
    expect(rows.first).to_contain_text("→ 2番")
    rows.first.get_by_role("button", name="「次へ」の後に部品を追加").click()
    page.get_by_role("dialog").get_by_role("button", name="タグを付ける").click()
    page.get_by_label("ごみ・環境").check()
    page.get_by_role("tab", name="一覧").click()
    expect(rows).to_have_count(3)
    rows.nth(2).get_by_role("button", name="3番を削除").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".ke-status")).to_contain_text("保存済み")
    nodes = opened.peer.definition["nodes"]
    assert [node["type"] for node in nodes] == ["text", "add_tag"]
    assert (nodes[0]["exits"][0]["to"], nodes[1]["exits"][0]["to"]) == (nodes[1]["id"], None)


def test_who_may_not_edit_sees_everything_and_changes_nothing(open_editor):
    opened = open_editor(Peer(definition=demonstration("garbage"), can_edit=False))
    page = opened.page
    expect(page.locator(".ke-status")).to_contain_text("見るだけ")
    expect(page.get_by_role("button", name="保存")).to_have_count(0)
    expect(page.get_by_role("navigation", name="部品")).to_have_count(0)
    page.get_by_role("tab", name="一覧").click()
    page.locator(".ke-outline-title").first.click()
    page.get_by_role("tab", name="設定").click()
    expect(page.locator(".ke-panel textarea").first).not_to_be_editable()
    page.locator(".ke-part").first.focus()
    page.keyboard.press("Delete")
    expect(page.locator(".ke-status")).to_contain_text("16部品")
