"""Reading the ledger."""

import json
import time
from typing import Any

from aiohttp import web

from line_simulator.control.common import answer, find_citizen, number_of
from line_simulator.ledger import dump, numbers
from line_simulator.platform import Platform, platform_of

_SELECT = """
SELECT seq, at, kind, method, path, status, request_id, retry_key, accepted, fault, answer, ms, detail,
    content, raw, recipients
FROM record LEFT JOIN body ON body.id = record.body
WHERE kind != 'citizen' AND seq > :since
    AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
    AND (:talk IS NULL OR citizen = :citizen OR seq IN (SELECT value FROM json_each(:talk)))
"""
_OLDEST_FIRST = _SELECT + "ORDER BY seq LIMIT :limit"
_NEWEST_FIRST = _SELECT + "ORDER BY seq DESC LIMIT :limit"
_MOST = 10_000


async def entries(request: web.Request) -> web.Response:
    """?kind=a,b &user= &since= &limit= &recipients=0 &wait_seconds= &at_least= → {"entries", "last"}, oldest first.

    Without `since` the newest `limit`; with it the first `limit` after that number. With `wait_seconds` the answer
    comes when there are `at_least` (1) entries, or after that time.
    """
    platform = platform_of(request)
    patience, at_least = number_of(request, "wait_seconds", 0), number_of(request, "at_least", 1)
    until = time.monotonic() + min(patience, 60)
    listener = platform.hub.listen(frozenset({"ledger"}))
    try:
        found = _rows(request, platform)
        while len(found) < at_least and time.monotonic() < until and not listener.closed:
            await listener.changes(until - time.monotonic())
            found = _rows(request, platform)
    finally:
        platform.hub.leave(listener)
    with_recipients = request.query.get("recipients") != "0"
    return answer(
        {"entries": [_entry(platform, row, with_recipients) for row in found], "last": platform.ledger.last_seq}
    )


def _rows(request: web.Request, platform: Platform) -> list[tuple[Any, ...]]:
    query = request.query
    citizen = find_citizen(platform, query["user"]) if "user" in query else None
    values = {
        "since": number_of(request, "since", 0),
        "kinds": json.dumps(query["kind"].split(",")) if "kind" in query else None,
        "citizen": citizen.number if citizen is not None else None,
        "talk": json.dumps(citizen.talk) if citizen is not None else None,
        "limit": min(number_of(request, "limit", 200), _MOST),
    }
    if "since" in query:
        return platform.store.rows(_OLDEST_FIRST, values)
    return platform.store.rows(_NEWEST_FIRST, values)[::-1]


def _entry(platform: Platform, row: tuple[Any, ...], with_recipients: bool) -> dict[str, Any]:
    (seq, at, kind, method, path, status, request_id, retry_key, accepted, fault, said, ms, detail) = row[:13]
    content, raw, blob = row[13:]
    entry = {"seq": seq, "at": at, "kind": kind, "method": method, "path": path, "status": status, "ms": ms}
    entry["accepted"] = bool(accepted)
    if kind == "webhook":
        return {**entry, "body": json.loads(raw), **json.loads(detail)}
    entry |= {"requestId": request_id, "retryKey": retry_key, "fault": fault}
    entry["answer"] = json.loads(said) if said else None
    entry["body"] = _body(platform, kind, content, raw, blob)
    if blob is not None:
        entry["recipientCount"] = len(blob) // 4
        if with_recipients:
            entry["recipients"] = _user_ids(platform, blob)
    return entry


def _body(platform: Platform, kind: str, content: str | None, raw: str | None, blob: bytes | None) -> Any:
    """The request's body put together again; the text itself if it was not JSON."""
    address: Any = {}
    if raw is not None:
        try:
            address = json.loads(raw)
        except ValueError:
            return raw
    if content is None:
        return address if raw is not None else None
    if kind == "multicast" and not address:
        address = {"to": _user_ids(platform, blob)}
    return {**address, **json.loads(content)}


def _user_ids(platform: Platform, blob: bytes | None) -> list[str]:
    return [platform.citizens.by_number[number].user_id for number in numbers(blob)]


async def recipients(request: web.Request) -> web.Response:
    """?kind= &request=<x-line-request-id> &since= &text=<first bubble, exactly> → {"counts": {user id: n}, …}."""
    platform, query = platform_of(request), request.query
    counts = platform.ledger.deliveries(
        kind=query.get("kind"),
        request_id=query.get("request"),
        since=number_of(request, "since", 0),
        text=query.get("text"),
    )
    people = platform.citizens.by_number
    return answer(
        {
            "recipients": len(counts),
            "deliveries": sum(counts.values()),
            "most": max(counts.values(), default=0),
            "counts": {people[number].user_id: count for number, count in counts.items()},
        }
    )


async def bodies(request: web.Request) -> web.Response:
    """Every distinct body that was posted: {"bodies": [{"kind", "path", "status", "body"}]}."""
    platform = platform_of(request)
    rows = platform.store.rows(
        "SELECT kind, path, status, content, raw, recipients FROM record LEFT JOIN body ON body.id = record.body"
        " WHERE seq IN (SELECT min(seq) FROM record WHERE kind NOT IN ('webhook', 'citizen') AND method = 'POST'"
        " AND (body IS NOT NULL OR raw IS NOT NULL) GROUP BY kind, coalesce('b' || body, raw)) ORDER BY seq"
    )
    found = [
        {"kind": kind, "path": path, "status": status, "body": _body(platform, kind, content, raw, blob)}
        for kind, path, status, content, raw, blob in rows
    ]
    distinct = {dump(item): item for item in found}
    return answer({"bodies": list(distinct.values())})
