"""Saving, meeting others, publishing, and trying out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.editor.flows import demonstration, two_texts
from tests.editor.harness import Peer

pytestmark = pytest.mark.browser


def with_two_texts() -> Peer:
    definition, layout = two_texts(connected=True)
    return Peer(definition=definition, layout=layout)


def retype(page: Page, text: str) -> None:
    page.locator(".ke-part").first.click()
    page.get_by_label("文章", exact=True).fill(text)


def status(page: Page):
    return page.locator(".ke-status")


def meet_somebody(opened) -> None:
    """The other has saved 「おはよう」; this page has typed 「こんばんは」 and saves."""
    definition, _ = two_texts(connected=True)
    definition["nodes"][0]["text"]["ja"] = "おはよう"
    opened.peer.somebody_saves(definition)
    retype(opened.page, "こんばんは")
    opened.page.keyboard.press("Control+s")
    dialog = opened.page.get_by_role("dialog")
    expect(dialog).to_contain_text("佐藤 花子さんが2026年4月1日(水) 9:00に保存しました")
    expect(dialog).to_contain_text("おはよう")
    opened.complaints.clear()  # the browser writes the 409 to its console


def test_taking_the_others_content_loses_nothing_because_undo_brings_ones_own_back(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    meet_somebody(opened)
    page.get_by_role("button", name="相手の内容を読み込む").click()
    expect(page.locator(".ke-part-text").first).to_have_text("おはよう")
    expect(status(page)).to_contain_text("保存済み")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator(".ke-part-text").first).to_have_text("こんばんは")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("保存済み")
    assert opened.peer.definition["nodes"][0]["text"]["ja"] == "こんばんは"


def test_overwriting_the_other_asks_first(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    meet_somebody(opened)
    page.get_by_role("button", name="自分の内容で上書きする").click()
    assert opened.peer.definition["nodes"][0]["text"]["ja"] == "おはよう"
    page.get_by_role("button", name="相手の変更を消して上書きする").click()
    expect(status(page)).to_contain_text("保存済み")
    assert opened.peer.definition["nodes"][0]["text"]["ja"] == "こんばんは"


def test_what_is_typed_survives_signing_out_and_closing_the_page(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    opened.peer.signed_in = False
    retype(page, "消えないで")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("link", name="新しいタブでサインインする")).to_be_visible()
    opened.peer.signed_in = True
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="その内容を開く").click()
    expect(page.locator(".ke-part-text").first).to_have_text("消えないで")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("保存済み")
    opened.complaints.clear()
    assert opened.peer.definition["nodes"][0]["text"]["ja"] == "消えないで"


def test_without_network_the_page_says_so_and_saves_when_asked_again(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    retype(page, "つながらない")
    page.context.set_offline(True)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("サーバーにつながりません")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="もう一度保存する").click()
    expect(status(page)).to_contain_text("保存済み")
    opened.complaints.clear()


def test_leaving_with_something_unsaved_asks(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    retype(page, "まだ")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def test_publishing_saves_shows_the_changes_and_asks_for_a_look_at_warnings(open_editor):
    opened = open_editor(with_two_texts())
    page = opened.page
    retype(page, "")
    page.get_by_role("button", name="公開").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("直さないと公開できません")
    expect(dialog.get_by_role("button", name="公開する")).to_have_count(0)
    dialog.get_by_role("button", name="やめる").click()
    retype(page, "ようこそ")
    page.get_by_role("button", name="公開").click()
    expect(dialog).to_contain_text("初めて公開します")
    publish = dialog.get_by_role("button", name="公開する")
    expect(publish).to_be_disabled()
    dialog.get_by_label("注意を読み").check()
    dialog.get_by_label("変更のまとめ").fill("あいさつを直した")
    publish.click()
    expect(page.locator(".ke-notice")).to_contain_text("第1版を公開しました")
    expect(page.locator(".ke-published")).to_contain_text("第1版（2026年4月1日(水) 9:00）")
    assert opened.peer.summaries == ["あいさつを直した"]


def test_the_phone_talks_as_the_engine_does_and_shows_what_is_known(open_editor):
    opened = open_editor(Peer(definition=demonstration("garbage")))
    page = opened.page
    page.get_by_role("tab", name="試し表示").click()
    phone = page.get_by_role("group", name="試し表示の電話")
    phone.get_by_role("button", name="品目から調べる").click()
    replies = phone.get_by_role("group", name="返事のボタン")
    expect(replies.get_by_role("button").first).to_be_visible()
    label = replies.get_by_role("button").first.inner_text()
    replies.get_by_role("button").first.click()
    expect(page.locator(".ke-facts").first).to_contain_text(label)
    phone.get_by_role("button", name="最初から").click()
    phone.get_by_role("button", name="お知らせを受け取る").click()
    expect(page.locator(".ke-citizen .ke-chips")).to_contain_text("ごみ・環境")
    expect(page.locator(".ke-part-visited").first).to_be_attached()


def test_the_phone_takes_a_date_and_typed_words(open_editor):
    opened = open_editor()
    page = opened.page
    page.get_by_role("button", name="日付で答えてもらう").first.click()
    page.get_by_label("質問の文章").fill("いつですか")
    page.get_by_role("tab", name="試し表示").click()
    phone = page.get_by_role("group", name="試し表示の電話")
    phone.get_by_label("利用者の言葉").fill("わからない")
    page.keyboard.press("Enter")
    expect(phone.locator(".ke-line-citizen")).to_have_text("利用者：わからない")
    phone.locator('input[type="date"]').fill("2026-04-01")
    phone.locator(".ke-date-reply").get_by_role("button", name="送る").click()
    expect(page.locator(".ke-facts").first).to_contain_text("2026")


def violations(page: Page) -> list[str]:
    return [f"{item['id']}: {item['nodes'][0]['html']}" for item in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_axe_finds_nothing_in_any_part_of_the_screen(open_editor, width, height):
    page = open_editor(Peer(definition=demonstration("garbage")), width, height).page
    found = {}
    page.get_by_role("tab", name="一覧").click()
    page.locator(".ke-outline-title").nth(1).click()
    for tab in ("一覧", "設定", "問題", "試し表示"):
        page.get_by_role("tab", name=tab).click()
        found[tab] = violations(page)
    page.get_by_role("button", name="さがす").click()
    found["dialog"] = violations(page)
    assert found == {name: [] for name in found}
