"""A broadcast to 50,000 against a bare asynchronous loop that posts the same bodies to the same stand-in in the same run."""

import asyncio
import time
import uuid
from pathlib import Path

import aiohttp
from sqlalchemy import select

from app.audience.operations import add_citizens
from app.broadcasts import operations
from app.broadcasts.models import BatchState, BroadcastBatch
from app.clock import now
from app.crypto import keys
from app.extensions import db
from app.queues import nudge
from app.staff.operations import create_department
from benchmarks.figures import Figure
from benchmarks.stage import Stage, on_stage
from tests.kit.environment import ACCESS_TOKEN

_RECIPIENTS, _BATCH, _CONNECTIONS, _ROUNDS = 50_000, 500, 32, 3
_TEXT = "防災訓練のお知らせです。"


def measure() -> list[Figure]:
    with on_stage(durable=True) as stage:
        # LINE's own rate is switched off at the stand-in for the bare loop; the product keeps to it all the same.
        stage.line.post("settings", {"rate_limits": False})
        users = stage.line.add_friends(_RECIPIENTS)
        for start in range(0, len(users), 5_000):
            with db.engine.begin() as connection:
                add_citizens(connection, keys(), users[start : start + 5_000], now())
        stage.start_worker("dispatcher")
        worker = stage.start_worker("delivery")
        time.sleep(4)
        _send(stage)
        pairs = [(_send(stage), asyncio.run(_bare(stage, users))) for _ in range(_ROUNDS)]
        memory = _memory(worker.pid)
    ours, bare = (sorted(column)[_ROUNDS // 2] for column in zip(*pairs, strict=True))
    # A hundred multicasts at LINE's 200 a second take half a second at least.
    allowed = max(bare, _RECIPIENTS / _BATCH / 200)
    reference = "a bare asynchronous loop, or LINE's 200 multicasts a second"
    return [
        Figure("broadcast to 50,000, recipients a second", _RECIPIENTS / ours, "1/s", reference, allowed / ours),
        Figure("broadcast to 50,000, bare loop", _RECIPIENTS / bare, "1/s"),
        Figure("delivery worker, memory", memory, "MiB"),
    ]


def _send(stage: Stage) -> float:
    """Seconds from the commit that starts the sending until every batch is accepted."""
    department = create_department("広報課")
    broadcast = operations.create_draft(db.session, "測定", department.id, None)
    operations.change_draft(db.session, broadcast, "測定", None, [{"type": "text", "text": _TEXT}])
    operations.start_sending(db.session, broadcast, None, _RECIPIENTS)
    db.session.commit()
    began = time.perf_counter()
    nudge(operations.BROADCASTS)
    while db.session.scalar(_waiting(broadcast.id)):
        db.session.rollback()
        time.sleep(0.01)
    db.session.rollback()
    return time.perf_counter() - began


def _waiting(broadcast_id: uuid.UUID):
    return (
        select(BroadcastBatch.id)
        .where(BroadcastBatch.broadcast_id == broadcast_id, BroadcastBatch.state == BatchState.WAITING)
        .limit(1)
    )


async def _bare(stage: Stage, users: list[str]) -> float:
    """The same requests from prepared bodies, with nothing written down anywhere."""
    batches = iter([users[start : start + _BATCH] for start in range(0, len(users), _BATCH)])
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    began = time.perf_counter()
    async with aiohttp.ClientSession(headers=headers) as session:

        async def one() -> None:
            for batch in batches:
                body = {"to": batch, "messages": [{"type": "text", "text": _TEXT}]}
                key = {"X-Line-Retry-Key": str(uuid.uuid4())}
                async with session.post(f"{stage.line.url}/v2/bot/message/multicast", json=body, headers=key) as answer:
                    assert answer.status == 200

        await asyncio.gather(*(one() for _ in range(_CONNECTIONS)))
    return time.perf_counter() - began


def _memory(lifeline: int) -> float:
    """The largest resident size of the worker under this lifeline, in MiB."""
    child = Path(f"/proc/{lifeline}/task/{lifeline}/children").read_text().split()[0]
    status = Path(f"/proc/{child}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

