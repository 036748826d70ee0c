"""One API call on its way: read, answered, written into the ledger."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web

from line_simulator.api.answers import TOO_OFTEN, UNAUTHORIZED, Answer, RefusalError
from line_simulator.faults import Fault
from line_simulator.identifiers import new_request_id
from line_simulator.ledger import SENDS, Record, dump
from line_simulator.platform import Platform, platform_of
from line_simulator.validation.checker import MalformedPropertyError

MOST_BODY_BYTES = 2 * 1024 * 1024
_WITH_RETRY_KEY = ("push", "multicast")
_MOST_RAW_CHARACTERS = 100_000
_FAULT_WORDS = {429: TOO_OFTEN, 401: UNAUTHORIZED}


@dataclass
class Call:
    """What a handler gets. `record` is filled on the way and written at the end."""

    platform: Platform
    request: web.Request
    kind: str
    content: bytes
    record: Record

    @property
    def request_id(self) -> str:
        return self.record.request_id or ""

    def path(self, name: str) -> str:
        return self.request.match_info[name]

    def json(self) -> dict[str, Any]:
        """The body as an object, or LINE's 415 or 400."""
        if self.request.content_type != "application/json":
            raise RefusalError(415, "Unsupported Media Type")
        try:
            value = json.loads(self.content)
        except ValueError as error:
            raise RefusalError(400, "The request body could not be parsed as JSON (line: -, column: -)") from error
        if not isinstance(value, dict):
            raise RefusalError(400, "The request body could not be parsed as JSON (line: -, column: -)")
        if self.kind not in SENDS:
            self.record.raw = dump(value)
        return value


Handler = Callable[[Call], Awaitable[Answer]]


def endpoint(kind: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(request: web.Request) -> web.StreamResponse:
        return await _serve(request, kind, handler)

    return serve


async def _serve(request: web.Request, kind: str, handler: Handler) -> web.StreamResponse:
    platform = platform_of(request)
    record = Record(
        at=platform.clock.precise_ms(),
        kind=kind,
        method=request.method,
        path=request.path,
        request_id=new_request_id(),
        retry_key=request.headers.get("X-Line-Retry-Key"),
    )
    call = Call(platform, request, kind, await request.read(), record)
    fault = platform.faults.take(kind)
    if fault is not None:
        platform.hub.tell("faults")
    if fault is not None and fault.when == "before":
        await asyncio.sleep(fault.delay_ms / 1000)
    answer = await _answer(call, handler, fault)
    shown = _struck(fault, answer)
    _write(call, answer, shown, fault)
    await platform.store.settled()
    if kind in SENDS and platform.settings.reply_delay_ms:
        await asyncio.sleep(platform.settings.reply_delay_ms / 1000)
    if fault is not None and fault.when == "after":
        await asyncio.sleep(fault.delay_ms / 1000)
    if fault is not None and fault.drop and request.transport is not None:
        request.transport.abort()
    return _response(shown, call.request_id)


async def _answer(call: Call, handler: Handler, fault: Fault | None) -> Answer:
    if fault is not None and _refuses(fault):
        return _fault_answer(fault)
    try:
        _admit(call)
        return await handler(call)
    except RefusalError as error:
        return error.answer
    except MalformedPropertyError as error:
        return Answer(400, {"message": error.message})


def _admit(call: Call) -> None:
    """What LINE looks at before it looks at the request itself."""
    platform = call.platform
    given = call.request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {platform.options.access_token}".encode()):
        raise RefusalError(401, UNAUTHORIZED)
    if platform.settings.rate_limits and not platform.rates.take(call.kind, platform.clock.now_ms()):
        raise RefusalError(429, TOO_OFTEN)
    if len(call.content) > MOST_BODY_BYTES:
        raise RefusalError(413, "Payload Too Large")
    if call.record.retry_key is not None:
        _admit_retry_key(call, call.record.retry_key)


def _admit_retry_key(call: Call, key: str) -> None:
    if call.kind not in _WITH_RETRY_KEY:
        raise RefusalError(400, "The retry key can't be used with this endpoint")
    try:
        UUID(key)
    except ValueError as error:
        raise RefusalError(400, "The retry key is invalid") from error
    accepted = call.platform.retry_keys.accepted(key.lower(), call.platform.clock.now_ms())
    if accepted is None:
        return
    body: dict[str, Any] = {"message": "The retry key is already accepted"}
    if accepted.sent_messages is not None:
        body["sentMessages"] = accepted.sent_messages
    raise RefusalError(409, body, {"x-line-accepted-request-id": accepted.request_id})


def _refuses(fault: Fault) -> bool:
    return fault.when == "before" and (fault.status is not None or fault.drop)


def _fault_answer(fault: Fault) -> Answer:
    status = fault.status or 500
    if status < 300:
        return Answer(status)
    return Answer(status, {"message": _FAULT_WORDS.get(status, "Internal server error" if status >= 500 else "Error")})


def _struck(fault: Fault | None, answer: Answer) -> Answer:
    """What the caller is told, which after a fault is not what happened."""
    if fault is None or fault.when == "before" or fault.status is None:
        return answer
    return _fault_answer(fault)


def _write(call: Call, answer: Answer, shown: Answer, fault: Fault | None) -> None:
    record = call.record
    record.status = 0 if fault is not None and fault.drop else shown.status
    record.fault = fault.number if fault is not None else None
    if record.accepted is None:
        record.accepted = int(answer.status < 300 and not (fault is not None and _refuses(fault)))
    if record.raw is None and record.body is None and call.kind in SENDS:
        record.raw = call.content[:_MOST_RAW_CHARACTERS].decode("utf-8", "replace")
    if shown.status >= 400 and shown.content is None:
        record.answer = dump(shown.body)
    record.ms = round(call.platform.clock.precise_ms() - record.at, 3)
    seq = call.platform.ledger.write(record)
    _deliver(call.platform, record, seq)


def _deliver(platform: Platform, record: Record, seq: int) -> None:
    """Puts what was sent into the talks of those who get it."""
    hub = platform.hub
    hub.tell("ledger")
    if not record.recipients:
        return
    reached = [platform.citizens.by_number[number] for number in memoryview(record.recipients).cast("I")]
    for citizen in reached:
        citizen.talk.append(seq)
        platform.loading.pop(citizen.number, None)
    if hub.listened_to:
        hub.tell(*(citizen.user_id for citizen in reached))


def _response(answer: Answer, request_id: str) -> web.Response:
    content = answer.content if answer.content is not None else json.dumps(answer.body, ensure_ascii=False).encode()
    return web.Response(
        body=content,
        status=answer.status,
        content_type=answer.media_type,
        headers={"x-line-request-id": request_id, **answer.headers},
    )
