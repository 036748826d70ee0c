"""Verbs on broadcasts. They flush and never commit."""

import uuid
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.audience.models import Citizen, Segment
from app.audience.queries import count_segment, segment_statement
from app.broadcasts.models import BatchState, Broadcast, BroadcastBatch, BroadcastStatus
from app.clock import now
from app.ids import new_id
from app.line.limits import MULTICAST_RECIPIENTS

BROADCASTS = "broadcasts"

# Which moves there are. `move` is the only one that makes them.
ALLOWED_TRANSITIONS: dict[str, frozenset[str]] = {
    BroadcastStatus.DRAFT: frozenset({BroadcastStatus.SENDING, BroadcastStatus.CANCELLED}),
    BroadcastStatus.SENDING: frozenset({BroadcastStatus.SENT, BroadcastStatus.CANCELLED}),
    BroadcastStatus.SENT: frozenset(),
    BroadcastStatus.CANCELLED: frozenset(),
}


class ForbiddenMove(Exception):  # noqa: N818
    """The broadcast is not in a state from which this may happen."""


class CountDiffers(Exception):  # noqa: N818
    """The number that was typed is not the number of recipients now."""

    def __init__(self, count: int) -> None:
        super().__init__("the number of recipients differs")
        self.count = count


def move(session: Session, broadcast: Broadcast, to: str) -> None:
    """Change the status if the table allows it, alone among all who try. Raises ForbiddenMove."""
    if to not in ALLOWED_TRANSITIONS[broadcast.status]:
        raise ForbiddenMove(f"{broadcast.status} -> {to}")
    changed = session.execute(
        update(Broadcast).where(Broadcast.id == broadcast.id, Broadcast.status == broadcast.status).values(status=to)
    )
    if changed.rowcount == 0:
        raise ForbiddenMove(f"{broadcast.status} -> {to}")
    session.refresh(broadcast)


def create_draft(session: Session, title: str, department_id: uuid.UUID, staff_id: uuid.UUID | None) -> Broadcast:
    broadcast = Broadcast(title=title, department_id=department_id, created_by=staff_id, bubbles=[])
    session.add(broadcast)
    session.flush()
    return broadcast


def change_draft(
    session: Session, broadcast: Broadcast, title: str, segment_id: uuid.UUID | None, bubbles: list[dict[str, Any]]
) -> None:
    """Raises ForbiddenMove once it is being sent."""
    if broadcast.status != BroadcastStatus.DRAFT:
        raise ForbiddenMove("only a draft can be changed")
    broadcast.title, broadcast.segment_id, broadcast.bubbles = title, segment_id, bubbles
    session.flush()


def copy_as_draft(session: Session, broadcast: Broadcast, staff_id: uuid.UUID) -> Broadcast:
    copied = create_draft(session, f"{broadcast.title}（写し）"[:80], broadcast.department_id, staff_id)
    change_draft(session, copied, copied.title, broadcast.segment_id, list(broadcast.bubbles))
    return copied


def delete_draft(session: Session, broadcast: Broadcast) -> None:
    if broadcast.status != BroadcastStatus.DRAFT:
        raise ForbiddenMove("only a draft can be deleted")
    session.delete(broadcast)
    session.flush()


def count_recipients(session: Session, broadcast: Broadcast) -> int:
    """How many would receive it now."""
    connection = session.connection()
    if broadcast.segment_id is None:
        return session.scalar(select(func.count()).select_from(Citizen).where(Citizen.is_friend)) or 0
    return count_segment(connection, session.get_one(Segment, broadcast.segment_id).rule)


def start_sending(session: Session, broadcast: Broadcast, staff_id: uuid.UUID | None, typed_count: int) -> None:
    """Write the recipients down and begin. Raises CountDiffers and ForbiddenMove; nudge BROADCASTS after the commit."""
    move(session, broadcast, BroadcastStatus.SENDING)
    connection = session.connection()
    written = _write_batches(connection, broadcast, session)
    if written != typed_count:
        raise CountDiffers(written)
    broadcast.sent_by, broadcast.recipient_count, broadcast.started_at = staff_id, written, now()
    session.flush()


def _write_batches(connection: Connection, broadcast: Broadcast, session: Session) -> int:
    """Batches of at most 500 recipients in id order, each with the id that is its retry key. How many recipients."""
    if broadcast.segment_id is None:
        chosen = select(Citizen.id).where(Citizen.is_friend)
    else:
        chosen = segment_statement(connection, session.get_one(Segment, broadcast.segment_id).rule)
    recipients = chosen.subquery("recipients")
    number = ((func.row_number().over(order_by=recipients.c.id) - 1) / MULTICAST_RECIPIENTS).label("number")
    numbered = select(recipients.c.id, func.floor(number).label("number")).subquery()
    ids = func.array_agg(numbered.c.id).label("ids")
    rows = connection.execute(select(ids).group_by(numbered.c.number).order_by(numbered.c.number))
    total = 0
    for position, (citizen_ids,) in enumerate(rows):
        ordered = sorted(citizen_ids)
        connection.execute(insert(BroadcastBatch.__table__).values(batch_values(broadcast.id, position, ordered)))
        total += len(ordered)
    return total


def batch_values(broadcast_id: uuid.UUID, position: int, citizen_ids: list[uuid.UUID]) -> dict[str, Any]:
    """A new batch; `citizen_ids` are in id order."""
    return {
        "id": new_id(),
        "broadcast_id": broadcast_id,
        "position": position,
        "citizen_ids": citizen_ids,
        "first_citizen_id": citizen_ids[0],
        "last_citizen_id": citizen_ids[-1],
        "state": BatchState.WAITING,
        "attempts": 0,
        "not_before": now(),
    }


def cancel(session: Session, broadcast: Broadcast) -> int:
    """Stop: batches that nobody has tried are not sent. How many recipients that spares."""
    move(session, broadcast, BroadcastStatus.CANCELLED)
    spared = session.execute(
        text(
            "WITH stopped AS (UPDATE broadcast_batch SET state = 'cancelled' WHERE broadcast_id = :id AND state = 'waiting'"
            " AND first_try_at IS NULL RETURNING cardinality(citizen_ids) AS n) SELECT coalesce(sum(n), 0) FROM stopped"
        ),
        {"id": broadcast.id},
    ).scalar_one()
    return int(spared)
