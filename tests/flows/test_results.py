"""The pages of results: figures, the list, over all versions, for one's own department."""

import re

import pytest

from app.crypto import keys
from app.extensions import db
from app.flows.results_queries import count_answers, counted_most, read_questions
from app.staff.roles import Role
from tests.flows.responses import document, publish, question, respond
from tests.kit.factories import make_citizen, make_flow, make_staff

DISTRICT = question("choice", "district", "どの地区ですか", itami="伊丹", inano="稲野")
WISH = question("text", "wish", "希望を教えてください")
AGE = question("number", "age", "何歳ですか")
DAY = question("date", "day", "いつですか")


@pytest.fixture
def staff(app):
    return make_staff(Role.AUTHOR)


@pytest.fixture
def author(client, staff):
    return client.sign_in(staff)


@pytest.fixture
def flow(staff):
    return make_flow(document(DISTRICT, WISH), name="地区のアンケート", staff=staff, publish=True)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def questions(flow) -> dict:
    return read_questions(db.session.connection(), flow.id)


def test_a_questionnaire_that_nobody_answered_says_what_to_do(author, flow):
    for path in ("", "/responses"):
        assert "回答はまだありません" in author.get(f"/flows/{flow.id}/results{path}").text


def test_a_flow_without_a_published_question_says_what_to_do(author, staff):
    draft = make_flow(staff=staff)
    page = author.get(f"/flows/{draft.id}/results").text
    assert "質問のあるシナリオをまだ公開していません" in page


def test_figures_show_counts_percentages_and_the_newest_texts(author, flow):
    for number in range(12):
        answers = {"district": ("itami", "伊丹") if number % 3 else ("inano", "稲野"), "wish": (f"希望{number}", f"希望{number}")}
        respond(flow, None, answers, minutes=number, ended="completed" if number else None)
    page = words(author.get(f"/flows/{flow.id}/results").text)
    assert "回答ずみ 11 件" in page
    assert "途中 1 件" in page
    assert "伊丹 8件 66.7%" in page
    assert "稲野 4件 33.3%" in page
    assert page.index("希望11") < page.index("希望2 ")
    assert "希望1 " not in page  # the ten newest only


def test_the_list_has_the_newest_first_page_by_page(author, flow):
    citizen = make_citizen()
    for number in range(51):
        respond(flow, citizen, {"wish": (f"希望{number}", f"希望{number}")}, minutes=number)
    first = author.get(f"/flows/{flow.id}/results/responses").text
    assert first.index("希望50") < first.index("希望1<")
    assert "希望0<" not in first
    assert f"/citizens/{citizen}" in first
    assert "希望0<" in author.get(f"/flows/{flow.id}/results/responses?page=2").text


def test_a_question_that_was_removed_is_still_shown(author, flow):
    respond(flow, None, {"wish": ("公園", "公園")})
    publish(flow, document(AGE, DISTRICT))
    respond(flow, None, {"age": (30, "30")}, minutes=1)
    assert {key: found.removed for key, found in questions(flow).items()} == {"district": False, "wish": True, "age": False}
    page = words(author.get(f"/flows/{flow.id}/results").text)
    assert page.count("いまの版にはない質問") == 1
    assert "公園" in page
    assert "いまの版にはない" in author.get(f"/flows/{flow.id}/results/responses").text


def test_the_questions_of_a_sub_flow_belong_to_the_questionnaire_and_come_last(staff):
    inner = make_flow(document(DAY), staff=staff, publish=True)
    outer = make_flow(document(DISTRICT), staff=staff, publish=True)
    publish(outer, document({"id": DAY["id"], "type": "sub_flow", "flow": str(inner.id)}, DISTRICT, WISH))
    assert list(questions(outer)) == ["district", "wish", "day"]
    publish(inner, document(DAY, AGE))
    assert [(key, found.removed) for key, found in questions(outer).items()] == [
        ("district", False), ("wish", False), ("day", False), ("age", False)
    ]  # fmt: skip
    publish(outer, document(DISTRICT, WISH))
    assert questions(outer)["day"].removed


def test_an_answer_to_a_question_that_no_version_knows_is_not_lost(author, flow):
    respond(flow, None, {"mystery": ("はい", "はい")})
    assert "はい" in author.get(f"/flows/{flow.id}/results").text
    assert "はい" in author.get(f"/flows/{flow.id}/results/responses").text


def test_figures_are_made_from_the_newest_responses_up_to_a_limit(flow):
    for number in range(6):
        respond(flow, None, {"district": ("itami", "伊丹") if number < 3 else ("inano", "稲野")}, minutes=number)
    found = count_answers(db.session.connection(), keys(), flow.id, questions(flow), most=4)
    assert [line.count for line in found[0].tally.lines()] == [1, 3]
    assert counted_most(dict.fromkeys("abcdef")) == 10_000


def test_what_citizens_write_is_shown_as_text_never_as_html(author, flow):
    respond(flow, None, {"wish": ("<script>alert(1)</script>", "<script>alert(1)</script>")})
    assert "&lt;script&gt;alert(1)" in author.get(f"/flows/{flow.id}/results").text


def test_another_departments_answers_do_not_exist_for_us(client, app, flow):
    stranger = client.sign_in(make_staff(department="別の課"))
    stranger.get(f"/flows/{flow.id}/results", status=404)
    stranger.get(f"/flows/{flow.id}/results/responses", status=404)


def test_who_may_not_read_answers_is_not_led_to_them(client, flow, staff):
    viewer = client.sign_in(make_staff(Role.VIEWER))
    assert "回答を見る" not in viewer.get("/flows/").text
    assert "回答を見る" not in viewer.get(f"/flows/{flow.id}").text
    viewer.get(f"/flows/{flow.id}/results", status=403)


def test_the_pages_of_flows_lead_to_the_answers(author, flow):
    assert f"/flows/{flow.id}/results" in author.get("/flows/").text
    page = author.get(f"/flows/{flow.id}").text
    assert f"/flows/{flow.id}/results" in page
    assert "回答をCSVに書き出す" not in author.get(f"/flows/{flow.id}/results").text
