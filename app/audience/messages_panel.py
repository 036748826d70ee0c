"""What was sent to one citizen, on their page: times and states, not the words."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audience.panels import Panel
from app.clock import japanese_moment
from app.outbox.models import OutboxMessage, OutboxState

SHOWN = 20
STATE_NAMES = {
    OutboxState.WAITING: "送信中",
    OutboxState.ACCEPTED: "送信済み",
    OutboxState.FAILED: "送信できず",
}
KIND_NAMES = {"reply": "会話の返事"}


def messages_panel(session: Session, citizen_id: uuid.UUID, department_id: uuid.UUID) -> Panel:
    """The last messages of the outbox; they are the city's, whatever the department."""
    query = (
        select(OutboxMessage.created_at, OutboxMessage.kind, OutboxMessage.state, OutboxMessage.possibly_twice)
        .where(OutboxMessage.citizen_id == citizen_id)
        .order_by(OutboxMessage.sequence.desc())
        .limit(SHOWN)
    )
    rows = [
        (
            japanese_moment(row.created_at),
            KIND_NAMES.get(row.kind, "お知らせ"),
            STATE_NAMES[row.state] + ("（二重に届いたおそれがあります）" if row.possibly_twice else ""),
        )
        for row in session.execute(query)
    ]
    return Panel("送ったメッセージ", ("日時", "種類", "状態"), rows, "まだ何も送っていません。")
