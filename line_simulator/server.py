"""The HTTP server: LINE's API, the control addresses and the phones in one process."""

import asyncio
import signal
import sys

from aiohttp import web

from line_simulator.api.routes import api_routes
from line_simulator.control.routes import add_headers, control_routes, guard
from line_simulator.options import Options
from line_simulator.platform import PLATFORM, Platform, open_platform

# Lists of 50,000 user ids for new citizens are the largest bodies; LINE's own limit is looked at per call.
_MOST_BODY_BYTES = 32 * 1024 * 1024
_SHUTDOWN_S = 1.0


def create_application(platform: Platform) -> web.Application:
    application = web.Application(client_max_size=_MOST_BODY_BYTES, middlewares=[guard])
    application[PLATFORM] = platform
    application.add_routes(api_routes())
    application.add_routes(control_routes())
    application.on_response_prepare.append(add_headers)
    application.on_shutdown.append(_stop)
    return application


async def _stop(application: web.Application) -> None:
    application[PLATFORM].hub.close()
    await application[PLATFORM].webhooks.close()


async def serve(options: Options) -> None:
    """Runs until SIGTERM or SIGINT. Raises StateInUseError, or OSError if the port is taken."""
    platform = open_platform(options)
    runner = web.AppRunner(create_application(platform), access_log=None, shutdown_timeout=_SHUTDOWN_S)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        await runner.setup()
        await web.TCPSite(runner, options.host, options.port, backlog=1024).start()
        sys.stdout.write(f"模擬LINE: http://{options.host}:{options.port}/\n")
        sys.stdout.flush()
        await stopped.wait()
    finally:
        await runner.cleanup()
        platform.store.close()
