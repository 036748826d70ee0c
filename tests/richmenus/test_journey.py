"""One journey in a real browser: make a menu with the live preview, publish it, see it at LINE."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.richmenus.jobs import drain_rich_menus
from tests.kit.factories import PASSWORD, make_staff
from tests.richmenus.menus import shown_at_line

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that must not say anything in the console."""
    said: list[str] = []
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def check(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


def fill_tile(page: Page, number: int, label: str, colour: str, icon: str | None = None) -> None:
    tile = page.get_by_role("group", name=f"ボタン{number}", exact=True)
    tile.get_by_label("ボタンの名前").fill(label)
    if icon:
        tile.get_by_text("絵：").click()
        tile.get_by_role("radio", name=icon, exact=True).check()
    tile.get_by_role("radio", name=colour, exact=True).check()
    tile.get_by_label("押したとき").select_option("言葉を送る")
    tile.get_by_label("利用者が送ることになる言葉").fill(label)


def test_a_menu_is_drawn_while_one_types_and_is_published(app, line, web_server, page):
    staff = make_staff()
    page.goto(f"{web_server}/sign-in")
    page.locator("[name=email]").fill(staff.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.goto(f"{web_server}/rich-menus/new")
    expect(page.locator("#menu-preview")).to_be_visible()
    page.get_by_label("メニューの名前").fill("ふだんのメニュー")
    page.get_by_role("radio", name="3つ（低い）").check()
    expect(page.get_by_role("group", name="ボタン4", exact=True)).to_be_hidden()
    fill_tile(page, 1, "防災", "赤", icon="水害")
    fill_tile(page, 2, "国民健康保険高額療養費支給申請受付", "黄")
    fill_tile(page, 3, "ごみ", "緑")
    expect(page.get_by_text("読める大きさで入りきりません")).to_be_visible()
    page.get_by_role("group", name="ボタン2", exact=True).get_by_label("ボタンの名前").fill("受信設定")
    expect(page.get_by_text("読める大きさで入りきりません")).to_have_count(0)
    check(page)
    page.get_by_role("button", name="保存して、公開の確認へ進む").click()
    page.get_by_role("button", name="友だち全員に公開する").click()
    expect(page.locator("progress")).to_be_visible()
    drain_rich_menus()
    expect(page.get_by_role("link", name="公開を止める")).to_be_visible()
    check(page)
    assert shown_at_line(line) is not None
