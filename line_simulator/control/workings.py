"""Health, reset, settings, clock, faults."""

from dataclasses import asdict

from aiohttp import web

from line_simulator.control.common import ControlError, answer, wish_of
from line_simulator.platform import platform_of
from line_simulator.settings import change_settings


async def health(request: web.Request) -> web.Response:
    platform = platform_of(request)
    return answer(
        {
            "status": "ok",
            "botUserId": platform.bot,
            "accountName": platform.options.account_name,
            "publicUrl": platform.options.public_url,
            "citizens": len(platform.citizens.by_number),
            "seq": platform.ledger.last_seq,
            "now": platform.clock.now_ms(),
            "settings": asdict(platform.settings),
        }
    )


async def reset(request: web.Request) -> web.Response:
    platform = platform_of(request)
    platform.reset()
    await platform.store.settled()
    return answer({"status": "ok"})


async def settings(request: web.Request) -> web.Response:
    platform = platform_of(request)
    try:
        change_settings(platform.store, platform.settings, await wish_of(request))
    except ValueError as error:
        raise ControlError(400, str(error)) from error
    await platform.store.settled()
    platform.hub.tell("settings")
    return answer(asdict(platform.settings))


async def clock(request: web.Request) -> web.Response:
    platform, wish = platform_of(request), await wish_of(request)
    seconds = wish.get("advance_seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise ControlError(400, "advance_seconds must be a number, not negative")
    platform.advance_clock(seconds)
    await platform.store.settled()
    return answer({"now": platform.clock.now_ms(), "offset_ms": platform.clock.offset_ms})


async def add_fault(request: web.Request) -> web.Response:
    platform = platform_of(request)
    try:
        fault = platform.faults.add(await wish_of(request))
    except ValueError as error:
        raise ControlError(400, str(error)) from error
    platform.hub.tell("faults")
    return answer(asdict(fault), 201)


async def list_faults(request: web.Request) -> web.Response:
    return answer({"faults": platform_of(request).faults.listing()})


async def clear_faults(request: web.Request) -> web.Response:
    platform = platform_of(request)
    platform.faults.clear()
    platform.hub.tell("faults")
    return answer({"faults": []})
