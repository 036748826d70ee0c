"""The segment builder in a real browser: by keyboard and mouse, with the live count, and what axe says of the pages."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.audience.models import Segment
from app.audience.vocabulary import create_segment
from app.extensions import db
from tests.audience.words import DISTRICTS
from tests.kit.factories import PASSWORD, make_attribute, make_citizen, make_staff, make_tag

pytestmark = pytest.mark.browser
DISTRICT = {"type": "attribute", "attribute": "district", "op": "any_of", "value": ["itami", "inano"]}
PEOPLE = {"type": "attribute", "attribute": "people", "op": "between", "value": [3, 4.5]}
TAG = {"type": "tag", "op": "has_any", "tags": ["answered"]}
RULE = {"all": [DISTRICT, {"any": [PEOPLE, {"not": {"all": [TAG]}}]}]}


@pytest.fixture
def staff(app):
    make_attribute("district", name="居住地区", choices=DISTRICTS)
    make_attribute("people", "number", name="世帯の人数")
    make_attribute("birth", "date", name="子の生年月日")
    make_tag("answered", "回答者")
    make_citizen(name="伊丹 花子", attributes={"district": "itami", "people": 3}, tags=("answered",))
    make_citizen(name="伊丹 次郎", attributes={"district": "itami", "people": 1}, tags=("answered",))
    make_citizen(name="稲野 太郎", attributes={"district": "inano", "people": 1})
    make_citizen(name="南 三郎", attributes={"district": "minami", "people": 4})
    return make_staff()


@pytest.fixture
def page(staff, chromium: Browser, web_server: str) -> Iterator[Page]:
    """Signed in; the console must stay empty."""
    context = chromium.new_context(base_url=web_server, locale="ja-JP", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # The browser reports an answer of 422 to a form as an error; it is what the test wants.
    page.on("console", lambda said: said.type == "error" and "422" not in said.text and complaints.append(said.text))
    page.goto("/sign-in")
    page.fill("[name=email]", staff.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")
    yield page
    context.close()
    assert complaints == []


def _choose(page: Page, words: str) -> None:
    """Choose in the focused select by typing, as people without a mouse do."""
    value = page.evaluate(
        "(words) => [...document.activeElement.options].findIndex((option) => option.text === words)", words
    )
    page.keyboard.press("Home")
    for _ in range(value):
        page.keyboard.press("ArrowDown")


def test_a_nested_rule_is_built_by_keyboard_and_mouse_and_counted_at_once(page: Page):
    figure = page.locator("#segment-figure")
    page.goto("/segments/new")
    expect(figure).to_have_text("—")
    page.get_by_label("セグメントの名前").fill("子育て世帯")

    # By keyboard: a condition on the district.
    page.get_by_role("button", name="条件を加える").focus()
    page.keyboard.press("Enter")
    _choose(page, "居住地区")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    expect(figure).to_have_text("3人")
    expect(page.locator("#segment-text")).to_contain_text("居住地区が「伊丹」か「稲野」である")

    # By mouse: a group of alternatives, with a group of its own that is negated.
    page.get_by_role("button", name="組を加える").click()
    alternatives = page.get_by_role("group", name="組（2段目）")
    alternatives.get_by_label("何で絞り込みますか").select_option("世帯の人数")
    alternatives.get_by_label("比べ方").select_option("between")
    alternatives.get_by_label("世帯の人数：ここから").fill("３")
    alternatives.get_by_label("ここまで").fill("4.5")
    expect(figure).to_have_text("1人")
    alternatives.get_by_role("button", name="組を加える").click()
    inner = page.get_by_role("group", name="組（3段目）")
    expect(figure).to_have_text("—")
    expect(inner).to_contain_text("何で絞り込むかを選んでください。")
    inner.get_by_label("下の条件の").select_option("all")
    inner.get_by_label("でない").check()
    inner.get_by_label("何で絞り込みますか").select_option("tag")
    inner.get_by_label("回答者").check()
    expect(figure).to_have_text("2人")
    expect(page.locator("#segment-sample")).to_have_text("例：稲野 太郎、伊丹 花子")

    page.get_by_role("button", name="セグメントを保存する").click()
    expect(page.get_by_role("heading", name="子育て世帯")).to_be_visible()
    assert db.session.query(Segment).one().rule == RULE


def test_a_stored_rule_is_shown_as_it_is_and_parts_can_be_removed(page: Page, staff):
    segment = create_segment(db.session, "子育て世帯", {"not": RULE}, staff.department_id)
    db.session.commit()
    page.goto(f"/segments/{segment.id}/edit")
    figure = page.locator("#segment-figure")
    expect(figure).to_have_text("2人")
    page.get_by_role("group", name="組（3段目）").get_by_role("button", name="この組を消す").click()
    expect(figure).to_have_text("3人")
    expect(page.get_by_role("group", name="組（2段目）").get_by_label("何で絞り込みますか")).to_be_focused()
    page.get_by_role("button", name="セグメントを保存する").click()
    page.wait_for_url(f"**/segments/{segment.id}")
    db.session.refresh(segment)
    assert segment.rule == {"not": {"all": [DISTRICT, {"any": [PEOPLE]}]}}


def test_an_unfinished_rule_is_refused_and_comes_back_as_it_was(page: Page):
    page.goto("/segments/new")
    page.get_by_label("セグメントの名前").fill("途中")
    page.get_by_role("button", name="条件を加える").click()
    page.get_by_label("何で絞り込みますか").select_option("世帯の人数")
    page.get_by_label("世帯の人数：値").fill("さん")
    with page.expect_response("**/segments/new") as answer:
        page.get_by_role("button", name="セグメントを保存する").click()
    assert answer.value.status == 422
    expect(page.locator(".rule-problem--wrong")).to_have_text("＊数を入力してください。")
    expect(page.get_by_label("世帯の人数：値")).to_have_value("さん")
    expect(page.get_by_label("セグメントの名前")).to_have_value("途中")


def test_axe_finds_nothing_and_nothing_sticks_out(page: Page, staff):
    segment = create_segment(db.session, "子育て世帯", RULE, staff.department_id)
    citizen = make_citizen(name="とても長い名前の人" * 8, tags=("answered",))
    attribute = make_attribute("age", name="年代", choices={"20": "20代", "30": "30代"})
    db.session.commit()
    segments = [f"/segments/{segment.id}{more}" for more in ("", "/edit", "/delete")]
    citizens = ["/citizens/", f"/citizens/{citizen}", f"/citizens/{citizen}/attributes"]
    attributes = ["/attributes/", "/attributes/new", f"/attributes/{attribute.id}", "/attributes/tags/new"]
    for path in ["/segments/", *segments, *citizens, *attributes]:
        page.set_viewport_size({"width": 1280, "height": 844})
        page.goto(path)
        if path.endswith("/edit"):
            expect(page.locator("#segment-figure")).to_have_text("2人")
        found = Axe().run(page).response["violations"]
        assert found == [], f"{path}: {[(one['id'], one['nodes'][0]['html']) for one in found]}"
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} sticks out at {width}"
