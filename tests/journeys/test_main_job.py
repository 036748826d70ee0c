"""The main job in real browsers: a flow is drawn, answered on a phone, a tag given, a segment written to, the answers fetched.

Everything runs as processes, as `make run` runs it: web, dispatcher, one worker per queue, the stand-in for LINE.
"""

import csv
import io
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.queues import QueueNames
from tests.kit.factories import PASSWORD, make_staff, make_tag
from tests.kit.system import running_system

pytestmark = [pytest.mark.browser, pytest.mark.long]
SHOTS = os.environ.get("KAIRAN_SHOTS")


@pytest.fixture
def system(app, services, line, web_port):
    with running_system(services, line, web_port) as running:
        running.start("web")
        running.start("dispatcher")
        for queue in QueueNames.ALL:
            running.start(queue)
        yield running


@pytest.fixture
def tab(chromium: Browser, system):
    """A staff member's tab, and what its console said."""
    context = chromium.new_context(
        base_url=system.url, locale="ja-JP", reduced_motion="reduce", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    said: list[str] = []
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def shot(page: Page, name: str) -> None:
    """Pictures for looking at, when KAIRAN_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインインする").click()
    expect(page.get_by_role("heading", name="ホーム")).to_be_visible()


def draw_flow(page: Page) -> None:
    page.goto("/flows/new")
    page.get_by_label("シナリオの名前").fill("夏まつり")
    page.get_by_role("button", name="作って編集を始める").click()
    page.get_by_role("button", name="きっかけを追加").click()
    page.get_by_role("menuitem", name="言葉を送られたとき").click()
    page.get_by_label("言葉を足す").fill("夏まつり")
    page.get_by_role("button", name="足す", exact=True).click()
    parts = page.get_by_role("navigation", name="部品")
    parts.get_by_role("button", name="1つ選んでもらう", exact=True).click()
    page.get_by_label("質問の文章").fill("夏まつりに来ますか。")
    page.get_by_label("選択肢の文字").nth(0).fill("行きます")
    page.get_by_label("選択肢の文字").nth(1).fill("行きません")
    page.get_by_role("button", name="すべて同じ行き先にまとめる").click()
    parts.get_by_role("button", name="タグを付ける", exact=True).click()
    page.get_by_label("夏まつりに答えた人").check()
    parts.get_by_role("button", name="文章", exact=True).click()
    page.get_by_label("文章", exact=True).fill("ありがとうございます。会場でお待ちしています。")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".ke-status")).to_contain_text("保存済み")
    shot(page, "editor")
    page.get_by_role("button", name="公開", exact=True).click()
    page.get_by_label("注意を読み、このまま公開してよいことを確かめました。").check()
    shot(page, "publish")
    page.get_by_role("button", name="公開する", exact=True).click()
    expect(page.get_by_text("第1版を公開しました")).to_be_visible()


def answer_on_the_phone(page: Page, line, name: str) -> None:
    page.goto(line.url)
    phone = page.get_by_role("region", name=f"{name}さんの電話")
    phone.get_by_label("メッセージ").fill("夏まつり")
    phone.get_by_label("メッセージ").press("Enter")
    expect(phone.get_by_text("夏まつりに来ますか。")).to_be_visible()
    phone.get_by_role("button", name="行きます").click()
    expect(phone.get_by_text("ありがとうございます。会場でお待ちしています。")).to_be_visible()
    shot(page, "phone")


def make_segment(page: Page) -> None:
    page.goto("/segments/new")
    page.get_by_label("セグメントの名前").fill("夏まつりに答えた人たち")
    page.get_by_role("button", name="条件を加える").click()
    page.get_by_label("何で絞り込みますか").select_option("tag")
    page.get_by_label("夏まつりに答えた人").check()
    expect(page.locator("#segment-figure")).to_have_text("1人")
    shot(page, "segment")
    page.get_by_role("button", name="セグメントを保存する").click()
    expect(page.get_by_role("heading", name="夏まつりに答えた人たち")).to_be_visible()


def send_broadcast(page: Page) -> None:
    page.goto("/broadcasts/new")
    page.get_by_label("題名").fill("夏まつりのご案内")
    page.get_by_label("セグメント（条件に合う人）").check()
    page.get_by_label("セグメント", exact=True).select_option("夏まつりに答えた人たち")
    page.get_by_label("文章", exact=True).fill("夏まつりは17時に始まります。")
    expect(page.locator(".phone-bubble")).to_have_text("夏まつりは17時に始まります。")
    shot(page, "compose")
    page.get_by_role("button", name="保存して、人数を確かめる").click()
    page.get_by_label("人数").fill("1")
    shot(page, "confirm")
    page.get_by_role("button", name="1人に送る").click()
    expect(page.get_by_text("送信済み").first).to_be_visible()
    shot(page, "sent")


def see_the_broadcast(page: Page, line, name: str, other: str) -> None:
    page.goto(line.url)
    bubble = "夏まつりは17時に始まります。"
    expect(page.get_by_role("region", name=f"{name}さんの電話").get_by_text(bubble)).to_be_visible()
    expect(page.get_by_role("region", name=f"{other}さんの電話").get_by_text(bubble)).to_have_count(0)


def publish_menu(page: Page) -> None:
    page.goto("/rich-menus/new")
    page.get_by_label("メニューの名前").fill("ふだんのメニュー")
    for number, label in enumerate(("夏まつり", "ごみ", "防災", "子育て", "健康", "お知らせ"), start=1):
        tile = page.get_by_role("group", name=f"ボタン{number}", exact=True)
        tile.get_by_label("ボタンの名前").fill(label)
        if number == 1:
            tile.get_by_label("押したとき").select_option("シナリオを始める")
            tile.get_by_label("始めるシナリオ").select_option("夏まつり")
        else:
            tile.get_by_label("押したとき").select_option("言葉を送る")
            tile.get_by_label("利用者が送ることになる言葉").fill(label)
    shot(page, "menu")
    page.get_by_role("button", name="保存して、公開の確認へ進む").click()
    page.get_by_role("button", name="友だち全員に公開する").click()
    expect(page.get_by_role("link", name="公開を止める")).to_be_visible(timeout=30_000)
    shot(page, "menu-published")


def tap_the_menu(page: Page, line, name: str) -> None:
    page.goto(line.url)
    phone = page.get_by_role("region", name=f"{name}さんの電話")
    phone.get_by_role("button", name="夏まつり").click()
    expect(phone.get_by_text("夏まつりに来ますか。")).to_be_visible()
    shot(page, "phone-menu")


def fetch_answers(page: Page) -> list[list[str]]:
    page.goto("/exports/new")
    page.get_by_label("アンケート（シナリオ）").select_option("夏まつり")
    page.get_by_role("button", name="書き出しを始める").click()
    link = page.get_by_role("button", name="ファイルを受け取る")
    expect(link).to_be_visible(timeout=30_000)
    shot(page, "export")
    with page.expect_download() as download:
        link.click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_main_job(tab: Page, system, line):
    make_tag("festival", "夏まつりに答えた人")
    staff = make_staff()
    line.add_friends(2, names=["伊丹 花子", "稲野 太郎"])
    sign_in(tab, staff.email)
    draw_flow(tab)
    answer_on_the_phone(tab, line, "伊丹 花子")
    make_segment(tab)
    send_broadcast(tab)
    see_the_broadcast(tab, line, "伊丹 花子", "稲野 太郎")
    publish_menu(tab)
    tap_the_menu(tab, line, "稲野 太郎")
    header, row = fetch_answers(tab)
    assert "夏まつりに来ますか。" in header
    assert row[header.index("夏まつりに来ますか。")] == "行きます"
    assert row[header.index("状態")] == "回答ずみ"
