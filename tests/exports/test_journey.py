"""From answers to figures to a file on one's own machine, in a real browser."""

import csv
import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.exports.jobs import drain_exports
from tests.flows.responses import document, question, respond
from tests.kit.factories import PASSWORD, make_flow, make_staff

pytestmark = pytest.mark.browser

DRAWN = """canvas => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 0; at < pixels.length; at += 4) if (pixels[at + 3] && pixels[at + 2] > 200 && pixels[at] < 100) return true;
  return false;
}"""


@pytest.fixture
def flow(app):
    draft = document(
        question("choice", "district", "どの地区ですか", itami="伊丹", inano="稲野"),
        question("number", "age", "何歳ですか"),
        question("date", "day", "いつですか"),
        question("text", "wish", "希望を教えてください"),
    )
    made = make_flow(draft, name="地区のアンケート", publish=True)
    for number in range(4):
        answers = {
            "district": ("itami", "伊丹"),
            "age": (number, str(number)),
            "day": ("2026-04-01", "4月1日"),
            "wish": ("あ", "あ"),
        }
        respond(made, None, answers, minutes=number)
    return made


@pytest.fixture
def page(web_server, chromium, app):
    """Signed in; the console has to stay empty."""
    member = make_staff()
    context = chromium.new_context(base_url=web_server, locale="ja-JP", reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(8000)
    page.goto("/sign-in")
    page.locator("[name=email]").fill(member.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    yield page
    context.close()
    assert complaints == []


def in_order(page) -> None:
    """Nothing for axe to find, and no sideways scrolling, on a desk and on a phone."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_answers_become_figures_and_a_file(page, flow):
    page.goto("/flows/")
    in_order(page)
    page.get_by_role("link", name="回答を見る").click()
    charts = page.locator("canvas")
    expect(charts).to_have_count(3)
    for number in range(3):
        expect(charts.nth(number)).to_be_visible()
        assert charts.nth(number).evaluate(DRAWN), "no bar is to be seen"
    expect(page.get_by_role("img", name="グラフ：どの地区ですか")).to_be_visible()
    in_order(page)
    page.get_by_role("link", name="一覧", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(5)
    in_order(page)

    page.get_by_role("link", name="回答をCSVに書き出す").click()
    expect(page.get_by_label("アンケート（シナリオ）")).to_have_value(str(flow.id))
    in_order(page)
    page.get_by_role("button", name="書き出しを始める").click()
    expect(page.get_by_text("書き出しています")).to_be_visible()
    in_order(page)
    drain_exports()
    with page.expect_download() as download:
        page.get_by_role("button", name="ファイルを受け取る").click()  # the page reloads by itself when the file is there
    in_order(page)
    content = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert rows[0][5:] == ["どの地区ですか", "何歳ですか", "いつですか", "希望を教えてください"]
    assert [row[5:] for row in rows[1:]] == [["伊丹", str(number), "4月1日", "あ"] for number in range(4)]
    page.goto("/exports/")
    in_order(page)


def test_without_scripts_the_tables_say_the_same(chromium, page, flow):
    state = page.context.storage_state()
    plain = chromium.new_context(java_script_enabled=False, storage_state=state)
    bare = plain.new_page()
    bare.goto(f"{page.url.rstrip('/')}/flows/{flow.id}/results")
    expect(bare.locator("canvas").first).to_be_hidden()
    expect(bare.get_by_role("row", name="伊丹 4件 100.0%")).to_be_visible()
    plain.close()
