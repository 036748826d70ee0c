"""The pages of rich menus, without JavaScript."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from app.extensions import db
from app.richmenus.jobs import drain_rich_menus
from app.richmenus.models import MenuState, RichMenu
from app.staff.roles import Role
from tests.kit.documents import say_only
from tests.kit.factories import make_flow, make_staff
from tests.richmenus.menus import description, make_menu, reread, shown_at_line, tile

NEW = {
    "name": "ふだんのメニュー", "chat_bar_text": "メニュー", "layout": "compact_two",
    "tiles-0-label": "ごみ", "tiles-0-sub_label": "", "tiles-0-icon": "recycling", "tiles-0-color": "green",
    "tiles-0-kind": "text", "tiles-0-text": "ごみ",
    "tiles-1-label": "市ホームページ", "tiles-1-icon": "", "tiles-1-color": "navy",
    "tiles-1-kind": "url", "tiles-1-url": "https://www.example.com/",
}  # fmt: skip


@pytest.fixture
def staff(app):
    return make_staff(Role.AUTHOR)


@pytest.fixture
def author(client, staff):
    return client.sign_in(staff)


def only() -> RichMenu:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(RichMenu)).one()


def test_an_empty_list_says_what_to_do(author):
    assert "リッチメニューはまだありません" in author.get("/rich-menus/").text


def test_a_menu_is_made_looked_at_published_watched_and_withdrawn(author, line):
    answer = author.post("/rich-menus/new", {**NEW, "publish": "1"})
    menu = only()
    assert answer.location == f"/rich-menus/{menu.id}/publish"
    assert [kind["action"]["type"] for kind in menu.description["tiles"]] == ["text", "url"]
    page = author.get(f"/rich-menus/{menu.id}/publish").text
    assert "友だち全員（いま0人）のトーク画面に出ます。" in page
    author.post(f"/rich-menus/{menu.id}/publish")
    assert author.json("GET", f"/rich-menus/{menu.id}") == {
        "done": 0, "total": 3, "text": "絵を描いています", "finished": False
    }  # fmt: skip
    drain_rich_menus()
    assert author.json("GET", f"/rich-menus/{menu.id}")["finished"] is True
    assert "公開中" in author.get("/rich-menus/").text
    assert shown_at_line(line) == only().line_rich_menu_id
    assert "ほかのメニューは出ません" in author.get(f"/rich-menus/{menu.id}/withdraw").text
    author.post(f"/rich-menus/{menu.id}/withdraw")
    drain_rich_menus()
    assert shown_at_line(line) is None


def test_a_tile_starts_a_published_flow(author, staff):
    flow = make_flow(say_only("はい"), name="ごみの案内", publish=True, staff=staff)
    draft = make_flow(name="まだのシナリオ", staff=staff)
    page = author.get("/rich-menus/new").text
    assert "ごみの案内" in page
    assert "まだのシナリオ" not in page
    author.post("/rich-menus/new", {**NEW, "tiles-0-kind": "flow", "tiles-0-flow": str(flow.id)})
    assert only().description["tiles"][0]["action"] == {"type": "flow", "flow": str(flow.id)}
    assert "ごみの案内" in author.get(f"/rich-menus/{only().id}").text
    chosen = {**NEW, "tiles-0-kind": "flow", "tiles-0-flow": str(draft.id), "publish": "1"}
    assert "公開されていません" in author.post("/rich-menus/new", chosen, status=422).text


def test_a_draft_may_have_gaps_which_are_named_before_it_is_published(author):
    author.post("/rich-menus/new", {"name": "途中", "chat_bar_text": "メニュー", "layout": "six"})
    menu = only()
    assert len(menu.description["tiles"]) == 6
    assert "ボタン6：ボタンの名前を入力してください。" in author.get(f"/rich-menus/{menu.id}").text
    assert "直すところがあります" in author.get(f"/rich-menus/{menu.id}/publish").text
    author.post(f"/rich-menus/{menu.id}/publish", status=422)
    assert only().state == MenuState.DRAW


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "名前を入力してください。"),
        ({"chat_bar_text": ""}, "メニューを開くところに出す言葉を入力してください。"),
        ({"layout": "none"}, "並べ方を選んでください。"),
        ({"tiles-1-label": "あ" * 21}, "ボタン2：ボタンの名前は20文字までです（いま21文字）。"),
        ({"tiles-1-url": "http://www.example.com/"}, "ボタン2：https:// で始まるアドレスか"),
        ({"tiles-1-color": "beige"}, "ボタン2：色を選んでください。"),
    ],
)
def test_mistakes_are_explained_and_nothing_typed_is_lost(author, change, message):
    page = author.post("/rich-menus/new", {**NEW, "tiles-5-label": "まだ使わない", **change}, status=422).text
    assert message in page
    assert 'value="ごみ"' in page
    assert 'value="まだ使わない"' in page


def test_a_menu_is_changed_on_the_same_page(author, staff):
    menu = make_menu(staff, description(tile("防災", sub_label="避難所")))
    page = author.get(f"/rich-menus/{menu.id}/edit").text
    assert 'value="避難所"' in page
    author.post(f"/rich-menus/{menu.id}/edit", {**NEW, "name": "春のメニュー"})
    assert (only().name, only().description["tiles"][0]["label"]) == ("春のメニュー", "ごみ")


def test_a_menu_on_its_way_to_line_cannot_be_changed(author, staff):
    menu = make_menu(staff)
    menu.state = MenuState.PUBLISH
    db.session.commit()
    author.get(f"/rich-menus/{menu.id}/edit", status=409)
    author.post(f"/rich-menus/{menu.id}/edit", NEW, status=409)
    author.post(f"/rich-menus/{menu.id}/delete", status=409)
    author.get(f"/rich-menus/{menu.id}/withdraw", status=409)


def test_what_line_refused_is_shown_with_a_way_to_try_again(author, staff):
    menu = make_menu(staff)
    menu.state, menu.error = MenuState.FAILED, "LINEに断られました。"
    db.session.commit()
    page = author.get(f"/rich-menus/{menu.id}").text
    assert "LINEに断られました。" in page
    assert "もう一度公開する" in page


def test_the_preview_is_a_small_picture_and_names_what_does_not_fit(author):
    what = description(tile("国民健康保険高額療養費支給申請受付"), layout="six")
    headers = {"X-CSRFToken": author._token("/")}
    answer = author.open("/rich-menus/preview", method="POST", json=what, headers=headers)
    assert Image.open(io.BytesIO(answer.data)).size == (750, 506)
    assert answer.headers["X-Misfits"] == "tiles-0-label"
    author.json("POST", "/rich-menus/preview", {"layout": "none"}, status=400)


def test_the_picture_of_a_draft_is_there_before_the_worker_came(author, staff):
    menu = make_menu(staff)
    answer = author.get(f"/rich-menus/{menu.id}/picture")
    assert Image.open(io.BytesIO(answer.data)).size == (750, 253)


def test_a_draft_is_deleted_with_its_picture_after_asking(author, staff, line):
    menu = make_menu(staff)
    drain_rich_menus()
    picture = reread(menu.id).picture_id
    assert "元に戻せません" in author.get(f"/rich-menus/{menu.id}/delete").text
    author.post(f"/rich-menus/{menu.id}/delete")
    db.session.rollback()
    assert db.session.scalars(select(RichMenu)).all() == []
    author.get(f"/media/{picture}", status=404)


def test_a_viewer_sees_and_changes_nothing(client, app, staff):
    menu = make_menu(staff)
    viewer = client.sign_in(make_staff(Role.VIEWER))
    page = viewer.get(f"/rich-menus/{menu.id}").text
    assert "内容を直す" not in page
    assert "公開する" not in page.replace("公開する前に", "")
    viewer.get(f"/rich-menus/{menu.id}/edit", status=403)


def test_another_departments_menu_does_not_exist_for_us(client, app, staff):
    menu = make_menu(staff)
    other = client.sign_in(make_staff(Role.SYSTEM_ADMINISTRATOR, department="別の課"))
    for page in ("", "/edit", "/picture", "/publish", "/withdraw", "/delete"):
        other.get(f"/rich-menus/{menu.id}{page}", status=404)
