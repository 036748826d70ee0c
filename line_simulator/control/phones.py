"""What the phones in the browser fetch: talks, pictures, news."""

import asyncio
import base64
import json
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from line_simulator.control.common import ControlError, answer, citizen_of, number_of
from line_simulator.platform import platform_of
from line_simulator.talks import phone

_TIME_LIMIT = aiohttp.ClientTimeout(total=10)
_MOST_PICTURE_BYTES = 10 * 1024 * 1024
_HEARTBEAT_S = 15.0
# Events of one page are at least this far apart, however fast LINE is being called.
_PAUSE_S = 0.05
# One transparent pixel (PNG).
_PLACEHOLDER = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


async def talk(request: web.Request) -> web.Response:
    """GET /simulator/phones/{user_id}?since=&limit="""
    since, limit = number_of(request, "since", 0), number_of(request, "limit", 200)
    return answer(phone(platform_of(request), citizen_of(request), since, limit))


async def menu_picture(request: web.Request) -> web.Response:
    platform = platform_of(request)
    menu = platform.menus.by_id.get(request.match_info["menu_id"])
    if menu is None or menu.media_type is None:
        raise ControlError(404, "no such picture")
    return _picture(platform.menus.picture(menu) or b"", menu.media_type, "max-age=86400, immutable")


async def content(request: web.Request) -> web.Response:
    """A picture that a citizen sent."""
    row = platform_of(request).store.row(
        "SELECT media_type, bytes FROM content WHERE message_id = ? AND state = 'ready'",
        (request.match_info["message_id"],),
    )
    if row is None or not row[0].startswith("image/") or "svg" in row[0]:
        raise ControlError(404, "no such picture")
    return _picture(row[1], row[0], "max-age=3600")


async def picture(request: web.Request) -> web.Response:
    """?url=: pictures under the public address come from the product; all else is answered with an empty picture."""
    options = platform_of(request).options
    url = request.query.get("url", "")
    wanted, own = urlsplit(url), urlsplit(options.public_url)
    if (wanted.scheme, wanted.netloc) != (own.scheme, own.netloc):
        return _picture(_PLACEHOLDER, "image/png", "no-store", status=403)
    target = options.app_url + wanted.path + (f"?{wanted.query}" if wanted.query else "")
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIME_LIMIT) as session,
            session.get(target, allow_redirects=False) as response,
        ):
            found = await response.content.read(_MOST_PICTURE_BYTES + 1)
            good = response.status == 200 and response.content_type in ("image/png", "image/jpeg", "image/gif")
            media_type = response.content_type
    except (aiohttp.ClientError, TimeoutError):
        return _picture(_PLACEHOLDER, "image/png", "no-store", status=502)
    if not good or len(found) > _MOST_PICTURE_BYTES:
        return _picture(_PLACEHOLDER, "image/png", "no-store", status=502)
    return _picture(found, media_type, "max-age=60")


def _picture(found: bytes, media_type: str, caching: str, status: int = 200) -> web.Response:
    return web.Response(body=found, status=status, content_type=media_type, headers={"Cache-Control": caching})


async def news(request: web.Request) -> web.StreamResponse:
    """GET /simulator/events?topics=a,b: server-sent events {"changed": [user ids, "citizens", …]}."""
    topics = request.query.get("topics")
    hub = platform_of(request).hub
    listener = hub.listen(frozenset([*topics.split(","), "everything"]) if topics else None)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    try:
        await response.prepare(request)
        await _say(response, {"changed": ["connected"]})
        while not listener.closed:
            changed = await listener.changes(_HEARTBEAT_S)
            if changed:
                await _say(response, {"changed": changed})
                await asyncio.sleep(_PAUSE_S)
            else:
                await response.write(b": still here\n\n")
    except ConnectionError:
        pass  # the page was closed
    finally:
        hub.leave(listener)
    return response


async def _say(response: web.StreamResponse, value: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(value)}\n\n".encode())
