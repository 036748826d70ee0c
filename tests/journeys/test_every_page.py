"""Every page that staff can open: axe finds nothing, nothing sticks out sideways, the console stays silent, keys reach all."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.audience.models import Segment
from app.broadcasts import operations as broadcasts
from app.exports.operations import ask_for_export
from app.extensions import db
from tests.kit.documents import survey
from tests.kit.factories import PASSWORD, make_attribute, make_citizen, make_flow, make_staff, make_tag

pytestmark = [pytest.mark.browser, pytest.mark.long]
SHOTS = os.environ.get("KAIRAN_SHOTS")
# Routes that give no page of their own: files, JSON, what only the balancer asks.
NO_PAGES = {
    "static", "health.alive", "health.ready", "media.fetch", "media.show", "flow_editor.draft", "flow_editor.publish_preview",
    "flows.export", "exports.fetch", "results.charts", "results.figures", "rich_menus.picture", "rich_menus.preview",
}  # fmt: skip


@pytest.fixture
def rows(app) -> dict[str, str]:
    """One of everything, by the name of the route's argument."""
    staff = make_staff()
    make_tag("answered_survey", "回答者")
    attribute = make_attribute("district", name="居住地区", choices={"itami": "伊丹", "inano": "稲野"})
    citizen = make_citizen(name="とても長い名前の人" * 6, tags=("answered_survey",), attributes={"district": "itami"})
    flow = make_flow(survey(), publish=True, staff=staff, name="長い名前のシナリオ" * 6)
    rule = {"type": "tag", "op": "has_any", "tags": ["answered_survey"]}
    segment = Segment(name="回答した人", rule=rule, department_id=staff.department_id)
    db.session.add(segment)
    draft = broadcasts.create_draft(db.session, "お知らせ", staff.department_id, staff.id)
    broadcasts.change_draft(db.session, draft, draft.title, None, [{"type": "text", "text": "https://example.com/" + "あ" * 90}])
    export = ask_for_export(db.session, "citizens", "utf-8", staff, None)
    db.session.commit()
    return {
        "email": staff.email, "flow_id": flow.id, "citizen_id": citizen, "segment_id": segment.id, "broadcast_id": draft.id,
        "export_id": export.id, "attribute_id": attribute.id,
    }  # fmt: skip


@pytest.fixture
def page(chromium: Browser, rows, web_server: str):
    context = chromium.new_context(base_url=web_server, locale="ja-JP", reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: message.type == "error" and said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.goto("/sign-in")
    page.fill("[name=email]", rows["email"])
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")
    yield page
    context.close()
    assert said == []


def _pages(app, rows) -> list[str]:
    """The address of every GET route of which we have the row."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in NO_PAGES and rule.arguments <= rows.keys():
            found.append(rule.build({name: rows[name] for name in rule.arguments})[1])
    return sorted(found)


def test_axe_finds_nothing_and_nothing_sticks_out(app, page: Page, rows):
    pages = _pages(app, rows)
    assert len(pages) > 20
    wrong = []
    for path in pages:
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(path)
        if "text/html" not in answer.headers["content-type"]:
            continue
        page.wait_for_load_state("networkidle")
        violations = Axe().run(page).response["violations"]
        wrong += [f"{path}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]
        wrong += _widths(page, path)
    assert not wrong, "\n".join(wrong)


def _widths(page: Page, path: str) -> list[str]:
    wrong = []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        reached = page.evaluate("() => document.documentElement.scrollWidth")
        if reached > width:
            wrong.append(f"{path}: {reached} px wide on {width} px")
        if SHOTS and width != 320:
            name = path.strip("/").replace("/", "_")[:60] or "home"
            page.screenshot(path=Path(SHOTS) / f"page_{name}_{width}.png", full_page=True)
    return wrong
