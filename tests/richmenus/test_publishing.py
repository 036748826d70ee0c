"""From a draft to what every friend sees, over the stand-in for LINE, with bad days of LINE in between."""

from datetime import timedelta

import pytest
import requests
from sqlalchemy import select, update

from app.clock import now
from app.extensions import db
from app.media.models import MediaFile
from app.media.operations import list_media, media_path, read_picture
from app.richmenus import jobs, operations
from app.richmenus.jobs import drain_rich_menus
from app.richmenus.models import MenuState, RichMenu
from tests.kit.documents import say_only
from tests.kit.environment import ACCESS_TOKEN
from tests.kit.factories import make_flow, make_staff
from tests.richmenus.menus import at_line, description, ids_at_line, make_menu, reread, shown_at_line, tile


@pytest.fixture
def staff(app):
    return make_staff()


def ask(menu: RichMenu, verb=operations.publish_menu) -> None:
    verb(db.session, menu)
    db.session.commit()


def published(staff, name: str = "ふだんのメニュー") -> RichMenu:
    menu = make_menu(staff, name=name)
    ask(menu)
    drain_rich_menus()
    menu = reread(menu.id)
    assert menu.state == MenuState.PUBLISHED, menu.error
    return menu


def later(menu: RichMenu) -> None:
    """The wait is over, and the lease of a worker that died has run out."""
    past = now() - timedelta(seconds=1)
    db.session.execute(update(RichMenu).where(RichMenu.id == menu.id).values(not_before=past, lease_until=None))
    db.session.commit()


def test_a_draft_is_drawn_by_the_worker(staff, line):
    menu = make_menu(staff, description(layout="six"))
    with db.engine.connect() as connection:
        assert jobs.is_due(connection)
    drain_rich_menus()
    menu = reread(menu.id)
    assert (menu.state, menu.line_rich_menu_id, ids_at_line(line)) == (MenuState.DRAWN, None, [])
    file = db.session.get_one(MediaFile, menu.picture_id)
    assert (file.width, file.height, file.content_type) == (2500, 1686, "image/png")
    assert len(b"".join(read_picture(file, "original"))) == file.byte_size <= 1024 * 1024


def test_a_draft_that_is_not_complete_is_drawn_too(staff, line):
    menu = make_menu(staff, description(tile(label="", icon="", action={"type": "flow", "flow": ""})))
    drain_rich_menus()
    assert reread(menu.id).state == MenuState.DRAWN


def test_publishing_shows_the_menu_to_all_friends(staff, line):
    flow = make_flow(say_only("燃えるごみは月曜日です。"), name="ごみ", publish=True, staff=staff)
    tiles = [
        tile("ごみ・リサイクル", action={"type": "flow", "flow": str(flow.id)}),
        tile("市ホームページ", action={"type": "url", "url": "https://www.example.com/"}),
    ]
    menu = make_menu(staff, description(*tiles, layout="six"))
    ask(menu)
    drain_rich_menus()
    menu = reread(menu.id)
    assert (menu.state, menu.is_default, menu.pending_line_id, menu.error) == (MenuState.PUBLISHED, True, None, None)
    assert shown_at_line(line) == menu.line_rich_menu_id
    sent = at_line(line, f"richmenu/{menu.line_rich_menu_id}").json()
    assert sent["areas"][0]["action"] == {
        "type": "postback", "label": "ごみ・リサイクル", "data": f"flow:{flow.id}", "displayText": "ごみ・リサイクル",
    }  # fmt: skip
    assert sent["areas"][1]["action"]["uri"] == "https://www.example.com/"
    assert (sent["selected"], sent["chatBarText"], len(sent["areas"])) == (True, "メニュー", 6)
    file = db.session.get_one(MediaFile, menu.picture_id)
    kept = at_line(line, f"richmenu/{menu.line_rich_menu_id}/content").content
    assert kept == b"".join(read_picture(file, "original"))


def test_a_tap_on_a_tile_starts_its_flow(staff, talk, line):
    flow = make_flow(say_only("燃えるごみは月曜日です。"), publish=True, staff=staff)
    menu = make_menu(staff, description(tile("ごみ", action={"type": "flow", "flow": str(flow.id)})))
    ask(menu)
    drain_rich_menus()
    action = at_line(line, f"richmenu/{shown_at_line(line)}").json()["areas"][0]["action"]
    answers = talk.does("postback", data=action["data"], displayText=action["displayText"])
    assert answers == ["燃えるごみは月曜日です。"]


def test_the_menu_published_last_replaces_the_earlier_one_which_leaves_line(staff, line):
    first = published(staff)
    second = published(staff, "災害のメニュー")
    assert ids_at_line(line) == [second.line_rich_menu_id] == [shown_at_line(line)]
    first = reread(first.id)
    assert (first.state, first.is_default, first.line_rich_menu_id) == (MenuState.DRAWN, False, None)


def test_a_menu_that_is_not_ours_stays_at_line(staff, line):
    foreign = line_menu_of_somebody_else(line)
    menu = published(staff)
    assert sorted(ids_at_line(line)) == sorted([foreign, menu.line_rich_menu_id])


def line_menu_of_somebody_else(line) -> str:
    body = {"size": {"width": 2500, "height": 843}, "selected": False, "name": "委託先", "chatBarText": "開く", "areas": []}
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    return requests.post(f"{line.url}/v2/bot/richmenu", json=body, headers=headers, timeout=10).json()["richMenuId"]


def test_a_published_menu_may_be_changed_and_shows_the_change_only_when_published_again(staff, line):
    menu = published(staff)
    before = menu.line_rich_menu_id
    old_picture = menu.picture_id
    operations.change_menu(db.session, menu, "春のメニュー", description(tile("花見"), layout="compact_three"))
    db.session.commit()
    drain_rich_menus()
    menu = reread(menu.id)
    assert (menu.state, menu.is_default, shown_at_line(line)) == (MenuState.DRAWN, True, before)
    ask(menu)
    drain_rich_menus()
    menu = reread(menu.id)
    assert menu.line_rich_menu_id != before
    assert ids_at_line(line) == [menu.line_rich_menu_id] == [shown_at_line(line)]
    assert db.session.scalars(select(MediaFile.id)).all() == [menu.picture_id]
    assert not media_path(old_picture, "original").exists()


def test_withdrawing_takes_the_menu_from_all_friends_and_from_line(staff, line):
    menu = published(staff)
    ask(menu, operations.withdraw_menu)
    drain_rich_menus()
    menu = reread(menu.id)
    assert (menu.state, menu.is_default, menu.line_rich_menu_id) == (MenuState.DRAWN, False, None)
    assert (shown_at_line(line), ids_at_line(line)) == (None, [])


# The answer that is lost after LINE accepted is what a worker leaves behind that dies at this point.
LOST = {"drop": True, "when": "after"}


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        ("richmenu-create", {"status": 500}),
        ("richmenu-create", {"status": 429}),
        ("richmenu-create", LOST),
        ("richmenu-content", {"drop": True}),
        ("richmenu-content", LOST),
        ("richmenu-default", {"status": 500}),
        ("richmenu-default", LOST),
        ("richmenu-list", {"status": 500}),
        ("richmenu-delete", LOST),
    ],
    ids=str,
)
def test_after_a_bad_moment_of_line_the_menu_is_published_once(staff, line, endpoint, fault):
    earlier = published(staff)
    menu = make_menu(staff)
    ask(menu)
    line.fault(endpoint, times=1, **fault)
    drain_rich_menus()
    menu = reread(menu.id)
    assert menu.state == MenuState.PUBLISH
    assert "自動でもう一度試します。" in menu.error
    assert menu.not_before > now()
    later(menu)
    drain_rich_menus()
    menu = reread(menu.id)
    assert (menu.state, menu.error) == (MenuState.PUBLISHED, None)
    assert ids_at_line(line) == [menu.line_rich_menu_id] == [shown_at_line(line)]
    assert not reread(earlier.id).is_default


def test_what_line_refuses_is_said_in_words_and_can_be_tried_again(staff, line):
    menu = make_menu(staff)
    ask(menu)
    line.fault("richmenu-create", times=1, status=400)
    drain_rich_menus()
    menu = reread(menu.id)
    assert menu.state == MenuState.FAILED
    assert menu.error.startswith("LINEに断られました。")
    ask(menu)
    drain_rich_menus()
    assert reread(menu.id).state == MenuState.PUBLISHED


def test_a_menu_whose_flow_is_gone_is_not_published(staff, line):
    menu = make_menu(staff, description(tile("ごみ", action={"type": "flow", "flow": "018f0000-0000-7000-8000-000000000000"})))
    ask(menu)
    drain_rich_menus()
    menu = reread(menu.id)
    assert menu.state == MenuState.FAILED
    assert "公開されていません" in menu.error
    assert ids_at_line(line) == []


def test_while_one_worker_has_a_menu_nobody_else_takes_any(staff, line):
    busy, waiting = make_menu(staff), make_menu(staff, name="次のメニュー")
    busy.lease_until = now() + timedelta(seconds=60)
    db.session.commit()
    drain_rich_menus()
    assert [reread(menu.id).state for menu in (busy, waiting)] == [MenuState.DRAW, MenuState.DRAW]
    later(busy)
    drain_rich_menus()
    assert [reread(menu.id).state for menu in (busy, waiting)] == [MenuState.DRAWN, MenuState.DRAWN]


def test_a_menu_that_never_gets_through_is_given_up_with_words(staff, line):
    menu = make_menu(staff)
    ask(menu)
    menu.attempts = jobs.MAX_ATTEMPTS
    db.session.commit()
    drain_rich_menus()
    menu = reread(menu.id)
    assert menu.state == MenuState.FAILED
    assert "時間をおいて" in menu.error


def test_drawn_pictures_are_not_offered_among_the_pictures_that_staff_chose(staff, line):
    make_menu(staff)
    drain_rich_menus()
    assert list_media(db.session, staff.department_id) == []


@pytest.mark.parametrize("state", [MenuState.PUBLISH, MenuState.WITHDRAW])
@pytest.mark.parametrize("verb", [operations.publish_menu, operations.withdraw_menu, operations.delete_menu])
def test_a_menu_on_its_way_takes_no_other_wish(staff, state, verb):
    menu = make_menu(staff)
    menu.state, menu.is_default = state, True
    with pytest.raises(operations.ForbiddenMove):
        verb(db.session, menu)


def test_a_menu_that_citizens_see_cannot_be_deleted(staff, line):
    with pytest.raises(operations.ForbiddenMove):
        operations.delete_menu(db.session, published(staff))


def test_a_menu_that_nobody_sees_cannot_be_withdrawn(staff):
    with pytest.raises(operations.ForbiddenMove):
        operations.withdraw_menu(db.session, make_menu(staff))
