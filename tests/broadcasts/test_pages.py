"""Composing, confirming and watching a broadcast, as pages."""

import io

import pytest
from sqlalchemy import select

from app.broadcasts.models import Broadcast, BroadcastStatus
from app.extensions import db
from app.staff.roles import Role
from tests.broadcasts.test_delivery import deliveries, friends, work_until_sent
from tests.kit.factories import make_staff
from tests.kit.pictures import png

NEW = {"title": "避難訓練", "audience": "all", "segment_id": "", "bubbles-0-kind": "text", "bubbles-0-text": "訓練です。"}


@pytest.fixture
def author(client):
    return client.sign_in(make_staff(Role.AUTHOR))


def only() -> Broadcast:
    db.session.expire_all()
    return db.session.scalars(select(Broadcast)).one()


def test_an_empty_list_says_what_to_do(author):
    assert "配信はまだありません" in author.get("/broadcasts/").text


def test_a_broadcast_is_written_confirmed_by_its_number_sent_and_watched(author, line):
    user_ids = friends(line, 12)
    author.post("/broadcasts/new", {**NEW, "confirm": "1"})
    broadcast = only()
    assert "12人に送る" in author.get(f"/broadcasts/{broadcast.id}/confirm").text
    wrong = author.post(f"/broadcasts/{broadcast.id}/confirm", {"count": "13"}, status=422)
    assert "いまの対象者は12人です" in wrong.text
    assert only().status == BroadcastStatus.DRAFT
    author.post(f"/broadcasts/{broadcast.id}/confirm", {"count": "１２人"})
    assert author.json("GET", f"/broadcasts/{broadcast.id}")["finished"] is False
    work_until_sent(only())
    assert deliveries(line, "訓練です。") == dict.fromkeys(user_ids, 1)
    assert author.json("GET", f"/broadcasts/{broadcast.id}") == {
        "done": 12, "total": 12, "text": "12 / 12人", "finished": True
    }  # fmt: skip
    assert "送信済み" in author.get(f"/broadcasts/{broadcast.id}").text


def test_a_picture_is_kept_when_something_else_is_wrong(author):
    data = {**NEW, "title": "", "bubbles-0-kind": "image", "bubbles-0-picture": (io.BytesIO(png()), "地図.png")}
    page = author.post("/broadcasts/new", data, status=422, content_type="multipart/form-data").text
    assert "題名を入力してください。" in page
    assert "選んである画像" in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "題名を入力してください。"),
        ({"bubbles-0-text": ""}, "吹き出し1：文章を入力してください。"),
        ({"bubbles-0-text": "あ" * 5001}, "吹き出し1：文章は5,000文字までです（いま5,001文字）。"),
        ({"bubbles-0-kind": "image"}, "吹き出し1：画像を選んでください。"),
        ({"audience": "segment"}, "セグメントを選んでください。"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(author, change, message):
    page = author.post("/broadcasts/new", {**NEW, **change}, status=422).text
    assert message in page
    if "bubbles-0-text" not in change:
        assert "訓練です。" in page


def test_a_file_that_is_no_picture_is_refused(author):
    data = {**NEW, "bubbles-0-kind": "image", "bubbles-0-picture": (io.BytesIO(b"MZ not a picture"), "x.png")}
    page = author.post("/broadcasts/new", data, status=422, content_type="multipart/form-data").text
    assert "JPEGかPNGの画像を選んでください。" in page


def test_a_bubble_can_be_added_and_removed(author):
    added = author.post("/broadcasts/new", {**NEW, "add": "1"}, status=200).text
    assert "吹き出し2" in added
    two = {**NEW, "bubbles-1-kind": "text", "bubbles-1-text": "二つ目", "bubbles-0-remove": "y"}
    author.post("/broadcasts/new", two)
    assert [bubble["text"] for bubble in only().bubbles] == ["二つ目"]


def test_nothing_is_sent_to_nobody(author, line):
    author.post("/broadcasts/new", NEW)
    page = author.get(f"/broadcasts/{only().id}/confirm").text
    assert "条件に合う人が、いまは一人もいません。" in page
    author.post(f"/broadcasts/{only().id}/confirm", {"count": "0"}, status=200)
    assert only().status == BroadcastStatus.DRAFT


def test_what_was_sent_cannot_be_changed_and_can_be_copied(author, line):
    friends(line, 2)
    author.post("/broadcasts/new", NEW)
    broadcast = only()
    author.post(f"/broadcasts/{broadcast.id}/confirm", {"count": "2"})
    author.get(f"/broadcasts/{broadcast.id}/edit", status=409)
    author.post(f"/broadcasts/{broadcast.id}/delete", status=409)
    author.post(f"/broadcasts/{broadcast.id}/copy")
    assert db.session.scalars(select(Broadcast.status).order_by(Broadcast.created_at)).all()[-1] == BroadcastStatus.DRAFT


def test_a_draft_is_deleted_after_asking(author):
    author.post("/broadcasts/new", NEW)
    assert "元に戻せません" in author.get(f"/broadcasts/{only().id}/delete").text
    author.post(f"/broadcasts/{only().id}/delete")
    assert db.session.scalars(select(Broadcast)).all() == []


def test_another_departments_broadcast_does_not_exist_for_us(author, client, app):
    author.post("/broadcasts/new", NEW)
    other = type(client)(app).sign_in(make_staff(Role.SYSTEM_ADMINISTRATOR, department="別の課"))
    for page in ("", "/edit", "/confirm", "/delete"):
        other.get(f"/broadcasts/{only().id}{page}", status=404)
