"""Signed webhooks: two seconds each, one at a time per citizen, redelivered only when that is switched on."""

import asyncio
import base64
import copy
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp

from line_simulator.clock import Clock
from line_simulator.events import Event
from line_simulator.ledger import Ledger, Record, dump
from line_simulator.settings import Settings
from line_simulator.tokens import ReplyTokens

TIME_LIMIT_S = 2.0
# Shorter than the time after which servers close idle connections: a webhook must not meet a connection closing.
_KEEP_ALIVE_S = 1.0


@dataclass(frozen=True)
class Result:
    """status is None when no answer came; reason is None when it was 2xx, else LINE's word for what went wrong."""

    status: int | None
    ms: float
    reason: str | None = None
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Webhooks:
    def __init__(
        self, secret: str, bot: str, settings: Settings, clock: Clock, ledger: Ledger, tokens: ReplyTokens
    ) -> None:
        self._key = secret.encode()
        self._bot = bot
        self._settings = settings
        self._clock = clock
        self._ledger = ledger
        self._tokens = tokens
        self._session: aiohttp.ClientSession | None = None
        self._tails: dict[int, asyncio.Future[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.sent: Callable[[], None] = lambda: None

    def sign(self, body: bytes) -> str:
        return base64.b64encode(hmac.new(self._key, body, hashlib.sha256).digest()).decode()

    def send(
        self, events: list[Event], citizens: Sequence[int], signature: str = "valid"
    ) -> "asyncio.Task[Result | None]":
        """Starts at once; the task ends with the result, or with None when webhooks are switched off.

        The place in each citizen's queue is taken now, so that the order of calls is the order of webhooks.
        """
        before = [self._tails[number] for number in citizens if number in self._tails]
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for number in citizens:
            self._tails[number] = done
        task = asyncio.create_task(self._send_in_turn(events, citizens, signature, before, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def test(self, url: str) -> Result:
        return await self._post(url, [], "valid")

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def forget(self) -> None:
        """Stops what is under way or waiting for redelivery."""
        for task in list(self._tasks):
            task.cancel()
        self._tails.clear()

    async def _send_in_turn(
        self,
        events: list[Event],
        citizens: Sequence[int],
        signature: str,
        before: list["asyncio.Future[None]"],
        done: "asyncio.Future[None]",
    ) -> Result | None:
        try:
            for earlier in before:
                await asyncio.shield(earlier)
            if not self._settings.webhook_enabled:
                return None
            result = await self._attempt(events, citizens, signature, 1)
        finally:
            done.set_result(None)
            for number in citizens:
                if self._tails.get(number) is done:
                    del self._tails[number]
        if result.reason is not None and self._settings.redelivery and signature == "valid":
            task = asyncio.create_task(self._redeliver(events, citizens))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return result

    async def _redeliver(self, events: list[Event], citizens: Sequence[int]) -> None:
        again = copy.deepcopy(events)
        for event in again:
            event.setdefault("deliveryContext", {})["isRedelivery"] = True
        for attempt, pause in enumerate(list(self._settings.redelivery_after_ms), start=2):
            await asyncio.sleep(pause / 1000)
            if not self._settings.redelivery:
                return
            if (await self._attempt(again, citizens, "valid", attempt)).reason is None:
                return

    async def _attempt(self, events: list[Event], citizens: Sequence[int], signature: str, attempt: int) -> Result:
        for event in events:
            if isinstance(event, dict) and isinstance(event.get("replyToken"), str):
                self._tokens.received(event["replyToken"], self._clock.now_ms())
        at = self._clock.precise_ms()
        url = self._settings.webhook_url
        result = await self._post(url, events, signature)
        self._ledger.write(
            Record(
                at=at,
                kind="webhook",
                method="POST",
                path=url,
                status=result.status,
                raw=dump({"destination": self._bot, "events": events}),
                citizen=citizens[0] if len(citizens) == 1 else None,
                accepted=int(result.reason is None),
                ms=result.ms,
                detail=dump({"attempt": attempt, "signature": signature, "reason": result.reason}),
            )
        )
        self.sent()
        return result

    async def _post(self, url: str, events: list[Event], signature: str) -> Result:
        body = json.dumps({"destination": self._bot, "events": events}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "LineBotWebhook/2.0"}
        if signature != "missing":
            headers["x-line-signature"] = self.sign(body if signature == "valid" else body + b" ")
        begun = time.perf_counter()
        status, reason, detail = None, None, ""
        try:
            async with self._client().post(url, data=body, headers=headers, allow_redirects=False) as response:
                await response.read()
                status = response.status
                if not 200 <= status < 300:
                    reason, detail = "error_status_code", str(status)
        except TimeoutError:
            reason, detail = "request_timeout", f"no answer within {TIME_LIMIT_S:g} seconds"
        except aiohttp.ClientConnectorError as error:
            reason, detail = "could_not_connect", type(error).__name__
        except (aiohttp.ClientError, ValueError) as error:
            reason, detail = "unclassified", type(error).__name__
        return Result(status, round((time.perf_counter() - begun) * 1000, 3), reason, detail)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=_KEEP_ALIVE_S),
                timeout=aiohttp.ClientTimeout(total=TIME_LIMIT_S),
            )
        return self._session
