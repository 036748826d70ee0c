"""A citizen's answers to the department's questionnaires, for the citizen's page."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audience.panels import Panel
from app.clock import japanese_moment
from app.flows.models import Answer, Flow, Response

SHOWN = 100


def answers_panel(session: Session, citizen_id: uuid.UUID, department_id: uuid.UUID) -> Panel:
    """The last answers, the newest first."""
    query = (
        select(Answer, Flow.name)
        .join(Response, Response.id == Answer.response_id)
        .join(Flow, Flow.id == Response.flow_id)
        .where(Response.citizen_id == citizen_id, Response.department_id == department_id)
        .order_by(Answer.answered_at.desc(), Answer.id.desc())
        .limit(SHOWN)
    )
    rows = [
        (japanese_moment(answer.answered_at), name, answer.key, _words(answer.content)) for answer, name in session.execute(query)
    ]
    return Panel("回答", ("日時", "シナリオ", "質問", "回答"), rows, "この課のシナリオには、まだ回答がありません。")


def _words(content: dict) -> str:
    """What staff read of an answer: its label, else what the citizen typed."""
    return str(content.get("label") or content.get("text") or "—")
