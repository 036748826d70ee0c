"""A small HTTP load generator: prepared requests over kept-open connections, every latency written down."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.kit.line_events import text_event


@dataclass
class Load:
    """Latencies in seconds, and statuses that were not 200."""

    latencies: list[float] = field(default_factory=list)
    bad: int = 0
    seconds: float = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def webhook_requests(secret: str, count: int, port: int) -> list[bytes]:
    """Signed webhooks of one text event each, from as many users as there are requests."""
    requests = []
    for _ in range(count):
        event = text_event("こんにちは", user_id="U" + secrets.token_hex(16))
        body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        head = (
            f"POST /line/webhook HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
            f"X-Line-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


def flood(port: int, requests: list[bytes], connections: int) -> Load:
    """As fast as the server answers."""
    return asyncio.run(_run(port, iter(requests), connections, None))


def paced(port: int, requests: list[bytes], connections: int, rate: float) -> Load:
    """At `rate` requests a second; latencies count from the moment a request was due."""
    return asyncio.run(_run(port, iter(requests), connections, rate))


async def _run(port: int, requests: Iterator[bytes], connections: int, rate: float | None) -> Load:
    load = Load()
    start = time.perf_counter()
    number = iter(range(10**9))

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            due = time.perf_counter()
            if rate:
                due = start + next(number) / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            load.latencies.append(time.perf_counter() - due)
            load.bad += b" 200 " not in head[:16]
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    load.seconds = time.perf_counter() - start
    return load
