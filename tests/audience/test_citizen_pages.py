"""利用者: the list, the search by name, one citizen's page, tags and attributes."""

import re

import pytest

from app.audience.citizen_queries import CitizenFilter, search_citizens
from app.audience.models import Citizen
from app.audience.operations import add_citizens
from app.clock import now
from app.crypto import keys
from app.extensions import db
from app.staff.roles import Role
from tests.audience.words import DISTRICTS, TOPICS
from tests.kit.documents import survey
from tests.kit.factories import make_attribute, make_citizen, make_flow, make_staff, make_tag

NASTY = "<script>alert(1)</script>&\"'"


@pytest.fixture
def author(client):
    return client.sign_in(make_staff(Role.AUTHOR))


@pytest.fixture
def words():
    make_attribute("district", name="居住地区", choices=DISTRICTS)
    make_attribute("topics", "choices", name="配信カテゴリー", choices=TOPICS)
    make_attribute("people", "number", name="世帯の人数")
    make_attribute("birth", "date", name="子の生年月日")
    make_attribute("job", "text", name="職業")
    make_tag("answered", "回答者")
    make_tag("volunteer", "協力者")


def _token(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page).group(1)


def test_without_citizens_the_list_says_how_they_come(author):
    assert "友だちに追加すると" in author.get("/citizens/").text


def test_somebody_without_a_name_is_shown_by_the_end_of_the_id(author):
    citizen = make_citizen()
    assert f"（名前なし）{str(citizen)[-6:]}" in author.get("/citizens/").text


def test_a_name_is_found_whatever_its_width_and_never_stands_in_an_address(author):
    make_citizen(name="ｲﾀﾐ Hanako")
    make_citizen(name="伊丹 太郎")
    page = author.post("/citizens/search", {"name": "イタミ ｈａｎａ"}, status=200).text
    assert "ｲﾀﾐ Hanako" in page
    assert "太郎" not in page
    assert "当てはまる人はいません" in author.post("/citizens/search", {"name": "次郎"}, status=200).text


def test_a_search_without_a_name_filters_by_tag_and_by_being_a_friend(author, words):
    make_citizen(name="一郎", tags=("answered",))
    make_citizen(name="二郎", tags=("answered",), friend=False)
    make_citizen(name="三郎")
    moved = author.post("/citizens/search", {"name": "", "tag": "answered", "friend": "friends"})
    page = author.get(moved.location).text
    assert [name for name in ("一郎", "二郎", "三郎") if name in page] == ["一郎"]
    assert "二郎" in author.get("/citizens/?friend=blocked").text
    page = author.post("/citizens/search", {"name": "郎", "tag": "answered"}, status=200).text
    assert [name for name in ("一郎", "二郎", "三郎") if name in page] == ["一郎", "二郎"]


def test_a_search_opens_only_so_many_names_and_says_so(app):
    old = make_citizen(name="古い人")
    make_citizen(name="新しい人")
    found, bounded = search_citizens(db.session.connection(), CitizenFilter(), "人", bound=1)
    assert [row.name for row in found] == ["新しい人"]
    assert bounded
    assert old not in [row.id for row in found]


def test_the_list_comes_in_pages(author):
    oldest = make_citizen(name="一番古い人")
    with db.engine.begin() as connection:
        add_citizens(connection, keys(), [f"U{number:032x}" for number in range(50)], now())
    assert "一番古い人" not in author.get("/citizens/").text
    assert f"/citizens/{oldest}" in author.get("/citizens/?page=2").text
    assert "一番古い人" in author.get("/citizens/?page=99").text


def test_names_values_and_tags_are_never_read_as_html(author):
    make_attribute("job", "text", name=NASTY)
    make_tag("nasty", NASTY)
    citizen = make_citizen(name=NASTY, tags=("nasty",), attributes={"job": NASTY})
    for path in ("/citizens/", f"/citizens/{citizen}", f"/citizens/{citizen}/attributes", "/attributes/", "/segments/new"):
        assert "<script>alert" not in author.get(path).text, path
    assert "<script>alert" not in author.post("/citizens/search", {"name": NASTY}, status=200).text


def test_a_citizens_page_shows_attributes_tags_segments_answers_and_messages(client, talk, words):
    staff = make_staff(Role.AUTHOR)
    client.sign_in(staff)
    make_tag("answered_survey", "アンケート済み")
    make_flow(survey(), name="暮らしの質問", publish=True, staff=staff)
    talk.says("アンケート")
    talk.taps("稲野")
    talk.says("3")
    citizen = db.session.query(Citizen).one()
    rule = '{"all":[{"type":"attribute","attribute":"district","op":"any_of","value":["inano"]}]}'
    client.post("/segments/new", {"name": "稲野の人", "rule": rule})
    page = client.get(f"/citizens/{citizen.id}").text
    for expected in ("アンケート済み", "稲野の人", "暮らしの質問", "people", "送信済み", "会話の返事"):
        assert expected in page


def test_answers_of_another_department_are_not_shown(client, talk, words):
    make_flow(survey(), name="ほかの課の質問", publish=True)
    talk.says("アンケート")
    talk.taps("稲野")
    client.sign_in(make_staff(Role.AUTHOR, department="危機管理室"))
    page = client.get(f"/citizens/{db.session.query(Citizen).one().id}").text
    assert "ほかの課の質問" not in page
    assert "まだ回答がありません" in page


def test_a_tag_is_put_and_taken(author, words):
    citizen = make_citizen(tags=("answered",))
    author.post(f"/citizens/{citizen}/tags/add", {"tag": "volunteer"})
    author.post(f"/citizens/{citizen}/tags/remove", {"tag": "answered"})
    author.post(f"/citizens/{citizen}/tags/add", {"tag": "no such tag"})
    page = author.get(f"/citizens/{citizen}").text
    assert "外す<span class=\"visually-hidden\">（協力者）" in page
    assert "外す<span class=\"visually-hidden\">（回答者）" not in page


def test_attributes_are_set_and_cleared_by_a_form(author, words):
    citizen = make_citizen(attributes={"people": 4, "job": "農業", "district": "itami"})
    address = f"/citizens/{citizen}/attributes"
    form = {
        "token": _token(author.get(address).text), "attribute-district": "", "attribute-topics": ["bosai", "gomi"],
        "attribute-people": "１，２００．５", "attribute-birth": "2020-04-01", "attribute-job": "",
    }  # fmt: skip
    author.post(address, form)
    page = author.get(f"/citizens/{citizen}").text
    for expected in ("防災・安全、ごみ・環境", "1,200.5", "2020年4月1日(水)"):
        assert expected in page
    assert "農業" not in page
    assert db.session.get(Citizen, citizen).scalars == {"people": 1200.5, "birth": "2020-04-01"}


def test_a_form_with_errors_says_where_and_keeps_what_was_typed(author, words):
    citizen = make_citizen(attributes={"people": 4})
    address = f"/citizens/{citizen}/attributes"
    form = {"token": _token(author.get(address).text), "attribute-people": "よん", "attribute-job": "大工"}
    page = author.post(address, form, status=422).text
    assert 'href="#attribute-people">世帯の人数：数で入力してください。' in page
    assert 'value="よん"' in page
    assert 'value="大工"' in page
    assert db.session.get(Citizen, citizen).scalars == {"people": 4}


def test_what_changed_meanwhile_is_not_overwritten_unseen(author, words):
    citizen = make_citizen(attributes={"people": 4})
    address = f"/citizens/{citizen}/attributes"
    form = {"token": _token(author.get(address).text), "attribute-people": "5"}
    author.post(f"/citizens/{citizen}/tags/add", {"tag": "volunteer"})
    page = author.post(address, form, status=422).text
    assert "この画面を開いた後に" in page
    assert "いまの値：4" in page
    author.post(address, {**form, "token": _token(page)})
    assert db.session.get(Citizen, citizen).scalars == {"people": 5}


@pytest.mark.parametrize("path", ["/citizens/", "/citizens/{}", "/citizens/{}/attributes"])
def test_a_viewer_may_not_see_citizens(client, path):
    client.sign_in(make_staff(Role.VIEWER))
    client.get(path.format(make_citizen(name="伊丹 花子")), status=403)


def test_a_citizen_who_does_not_exist_is_404(author):
    author.get("/citizens/018f0000-0000-7000-8000-000000000000", status=404)
