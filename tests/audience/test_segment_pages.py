"""セグメント: list, builder, live count, deletion, and who may see which."""

import json

import pytest

from app.audience.models import Segment
from app.audience.vocabulary import create_segment
from app.broadcasts import operations as broadcasts
from app.extensions import db
from app.staff.roles import Role
from tests.audience.words import DISTRICTS
from tests.kit.factories import make_attribute, make_citizen, make_staff, make_tag

ITAMI = {"all": [{"type": "attribute", "attribute": "district", "op": "any_of", "value": ["itami"]}]}
SENTENCE = "居住地区が「伊丹」である"


@pytest.fixture
def staff(app):
    make_attribute("district", name="居住地区", choices=DISTRICTS)
    make_tag("answered", "回答者")
    make_citizen(name="伊丹 花子", attributes={"district": "itami"})
    make_citizen(name="伊丹 次郎", attributes={"district": "itami"}, friend=False)
    make_citizen(name="稲野 太郎", attributes={"district": "inano"})
    return make_staff(Role.AUTHOR)


@pytest.fixture
def author(client, staff):
    return client.sign_in(staff)


@pytest.fixture
def segment(staff):
    made = create_segment(db.session, "伊丹の人", ITAMI, staff.department_id, staff.id)
    db.session.commit()
    return made


def test_without_segments_the_list_says_what_to_do_first(author):
    assert "「セグメントを作る」から" in author.get("/segments/").text


def test_a_segment_is_made_counted_and_shown(author):
    author.post("/segments/new", {"name": "伊丹の人", "rule": json.dumps(ITAMI)})
    made = db.session.query(Segment).one()
    assert made.rule == ITAMI
    for page in (author.get("/segments/").text, author.get(f"/segments/{made.id}").text):
        assert "1人" in page
        assert SENTENCE in page
    page = author.get(f"/segments/{made.id}").text
    assert "伊丹 花子" in page
    assert "伊丹 次郎" not in page


@pytest.mark.parametrize("rule", ["", "nonsense", "[]", '{"all":[]}', '{"all":[{"type":"tag"}]}', "[" * 100_000])
def test_a_wrong_rule_is_not_saved_and_the_name_is_kept(author, rule):
    page = author.post("/segments/new", {"name": "だれか", "rule": rule}, status=422).text
    assert 'value="だれか"' in page
    assert 'href="#rule"' in page
    assert db.session.query(Segment).count() == 0


def test_two_segments_of_a_department_do_not_have_one_name(author, segment):
    page = author.post("/segments/new", {"name": "伊丹の人", "rule": json.dumps(ITAMI)}, status=422).text
    assert "「伊丹の人」はもうあります" in page


def test_a_segment_is_changed(author, segment):
    rule = {"not": ITAMI}
    author.post(f"/segments/{segment.id}/edit", {"name": "伊丹でない人", "rule": json.dumps(rule)})
    db.session.refresh(segment)
    assert (segment.name, segment.rule) == ("伊丹でない人", rule)


def test_the_count_comes_with_a_sentence_and_names(author):
    answer = author.json("POST", "/segments/count", {"rule": ITAMI})
    assert (answer["count"], answer["total"], answer["sample"], answer["problems"]) == (1, 2, ["伊丹 花子"], [])
    assert SENTENCE in answer["text"]


def test_who_may_not_see_citizens_gets_no_names(client, staff):
    client.sign_in(make_staff(Role.VIEWER))
    answer = client.json("POST", "/segments/count", {"rule": ITAMI})
    assert (answer["count"], answer["sample"]) == (1, None)


def test_a_wrong_rule_is_not_counted(author):
    answer = author.json("POST", "/segments/count", {"rule": {"any": [{}]}})
    assert answer == {"problems": [{"path": ["any", 0], "message": "何で絞り込むかを選んでください。"}]}
    author.json("POST", "/segments/count", [], status=400)


def test_a_body_nested_without_end_is_no_internal_error(author):
    headers = {"X-CSRFToken": author._token("/"), "Accept": "application/json"}
    body = '{"rule":' * 50_000 + "1" + "}" * 50_000
    answer = author._client.post("/segments/count", data=body, content_type="application/json", headers=headers)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("path", ["/segments/{}", "/segments/{}/edit", "/segments/{}/delete"])
def test_another_departments_segment_is_404(client, segment, path):
    client.sign_in(make_staff(department="危機管理室"))
    client.get(path.format(segment.id), status=404)
    assert "伊丹の人" not in client.get("/segments/").text


def test_deletion_asks_first(author, segment):
    assert "元に戻せません" in author.get(f"/segments/{segment.id}/delete").text
    author.post(f"/segments/{segment.id}/delete")
    assert db.session.query(Segment).count() == 0


def test_a_segment_in_use_is_not_deleted_and_the_page_says_by_what(author, staff, segment):
    draft = broadcasts.create_draft(db.session, "避難訓練のお知らせ", staff.department_id, staff.id)
    draft.segment_id = segment.id
    db.session.commit()
    page = author.post(f"/segments/{segment.id}/delete", status=409).text
    assert "配信「避難訓練のお知らせ」で使っているため" in page
    assert db.session.query(Segment).count() == 1


def test_names_in_rules_are_never_read_as_html(author, segment):
    segment.name = "<script>alert(1)</script>"
    db.session.commit()
    for path in ("/segments/", f"/segments/{segment.id}", f"/segments/{segment.id}/edit", f"/segments/{segment.id}/delete"):
        assert "<script>alert" not in author.get(path).text


def test_the_command_line_counts_a_rule(app, staff, tmp_path):
    file = tmp_path / "rule.json"
    file.write_text(json.dumps(ITAMI))
    run = app.test_cli_runner().invoke
    assert run(args=["segments", "count", str(file)]).output.splitlines()[1] == "1人"
    assert json.loads(run(args=["segments", "count", str(file), "--json"]).output)["count"] == 1
    file.write_text("{}")
    assert run(args=["segments", "count", str(file)]).exit_code == 1
    file.write_text("{")
    assert "is not JSON" in run(args=["segments", "count", str(file)]).output
