"""The life of a rich menu."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.simulator.kit import PICTURE, Receiver, Simulator


def menu_object(width: int = 600, height: int = 400, **changes: Any) -> dict[str, Any]:
    area = {"bounds": {"x": 0, "y": 0, "width": width, "height": height}, "action": {"type": "message", "text": "ごみ"}}
    menu = {"size": {"width": width, "height": height}, "selected": True, "name": "メニュー", "chatBarText": "メニュー"}
    return {**menu, "areas": [area], **changes}


def drawn(width: int, height: int, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#0b6b3a").save(target, kind)
    return target.getvalue()


def create(simulator: Simulator, **changes: Any) -> str:
    return simulator.line("POST", "richmenu", menu_object(1200, 800, **changes)).json()["richMenuId"]


def upload(simulator: Simulator, menu: str, content: bytes, media_type: str = "image/png") -> int:
    url = f"{simulator.url}/v2/bot/richmenu/{menu}/content"
    return simulator.http.post(url, data=content, headers={"Content-Type": media_type}, timeout=10).status_code


def published(simulator: Simulator) -> str:
    """A menu with its picture."""
    menu = simulator.line("POST", "richmenu", menu_object(800, 500)).json()["richMenuId"]
    assert upload(simulator, menu, drawn(800, 500)) == 200
    return menu


def test_a_menu_is_made_read_listed_and_deleted(simulator: Simulator) -> None:
    menu = create(simulator)
    expected = {"richMenuId": menu, **menu_object(1200, 800)}
    assert simulator.line("GET", f"richmenu/{menu}").json() == expected
    assert simulator.line("GET", "richmenu/list").json() == {"richmenus": [expected]}
    assert simulator.line("DELETE", f"richmenu/{menu}").status_code == 200
    assert simulator.line("GET", f"richmenu/{menu}").status_code == 404
    assert simulator.line("GET", "richmenu/list").json() == {"richmenus": []}


def test_a_picture_must_be_what_it_says_as_large_as_declared_and_stays(simulator: Simulator) -> None:
    menu = create(simulator)
    assert upload(simulator, menu, drawn(1200, 800), "image/gif") == 415
    assert upload(simulator, menu, drawn(1200, 800), "image/jpeg") == 400
    assert upload(simulator, menu, PICTURE.read_bytes()) == 400
    assert upload(simulator, menu, drawn(1200, 800) + b"\0" * 1024 * 1024) == 400
    assert upload(simulator, "richmenu-none", drawn(1200, 800)) == 404
    assert simulator.line("GET", f"richmenu/{menu}/content").status_code == 404
    assert upload(simulator, menu, drawn(1200, 800, "JPEG"), "image/jpeg") == 200
    assert upload(simulator, menu, drawn(1200, 800)) == 400
    got = simulator.line("GET", f"richmenu/{menu}/content")
    assert (got.headers["Content-Type"], got.content) == ("image/jpeg", drawn(1200, 800, "JPEG"))


def test_the_default_needs_a_picture_and_is_shown_to_everybody(simulator: Simulator) -> None:
    [citizen] = simulator.citizens()
    bare = create(simulator)
    refused = simulator.line("POST", f"user/all/richmenu/{bare}")
    assert "must upload richmenu image" in refused.json()["message"]
    assert simulator.line("GET", "user/all/richmenu").status_code == 404
    menu = published(simulator)
    assert simulator.line("POST", f"user/all/richmenu/{menu}").status_code == 200
    assert simulator.line("GET", "user/all/richmenu").json() == {"richMenuId": menu}
    shown = simulator.phone(citizen)["richMenu"]
    assert shown["richMenuId"] == menu
    assert simulator.http.get(simulator.url + shown["imageUrl"], timeout=5).content == drawn(800, 500)
    simulator.line("DELETE", "user/all/richmenu")
    assert simulator.phone(citizen)["richMenu"] is None


def test_a_citizens_own_menu_goes_before_the_default(simulator: Simulator) -> None:
    one, other, blocker = simulator.citizens(3)
    simulator.control("POST", f"citizens/{blocker}/block")
    default, own = published(simulator), published(simulator)
    simulator.line("POST", f"user/all/richmenu/{default}")
    for citizen in (one, blocker):
        assert simulator.line("POST", f"user/{citizen}/richmenu/{own}").status_code == 200
    assert simulator.line("GET", f"user/{one}/richmenu").json() == {"richMenuId": own}
    assert simulator.line("GET", f"user/{blocker}/richmenu").status_code == 404
    assert [simulator.phone(c)["richMenu"]["richMenuId"] for c in (one, other)] == [own, default]
    simulator.line("DELETE", f"user/{one}/richmenu")
    assert simulator.line("GET", f"user/{one}/richmenu").json() == {"message": "the user has no richmenu"}
    simulator.line("POST", "richmenu/bulk/link", {"richMenuId": own, "userIds": [one, other]})
    simulator.line("DELETE", f"richmenu/{own}")
    assert simulator.phone(one)["richMenu"]["richMenuId"] == default


def test_menus_are_linked_and_unlinked_for_up_to_500_at_once(simulator: Simulator) -> None:
    citizens = simulator.citizens(501)
    menu = published(simulator)
    link = {"richMenuId": menu, "userIds": citizens[:500]}
    assert simulator.line("POST", "richmenu/bulk/link", link).status_code == 202
    assert simulator.line("GET", f"user/{citizens[499]}/richmenu").status_code == 200
    assert simulator.line("POST", "richmenu/bulk/link", {**link, "userIds": citizens}).status_code == 400
    assert simulator.line("POST", "richmenu/bulk/link", {**link, "userIds": ["x"]}).status_code == 400
    assert simulator.line("POST", "richmenu/bulk/unlink", {"userIds": citizens[:500]}).status_code == 202
    assert simulator.line("GET", f"user/{citizens[499]}/richmenu").status_code == 404


def test_aliases_lead_to_menus_with_pictures(simulator: Simulator) -> None:
    menu, other, bare = published(simulator), published(simulator), create(simulator)
    alias = {"richMenuAliasId": "tab-a", "richMenuId": menu}
    assert (
        simulator.line("POST", "richmenu/alias", {**alias, "richMenuId": bare}).json()["message"]
        == "richmenu not found"
    )
    assert simulator.line("POST", "richmenu/alias", {**alias, "richMenuAliasId": "Tab A"}).status_code == 400
    assert simulator.line("POST", "richmenu/alias", alias).status_code == 200
    assert simulator.line("POST", "richmenu/alias", alias).json()["message"] == "conflict richmenu alias id"
    assert simulator.line("GET", "richmenu/alias/tab-a").json() == alias
    assert simulator.line("POST", "richmenu/alias/tab-a", {"richMenuId": other}).status_code == 200
    assert simulator.line("GET", "richmenu/alias/list").json()["aliases"][0]["richMenuId"] == other
    assert simulator.line("DELETE", "richmenu/alias/tab-a").status_code == 200
    assert simulator.line("GET", "richmenu/alias/tab-a").json()["message"] == "richmenu alias not found"


@pytest.mark.parametrize(
    ("alias", "params"),
    [
        ("tab-b", {"newRichMenuAliasId": "tab-b", "status": "SUCCESS"}),
        ("tab-x", {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}),
        ("tab-gone", {"status": "RICHMENU_NOTFOUND"}),
    ],
)
def test_a_switch_changes_the_menu_and_says_so(
    simulator: Simulator, receiver: Receiver, alias: str, params: dict[str, str]
) -> None:
    [citizen] = simulator.citizens()
    first, second, gone = (published(simulator) for _ in range(3))
    simulator.line("POST", f"user/all/richmenu/{first}")
    for name, menu in (("tab-b", second), ("tab-gone", gone)):
        simulator.line("POST", "richmenu/alias", {"richMenuAliasId": name, "richMenuId": menu})
    simulator.line("DELETE", f"richmenu/{gone}")
    simulator.control("POST", f"citizens/{citizen}/switch", {"data": "d", "richMenuAliasId": alias})
    assert receiver.events()[0]["postback"] == {"data": "d", "params": params}
    assert simulator.phone(citizen)["richMenu"]["richMenuId"] == (second if alias == "tab-b" else first)
