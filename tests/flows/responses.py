"""Responses to questionnaires, made by the product's own verbs."""

import copy
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from app.crypto import keys
from app.extensions import db
from app.flows import operations as flows
from app.flows.engine.events import AnswerRecorded, FlowEnded
from app.flows.models import Flow
from app.ids import new_id

START = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)


def question(kind: str, key: str, text: str, **choices: str) -> dict[str, Any]:
    """A question node as far as results read it."""
    listed = [{"id": str(uuid.uuid4()), "key": name, "label": {"ja": label}} for name, label in choices.items()]
    return {"id": str(uuid.uuid4()), "type": f"ask_{kind}", "key": key, "text": {"ja": text}, "choices": listed}


def document(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"format": 1, "base_language": "ja", "triggers": [], "start": None, "nodes": list(nodes)}


def publish(flow: Flow, draft: dict[str, Any]) -> None:
    flow.draft = copy.deepcopy(draft)
    flows.publish_flow(db.session, flow, "次の版", None)
    db.session.commit()


def respond(
    flow: Flow,
    citizen_id: uuid.UUID | None,
    answers: dict[str, tuple[Any, str]],
    *,
    minutes: int = 0,
    ended: str | None = "completed",
) -> uuid.UUID:
    """One response: `answers` maps a question's key to (value, label). It began `minutes` after 9:00 on 2026-04-01 in Japan."""
    run, at = str(new_id()), START + timedelta(minutes=minutes)
    run_of = (str(flow.id), str(flow.published_version_id))
    with db.engine.begin() as connection:
        for key, (value, label) in answers.items():
            event = AnswerRecorded(*run_of, run, str(uuid.uuid4()), key, "answered", value, label, label)
            flows.record_answer(connection, keys(), event, run_of, citizen_id, at)
        if ended:
            flows.end_response(connection, FlowEnded(*run_of, run, ended), at + timedelta(minutes=1))
    return uuid.UUID(run)
