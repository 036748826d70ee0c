"""Asking for an export, watching it, fetching it; for who asked, and nobody else."""

import re

import pytest
from sqlalchemy import select

from app.exports.jobs import drain_exports
from app.exports.models import Export
from app.exports.operations import export_path
from app.extensions import db
from app.staff.roles import Role
from tests.flows.responses import document, question, respond
from tests.kit.factories import make_flow, make_staff


@pytest.fixture
def staff(app):
    return make_staff()


@pytest.fixture
def administrator(client, staff):
    return client.sign_in(staff)


@pytest.fixture
def flow(staff):
    return make_flow(document(question("text", "wish", "希望")), name="希望のアンケート", staff=staff, publish=True)


def only() -> Export:
    db.session.rollback()
    return db.session.scalars(select(Export).execution_options(populate_existing=True)).one()


def test_an_empty_list_says_what_to_do(administrator):
    assert "書き出しはまだありません" in administrator.get("/exports/").text


def test_an_export_is_asked_for_watched_and_fetched(administrator, flow):
    respond(flow, None, {"wish": ("公園😀", "公園😀")})
    results = administrator.get(f"/flows/{flow.id}/results").text
    assert f"/exports/new?flow_id={flow.id}" in results
    assert f'<option selected value="{flow.id}">' in administrator.get(f"/exports/new?flow_id={flow.id}").text
    administrator.post("/exports/new", {"kind": "answers", "flow_id": str(flow.id), "encoding": "cp932"})
    page = f"/exports/{only().id}"
    assert "書き出しています" in administrator.get(page).text
    waiting = administrator.json("GET", page)
    assert waiting == {"done": 0, "total": 0, "text": "順番を待っています", "finished": False}
    administrator.post(f"{page}/file", status=404)
    drain_exports()
    assert administrator.json("GET", page) == {"done": 1, "total": 1, "text": "1 / 1件", "finished": True}
    done = administrator.get(page).text
    assert "希望：1文字（例：😀（U+1F600））" in done
    assert "まだ受け取っていません" in done
    file = administrator.post(f"{page}/file", status=200)
    assert file.data.decode("cp932").splitlines()[1].endswith(",公園〓")
    assert file.content_type == "text/csv; charset=Shift_JIS"
    assert file.headers["Content-Disposition"].startswith("attachment; filename=answers-")
    assert file.content_length == len(file.data)
    assert only().fetched_at is not None
    listed = administrator.get("/exports/").text
    assert "アンケートの回答：希望のアンケート" in listed
    assert "1KB" in listed


def test_looking_at_a_page_of_exports_fetches_nothing(administrator, flow):
    administrator.post("/exports/new", {"kind": "citizens", "flow_id": "", "encoding": "utf-8"})
    drain_exports()
    administrator.get(f"/exports/{only().id}")
    administrator.get(f"/exports/{only().id}/file", status=405)
    assert only().fetched_at is None


@pytest.mark.parametrize("flow_id", ["", "not-an-id", "018f0000-0000-7000-8000-000000000000"])
def test_answers_need_a_flow_of_the_department(administrator, flow, flow_id):
    page = administrator.post("/exports/new", {"kind": "answers", "flow_id": flow_id, "encoding": "cp932"}, status=422).text
    assert page.count("どのシナリオの回答かを選んでください。") == 2
    assert re.search('<input checked [^>]*value="cp932"', page)


def test_another_departments_answers_cannot_be_exported(client, flow):
    stranger = client.sign_in(make_staff(department="別の課"))
    stranger.post("/exports/new", {"kind": "answers", "flow_id": str(flow.id), "encoding": "utf-8"}, status=422)
    assert db.session.scalars(select(Export)).all() == []


def test_only_who_asked_may_see_and_fetch_the_file(administrator, client, app, flow):
    administrator.post("/exports/new", {"kind": "citizens", "flow_id": "", "encoding": "utf-8"})
    drain_exports()
    colleague = type(client)(app).sign_in(make_staff())
    assert "書き出しはまだありません" in colleague.get("/exports/").text
    colleague.get(f"/exports/{only().id}", status=404)
    colleague.post(f"/exports/{only().id}/file", status=404)


def test_an_author_may_not_take_data_out(client, app):
    author = client.sign_in(make_staff(Role.AUTHOR))
    author.get("/exports/", status=403)
    author.get("/exports/new", status=403)


def test_a_file_that_is_gone_is_asked_for_again(administrator):
    administrator.post("/exports/new", {"kind": "citizens", "flow_id": "", "encoding": "utf-8"})
    drain_exports()
    export_path(only().id).unlink()
    page = administrator.get(f"/exports/{only().id}").text
    assert "ファイルが見つかりません" in page
    assert "もう一度頼む" in page
    administrator.post(f"/exports/{only().id}/file", status=404)
