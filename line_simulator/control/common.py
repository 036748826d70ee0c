"""Reading control requests and answering them."""

import json
from typing import Any

from aiohttp import web

from line_simulator.citizens import Citizen
from line_simulator.identifiers import USER_ID
from line_simulator.platform import Platform, platform_of


class ControlError(Exception):
    """Becomes {"message": …} with this status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def answer(value: Any, status: int = 200) -> web.Response:
    return web.json_response(value, status=status, dumps=lambda v: json.dumps(v, ensure_ascii=False))


async def wish_of(request: web.Request) -> dict[str, Any]:
    """The JSON object in the body; an empty body is an empty object."""
    content = await request.read()
    if not content:
        return {}
    try:
        value = json.loads(content)
    except ValueError as error:
        raise ControlError(400, "the body is not JSON") from error
    if not isinstance(value, dict):
        raise ControlError(400, "the body is not a JSON object")
    return value


def number_of(request: web.Request, name: str, default: int) -> int:
    value = request.query.get(name, str(default))
    if not value.isdigit():
        raise ControlError(400, f"{name} must be a number")
    return int(value)


def citizen_of(request: web.Request) -> Citizen:
    return find_citizen(platform_of(request), request.match_info["user_id"])


def find_citizen(platform: Platform, user_id: Any) -> Citizen:
    citizen = platform.citizens.by_id.get(user_id) if isinstance(user_id, str) else None
    if citizen is None:
        raise ControlError(404, "no such citizen")
    return citizen


def checked_user_id(value: Any) -> str:
    if not isinstance(value, str) or not USER_ID.fullmatch(value):
        raise ControlError(400, "a user id is U and 32 hexadecimal digits in small letters")
    return value
