"""From webhook sent to reply arriving at the stand-in, which takes 80 ms to answer; everything on this machine."""

import json
import sys
import time

from sqlalchemy import select

from app.audience.operations import add_citizens
from app.clock import now
from app.crypto import keys
from app.extensions import db
from app.flows.operations import create_flow, publish_flow
from app.inbound.models import EventState, InboundEvent
from app.staff.operations import create_department
from benchmarks.figures import Figure
from benchmarks.load import paced
from benchmarks.stage import Stage, on_stage
from tests.kit.documents import say_only

_LINE_TAKES_MS = 80
_RATES = (20, 50, 100, 200)
_SECONDS = 12
_HOLD_SECONDS = 60
_HOLD_RATES = (50, 75)


def measure() -> list[Figure]:
    figures = []
    with on_stage(durable=True) as stage:
        _start(stage)
        _round(stage, 20, 5)  # what loads at first use is loaded now
        for rate in _RATES:
            latencies, lost = _round(stage, rate, _SECONDS)
            assert not lost, "an answer was lost"
            figures.append(Figure(f"answer time at {rate}/s, p50", _percentile(latencies, 0.5), "ms"))
            figures.append(Figure(f"answer time at {rate}/s, p95", _percentile(latencies, 0.95), "ms"))
        figures.append(Figure("highest rate held for 60 s with nothing lost", _hold(stage), "1/s"))
    return figures


def _start(stage: Stage) -> None:
    flow = create_flow(db.session, "こんにちは", create_department("広報課").id, None, say_only("市役所です。", "こんにちは"))
    publish_flow(db.session, flow, "", None)
    db.session.commit()
    stage.friends = stage.line.add_friends(2000)
    with db.engine.begin() as connection:
        add_citizens(connection, keys(), stage.friends, now())
    stage.line.post("settings", {"rate_limits": False, "reply_delay_ms": _LINE_TAKES_MS})
    stage.start([
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(stage.port), "--workers",
        "2", "--blocking-threads", "8", "--backlog", "1024", "--no-ws", "--log-level", "error", "wsgi:app",
    ])  # fmt: skip
    stage.start_worker("dispatcher")
    stage.start_worker("conversation")
    stage.wait_for_port(stage.port)
    time.sleep(3)


def _round(stage: Stage, rate: int, seconds: int) -> tuple[list[float], int]:
    """Milliseconds from each webhook's sending to its reply's arrival (before LINE's 80 ms), and how many got none."""
    count = rate * seconds
    before = stage.line.get("ledger", limit=1)["last"]
    load = paced(stage.line.port, _messages(stage, count), 16, rate)
    assert load.bad == 0
    sent, arrived = _times(stage, before, "webhook", count), _times(stage, before, "reply", count)
    latencies = [arrived[token] - at for token, at in sent.items() if token in arrived]
    return latencies, count - len(latencies)


def _messages(stage: Stage, count: int) -> list[bytes]:
    """Requests to the stand-in, by which its citizens say something in turn."""
    body = json.dumps({"text": "こんにちは"}).encode()
    return [
        f"POST /simulator/citizens/{stage.friends[number % len(stage.friends)]}/text?wait=0 HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
        for number in range(count)
    ]


def _times(stage: Stage, since: int, kind: str, count: int) -> dict[str, float]:
    """When (ms) webhooks were sent or replies arrived, by reply token."""
    found: dict[str, float] = {}
    deadline = time.monotonic() + 30
    while len(found) < count and time.monotonic() < deadline:
        entries = stage.line.get("ledger", kind=kind, since=since, limit=10_000, wait_seconds=2)["entries"]
        for entry in entries:
            body = entry["body"]
            token = body["replyToken"] if kind == "reply" else body["events"][0]["replyToken"]
            found.setdefault(token, entry["at"])
            since = entry["seq"]
    return found


def _hold(stage: Stage) -> float:
    """The highest of some rates at which a minute of messages is all answered, 99 of 100 within five seconds."""
    held = 0
    for rate in _HOLD_RATES:
        latencies, lost = _round(stage, rate, _HOLD_SECONDS)
        db.session.rollback()
        waiting = db.session.scalar(select(InboundEvent.id).where(InboundEvent.state == EventState.WAITING).limit(1))
        if lost or waiting or _percentile(latencies, 0.99) > 5000:
            break
        held = rate
    return held


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
