"""Addresses under /simulator/, the page of the phones, and who may call them."""

import ipaddress
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from line_simulator.control import citizens, ledger, phones, workings
from line_simulator.control.common import ControlError, answer

_STATIC = Path(__file__).parent.parent / "static"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OWN_NAMES = ("localhost", "127.0.0.1", "::1")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Everything but LINE's API is for this machine only, and not for pages of other sites opened on it."""
    if request.path.startswith("/v2/"):
        return await handler(request)
    if not _from_this_machine(request):
        return answer({"message": "only from this machine"}, 403)
    if not _from_own_page(request):
        return answer({"message": "not from other sites"}, 403)
    try:
        return await handler(request)
    except ControlError as error:
        return answer({"message": str(error)}, error.status)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


def _from_this_machine(request: web.Request) -> bool:
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _from_own_page(request: web.Request) -> bool:
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method != "GET":
        return False
    # A name that another site points at this machine must not pass for this machine.
    if urlsplit(f"//{request.host}").hostname not in _OWN_NAMES:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


async def page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(_STATIC / "index.html")


async def favicon(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(_STATIC / "favicon.svg")


def control_routes() -> list[web.AbstractRouteDef]:
    return [
        web.get("/", page),
        web.get("/favicon.ico", favicon),
        web.static("/static", _STATIC, follow_symlinks=True),  # the fonts are kept once, beside the pages of the product
        web.get("/simulator/health", workings.health),
        web.post("/simulator/reset", workings.reset),
        web.post("/simulator/settings", workings.settings),
        web.post("/simulator/clock", workings.clock),
        web.get("/simulator/faults", workings.list_faults),
        web.post("/simulator/faults", workings.add_fault),
        web.delete("/simulator/faults", workings.clear_faults),
        web.get("/simulator/citizens", citizens.listing),
        web.post("/simulator/citizens", citizens.create),
        web.post("/simulator/citizens/{user_id}/{act}", citizens.act),
        web.post("/simulator/webhooks", citizens.webhook),
        web.get("/simulator/phones/{user_id}", phones.talk),
        web.get("/simulator/menus/{menu_id}/picture", phones.menu_picture),
        web.get("/simulator/content/{message_id}", phones.content),
        web.get("/simulator/picture", phones.picture),
        web.get("/simulator/events", phones.news),
        web.get("/simulator/ledger", ledger.entries),
        web.get("/simulator/ledger/recipients", ledger.recipients),
        web.get("/simulator/ledger/bodies", ledger.bodies),
    ]
