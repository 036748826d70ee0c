"""Rich menus: objects, pictures, the default, aliases, links to citizens."""

from line_simulator.api.answers import NOT_FOUND, Answer, JsonObject, RefusalError
from line_simulator.api.call import Call
from line_simulator.identifiers import USER_ID
from line_simulator.menus import Menu
from line_simulator.validation.checker import Checker, MalformedPropertyError
from line_simulator.validation.richmenus import ALIAS_ID, MOST_PICTURE_BYTES, check_rich_menu, picture_size

_MOST = 1000
_MOST_LINKED = 500
_FIELDS = ("size", "selected", "name", "chatBarText", "areas")
_NO_PICTURE = "must upload richmenu image before applying it to user"
_NO_ALIAS = "richmenu alias not found"


async def create(call: Call) -> Answer:
    body = _checked(call)
    if len(call.platform.menus.by_id) >= _MOST:
        raise RefusalError(400, "The maximum number of rich menus has been reached")
    menu = call.platform.menus.create({name: body[name] for name in _FIELDS})
    return Answer(body={"richMenuId": menu.id})


async def validate(call: Call) -> Answer:
    _checked(call)
    return Answer()


async def get(call: Call) -> Answer:
    return Answer(body=_menu(call).response())


async def listing(call: Call) -> Answer:
    return Answer(body={"richmenus": [menu.response() for menu in call.platform.menus.by_id.values()]})


async def delete(call: Call) -> Answer:
    menu = _menu(call)
    call.platform.menus.delete(menu.id)
    call.platform.citizens.forget_menu(menu.id)
    return _changed(call)


async def upload(call: Call) -> Answer:
    menu = _menu(call)
    if call.request.content_type not in ("image/jpeg", "image/png"):
        raise RefusalError(415, "Unsupported Media Type")
    if menu.media_type is not None:
        raise RefusalError(400, "An image has already been uploaded to the richmenu")
    if len(call.content) > MOST_PICTURE_BYTES:
        raise RefusalError(400, "The image is larger than 1 MB")
    known = picture_size(call.content)
    if known is None or known[0] != call.request.content_type:
        raise RefusalError(400, "The image is not of the declared content type")
    size = menu.definition["size"]
    if known[1:] != (size["width"], size["height"]):
        raise RefusalError(400, "The image size must be equal to the size of the rich menu")
    call.platform.menus.set_picture(menu, known[0], call.content)
    return Answer()


async def download(call: Call) -> Answer:
    menu = _menu(call)
    if menu.media_type is None:
        raise RefusalError(404, NOT_FOUND)
    return Answer(content=call.platform.menus.picture(menu), media_type=menu.media_type)


async def set_default(call: Call) -> Answer:
    call.platform.menus.set_default(_usable(call, _menu(call)).id)
    return _changed(call)


async def get_default(call: Call) -> Answer:
    if call.platform.menus.default is None:
        raise RefusalError(404, "no default richmenu")
    return Answer(body={"richMenuId": call.platform.menus.default})


async def cancel_default(call: Call) -> Answer:
    call.platform.menus.set_default(None)
    return _changed(call)


async def create_alias(call: Call) -> Answer:
    body, menus = call.json(), call.platform.menus
    check = Checker()
    alias = check.text(body, "richMenuAliasId", "", 32)
    if alias is not None and not ALIAS_ID.fullmatch(alias):
        check.add("richMenuAliasId", "invalid rich menu alias id")
    menu = _alias_target(call, check, body)
    if alias in menus.aliases:
        raise RefusalError(400, "conflict richmenu alias id")
    if len(menus.aliases) >= _MOST:
        raise RefusalError(400, "The maximum number of rich menu aliases has been reached")
    menus.set_alias(alias or "", menu.id)
    return _changed(call)


async def update_alias(call: Call) -> Answer:
    alias = _alias(call)
    menu = _alias_target(call, Checker(), call.json())
    call.platform.menus.set_alias(alias, menu.id)
    return _changed(call)


async def get_alias(call: Call) -> Answer:
    alias = _alias(call)
    return Answer(body={"richMenuAliasId": alias, "richMenuId": call.platform.menus.aliases[alias]})


async def list_aliases(call: Call) -> Answer:
    aliases = call.platform.menus.aliases
    return Answer(body={"aliases": [{"richMenuAliasId": key, "richMenuId": menu} for key, menu in aliases.items()]})


async def delete_alias(call: Call) -> Answer:
    call.platform.menus.delete_alias(_alias(call))
    return _changed(call)


async def link(call: Call) -> Answer:
    """LINE answers 200 for somebody who is no friend, and does nothing."""
    menu = _usable(call, _menu(call))
    _link(call, [_user_id(call)], menu.id)
    return _changed(call)


async def get_link(call: Call) -> Answer:
    citizen = call.platform.citizens.by_id.get(_user_id(call))
    if citizen is None or citizen.menu is None:
        raise RefusalError(404, "the user has no richmenu")
    return Answer(body={"richMenuId": citizen.menu})


async def unlink(call: Call) -> Answer:
    _link(call, [_user_id(call)], None)
    return _changed(call)


async def bulk_link(call: Call) -> Answer:
    body = call.json()
    check = Checker()
    menu_id = check.text(body, "richMenuId", "", 100)
    user_ids = _user_ids(check, body)
    menu = call.platform.menus.by_id.get(menu_id or "")
    if menu is None:
        raise RefusalError(400, "richmenu not found")
    _link(call, user_ids, _usable(call, menu).id)
    _changed(call)
    return Answer(202)


async def bulk_unlink(call: Call) -> Answer:
    _link(call, _user_ids(Checker(), call.json()), None)
    _changed(call)
    return Answer(202)


def _checked(call: Call) -> JsonObject:
    body = call.json()
    check = Checker()
    check_rich_menu(check, body)
    if check.errors:
        raise RefusalError(400, check.answer())
    return body


def _menu(call: Call) -> Menu:
    menu = call.platform.menus.by_id.get(call.path("menu_id"))
    if menu is None:
        raise RefusalError(404, "richmenu not found")
    return menu


def _usable(call: Call, menu: Menu) -> Menu:
    if menu.media_type is None:
        raise RefusalError(400, _NO_PICTURE)
    return menu


def _alias(call: Call) -> str:
    alias = call.path("alias_id")
    if alias not in call.platform.menus.aliases:
        raise RefusalError(404, _NO_ALIAS)
    return alias


def _alias_target(call: Call, check: Checker, body: JsonObject) -> Menu:
    menu_id = check.text(body, "richMenuId", "", 100)
    if check.errors:
        raise RefusalError(400, check.answer())
    menu = call.platform.menus.by_id.get(menu_id or "")
    if menu is None or menu.media_type is None:
        raise RefusalError(400, "richmenu not found")
    return menu


def _user_id(call: Call) -> str:
    user_id = call.path("user_id")
    if not USER_ID.fullmatch(user_id):
        raise RefusalError(400, "The value for the 'userId' parameter is invalid")
    return user_id


def _user_ids(check: Checker, body: JsonObject) -> list[str]:
    found = []
    for path, user_id in check.items(body, "userIds", "", 1, _MOST_LINKED):
        if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
            raise MalformedPropertyError(path)
        found.append(user_id)
    if check.errors:
        raise RefusalError(400, check.answer())
    return found


def _link(call: Call, user_ids: list[str], menu_id: str | None) -> None:
    known = call.platform.citizens.by_id
    linked = [known[user_id] for user_id in user_ids if user_id in known]
    if menu_id is not None:
        linked = [citizen for citizen in linked if citizen.friend and not citizen.blocked]
    for citizen in linked:
        citizen.menu = menu_id
    call.platform.citizens.save(*linked)


def _changed(call: Call) -> Answer:
    call.platform.hub.tell("menus")
    return Answer()
