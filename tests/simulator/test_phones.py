"""The phones in a real browser."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.simulator.kit import PICTURE, Receiver, Simulator, text
from tests.simulator.test_richmenus import drawn, menu_object, upload

pytestmark = pytest.mark.browser
QUICK = {"items": [{"type": "action", "action": {"type": "message", "label": "はい", "text": "はい、そうです"}}]}


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(browser: BrowserContext, simulator: Simulator) -> Iterator[Page]:
    """A page that must not say anything in the console."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_default_timeout(5000)
    yield page
    page.close()
    assert said == []


def opened(page: Page, simulator: Simulator, *names: str) -> list[str]:
    citizens = simulator.citizens(len(names), names=list(names)) if names else []
    page.goto(simulator.url)
    for name in names:
        expect(page.get_by_role("region", name=f"{name}さんの電話")).to_be_visible()
    return citizens


def menu(simulator: Simulator, action: dict, alias: str | None = None) -> str:
    made = menu_object(800, 500, chatBarText="開く")
    made["areas"][0]["action"] = action
    number = simulator.line("POST", "richmenu", made).json()["richMenuId"]
    assert upload(simulator, number, drawn(800, 500)) == 200
    if alias:
        simulator.line("POST", "richmenu/alias", {"richMenuAliasId": alias, "richMenuId": number})
    return number


def test_a_new_citizen_follows_writes_and_reads_the_answer(
    page: Page, simulator: Simulator, receiver: Receiver
) -> None:
    page.goto(simulator.url)
    expect(page.get_by_text("電話がまだありません")).to_be_visible()
    page.get_by_role("button", name="利用者を選ぶ").click()
    page.get_by_label("新しい利用者の名前").fill("伊丹 花子")
    page.get_by_role("button", name="作って電話を出す").click()
    phone = page.get_by_role("region", name="伊丹 花子さんの電話")
    expect(phone.get_by_text("友だちに追加しました")).to_be_visible()
    phone.get_by_label("メッセージ").fill("ごみ")
    phone.get_by_label("メッセージ").press("Enter")
    expect(phone.get_by_role("log").get_by_text("ごみ", exact=True)).to_be_visible()
    receiver.wait_for(2)
    assert [event["type"] for event in receiver.events()] == ["follow", "message"]
    answer = {
        "replyToken": receiver.events()[1]["replyToken"],
        "messages": [{**text("どれですか"), "quickReply": QUICK}],
    }
    assert simulator.line("POST", "message/reply", answer).status_code == 200
    phone.get_by_role("button", name="はい").click()
    expect(phone.get_by_text("はい、そうです")).to_be_visible()
    expect(phone.get_by_role("group", name="返事の候補")).to_be_hidden()


def test_enter_during_japanese_conversion_does_not_send(page: Page, simulator: Simulator, receiver: Receiver) -> None:
    opened(page, simulator, "稲野 太郎")
    box = page.get_by_label("メッセージ")
    box.fill("とうきょう")
    box.evaluate(
        "(e) => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    box.press("Shift+Enter")
    expect(box).to_have_value("とうきょう\n")
    assert receiver.got == []


def test_buttons_of_cards_do_what_they_say(page: Page, simulator: Simulator, receiver: Receiver) -> None:
    [citizen] = opened(page, simulator, "神津 みどり")
    actions = [
        {"type": "postback", "label": "申し込む", "data": "apply", "displayText": "申し込みます"},
        {"type": "datetimepicker", "label": "日を選ぶ", "data": "day", "mode": "date", "initial": "2026-04-01"},
        {"type": "uri", "label": "案内を見る", "uri": "https://city.example/guide"},
    ]
    card = {"type": "template", "altText": "講座", "template": {"type": "buttons", "text": "講座", "actions": actions}}
    picture = {"type": "image", "originalContentUrl": "https://city.example/a.png"}
    picture["previewImageUrl"] = "https://city.example/a-small.png"
    simulator.line("POST", "message/push", {"to": citizen, "messages": [card, picture]})
    expect(page.get_by_alt_text("届いた画像")).to_be_visible()
    expect(page.get_by_role("link", name="案内を見る")).to_have_attribute("rel", "noopener noreferrer")
    page.get_by_role("button", name="申し込む").click()
    expect(page.get_by_text("申し込みます")).to_be_visible()
    page.get_by_role("button", name="日を選ぶ").click()
    page.get_by_label("日付", exact=True).fill("2026-05-06")
    page.get_by_role("button", name="これに決める").click()
    receiver.wait_for(2)
    assert [event["postback"] for event in receiver.events()] == [
        {"data": "apply"},
        {"data": "day", "params": {"date": "2026-05-06"}},
    ]
    assert receiver.asked == ["/a-small.png"]


def test_the_rich_menu_is_tapped_switched_and_closed(page: Page, simulator: Simulator, receiver: Receiver) -> None:
    switch = {"type": "richmenuswitch", "label": "次のタブ", "richMenuAliasId": "tab-b", "data": "to-b"}
    simulator.line("POST", f"user/all/richmenu/{menu(simulator, switch)}")
    menu(simulator, {"type": "postback", "label": "防災", "data": "bosai", "displayText": "防災"}, alias="tab-b")
    opened(page, simulator, "伊丹 花子")
    page.get_by_role("button", name="次のタブ").click()
    page.get_by_role("button", name="防災").press("Enter")
    expect(page.get_by_role("log").get_by_text("防災")).to_be_visible()
    assert receiver.events()[0]["postback"]["params"]["status"] == "SUCCESS"
    page.get_by_role("button", name="開く").click()
    expect(page.get_by_role("button", name="防災")).to_be_hidden()


def test_a_picture_a_place_and_a_sticker_are_sent(page: Page, simulator: Simulator, receiver: Receiver) -> None:
    opened(page, simulator, "伊丹 花子")
    page.get_by_label("送る写真").set_input_files(PICTURE)
    expect(page.get_by_alt_text("送った画像")).to_be_visible()
    page.get_by_role("button", name="写真・場所・スタンプ").click()
    page.get_by_role("button", name="場所", exact=True).click()
    page.get_by_label("場所を選ぶ").select_option("昆陽池公園")
    page.get_by_role("button", name="この場所を送る").click()
    expect(page.get_by_role("log").get_by_text("昆陽池公園")).to_be_visible()
    page.get_by_role("button", name="写真・場所・スタンプ").click()
    page.get_by_role("button", name="スタンプ", exact=True).click()
    receiver.wait_for(3)
    assert [event["message"]["type"] for event in receiver.events()] == ["image", "location", "sticker"]


def test_blocking_shuts_the_phone_until_it_is_undone(page: Page, simulator: Simulator, receiver: Receiver) -> None:
    opened(page, simulator, "伊丹 花子")
    page.get_by_role("button", name="ブロック", exact=True).click()
    expect(page.get_by_text("ブロック中です。メッセージは届きません。")).to_be_visible()
    expect(page.get_by_label("メッセージ")).to_be_hidden()
    page.get_by_role("button", name="ブロック解除").click()
    expect(page.get_by_label("メッセージ")).to_be_visible()
    receiver.wait_for(2)
    assert [event["type"] for event in receiver.events()] == ["unfollow", "follow"]


def test_the_view_is_remembered_and_other_phones_can_be_found(page: Page, simulator: Simulator) -> None:
    simulator.citizens(60)
    opened(page, simulator)
    expect(page.locator(".phone")).to_have_count(3)
    simulator.citizens(1, names=["探され 花子"])
    page.get_by_role("button", name="利用者を選ぶ").click()
    page.get_by_label("名前で探す").fill("探され花子")
    page.get_by_role("button", name="探され 花子：電話を出す").click()
    page.get_by_role("button", name="閉じる").click()
    page.get_by_role("button", name="さんの電話をしまう").first.click()
    page.reload()
    expect(page.locator(".phone")).to_have_count(3)
    expect(page.get_by_role("region", name="探され 花子さんの電話")).to_be_visible()


def test_faults_and_records_have_their_panels(page: Page, simulator: Simulator) -> None:
    [citizen] = opened(page, simulator, "伊丹 花子")
    page.get_by_role("button", name="LINEの不調を再現").click()
    page.get_by_label("何が起きるか").select_option("混み合っている（429）")
    page.get_by_role("button", name="この不調を始める").click()
    expect(page.get_by_text("すべて：混み合っている（429）（あと1回）")).to_be_visible()
    assert simulator.line("POST", "message/push", {"to": citizen, "messages": [text()]}).status_code == 429
    expect(page.get_by_text("ありません。", exact=True)).to_be_visible()
    page.get_by_role("button", name="閉じる").click()
    page.get_by_role("button", name="記録").click()
    expect(page.get_by_role("cell", name="429")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(page: Page, simulator: Simulator, width: int) -> None:
    one, _ = opened(page, simulator, "伊丹 花子", "稲野 太郎")
    page.set_viewport_size({"width": width, "height": 844})
    simulator.line("POST", f"user/all/richmenu/{menu(simulator, {'type': 'message', 'text': 'ごみ'})}")
    column = {"text": "案内", "actions": [{"type": "message", "label": "見る", "text": "見る"}]}
    carousel = {"type": "template", "altText": "案内", "template": {"type": "carousel", "columns": [column] * 4}}
    simulator.say(one)
    simulator.line(
        "POST", "message/push", {"to": one, "messages": [carousel, {**text("長い" * 60), "quickReply": QUICK}]}
    )
    expect(page.get_by_role("group", name="返事の候補").first).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for wide in (width, 320):
        page.set_viewport_size({"width": wide, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth") == wide
