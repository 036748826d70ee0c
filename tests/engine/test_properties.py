"""What holds for any flow and any conversation."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.flows.engine import limits
from app.flows.engine.changes import describe_changes
from app.flows.engine.definition import parse
from app.flows.engine.errors import SessionError
from app.flows.engine.events import EngineError, ErrorCode, FlowEnded
from app.flows.engine.inspect import LintContext, dependencies, lint
from app.flows.engine.memory import MemoryServices
from app.flows.engine.services import AttributeInfo
from app.flows.engine.session import Session
from app.flows.engine.turn import Turn, turn
from tests.engine.documents import long_ids
from tests.engine.drawing import OTHER_FLOW, TAG_KEYS, flows, inputs

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
ATTRIBUTES = {
    "district": AttributeInfo("choice", {"itami": "伊丹", "inano": "稲野"}),
    "age": AttributeInfo("number"),
    "since": AttributeInfo("date"),
    "note": AttributeInfo("text"),
    "hobbies": AttributeInfo("choices", {"c0": "防災", "c1": "ごみ"}),
}
FLOW, OTHER = long_ids("@flow"), long_ids(OTHER_FLOW)

SOUND_CODES = {
    ErrorCode.FLOW_NOT_PUBLISHED, ErrorCode.VARIABLE_MISSING, ErrorCode.TEXT_EMPTY, ErrorCode.TEXT_CUT,
    ErrorCode.ANSWER_MISSING, ErrorCode.ATTRIBUTE_VALUE_INVALID,
}  # fmt: skip
"""What may still happen in a flow without lint's errors; none of them ends the run."""

quickly = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
"""The same examples each time, so that a run is red for what was changed and for nothing else."""


def converse(documents: dict[str, Any], said: Sequence[Any], *, saved: bool) -> list[Turn]:
    """The turns of a conversation; with `saved` the session goes through JSON between them."""
    services = MemoryServices(
        {flow: parse(document) for flow, document in documents.items()}, name="花子", attributes=ATTRIBUTES
    )
    rng = random.Random(7)
    session: Session | None = None
    turns: list[Turn] = []
    for item in [{"type": "start", "flow": FLOW}, *said]:
        given_input = pressed(item, turns) if isinstance(item, int) else item
        before = session.to_json() if session else None
        turns.append(turn(session, given_input, now=NOW, rng=rng, services=services))
        assert session is None or session.to_json() == before, "a turn must not change the session it is given"
        services.apply(turns[-1].events)
        session = turns[-1].session
        if saved and session:
            session = Session.from_json(json.loads(json.dumps(session.to_json())))
    return turns


def pressed(number: int, turns: list[Turn]) -> dict[str, Any]:
    bubbles = turns[-1].bubbles
    offered = [
        button for bubble in bubbles for button in (*bubble.get("buttons", ()), *bubble.get("quick_replies", ()))
    ]
    if not offered:
        return {"type": "text", "text": str(number)}
    action = offered[number % len(offered)]["action"]
    if action["type"] == "message":
        return {"type": "text", "text": action["text"]}
    return {"type": "postback", "data": action.get("data", "x"), "params": {"date": action.get("initial")}}


def check_bubble(bubble: dict[str, Any]) -> None:
    """LINE would take the bubble."""
    buttons = bubble.get("buttons", [])
    quick_replies = bubble.get("quick_replies", [])
    assert len(buttons) <= limits.BUTTONS
    assert "quick_replies" not in bubble or 1 <= len(quick_replies) <= limits.QUICK_REPLIES
    assert bubble["type"] == "image" or bubble["text"].strip()
    assert len(bubble.get("text", "")) <= limits.TEXT_UTF16
    for button in (*buttons, *quick_replies):
        assert 1 <= len(button["label"]) <= limits.LABEL
        assert len(button["action"].get("data", "")) <= 300


@quickly
@given(flows(), flows(name="m", most=4), st.lists(inputs(), max_size=8))
def test_any_conversation_ends_each_turn_with_at_most_five_bubbles_that_line_takes(
    document: dict[str, Any], other: dict[str, Any], said: list[Any]
) -> None:
    for result in converse({FLOW: document, OTHER: other}, said, saved=False):
        assert len(result.bubbles) <= limits.BUBBLES_PER_TURN
        for bubble in result.bubbles:
            check_bubble(bubble)
        json.dumps([event.to_json() for event in result.events])


@quickly
@given(flows(), flows(name="m", most=4), st.lists(inputs(), max_size=8))
def test_a_saved_session_goes_on_exactly_as_one_in_memory(
    document: dict[str, Any], other: dict[str, Any], said: list[Any]
) -> None:
    documents = {FLOW: document, OTHER: other}
    assert converse(documents, said, saved=True) == converse(documents, said, saved=False)


@quickly
@given(flows(sound=True), st.lists(inputs(), max_size=8))
def test_a_flow_without_lint_errors_never_ends_in_an_error(document: dict[str, Any], said: list[Any]) -> None:
    context = LintContext(tags=frozenset(TAG_KEYS), attributes=ATTRIBUTES)
    assert [problem for problem in lint(document, context) if problem.level == "error"] == []
    for result in converse({FLOW: document}, said, saved=False):
        for event in result.events:
            assert not (isinstance(event, FlowEnded) and event.reason == "error")
            assert not isinstance(event, EngineError) or event.code in SOUND_CODES


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@quickly
@given(JSON_VALUES)
def test_lint_takes_any_json(document: Any) -> None:
    assert all(problem.message for problem in lint(document))
    dependencies(document)


@quickly
@given(flows(most=5), st.data())
def test_lint_takes_a_flow_with_anything_put_anywhere(document: dict[str, Any], data: st.DataObject) -> None:
    place: Any = document
    for _ in range(data.draw(st.integers(0, 6))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        inner = [key for key in keys if isinstance(place[key], dict | list) and place[key]]
        if not inner:
            break
        place = place[data.draw(st.sampled_from(inner))]
    key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
    place[key] = data.draw(JSON_VALUES)
    assert isinstance(lint(document, LintContext(tags=frozenset(), attributes=ATTRIBUTES, flows={})), list)
    dependencies(document)


@quickly
@given(flows())
def test_a_definition_keeps_its_document(document: dict[str, Any]) -> None:
    assert parse(json.loads(json.dumps(document))).document == document


@quickly
@given(flows(most=5), inputs(), st.data())
def test_a_session_that_somebody_made_up_is_refused_or_does_no_harm(
    document: dict[str, Any], said: Any, data: st.DataObject
) -> None:
    turns = converse({FLOW: document}, [], saved=False)
    session = turns[-1].session
    if session is None:
        return
    stored = json.loads(json.dumps(session.to_json()))
    place: Any = stored
    if data.draw(st.booleans()):
        place = stored[data.draw(st.sampled_from(["frames", "answers", "counters", "selection"]))]
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    if keys:
        place[data.draw(st.sampled_from(keys))] = data.draw(JSON_VALUES)
    try:
        changed = Session.from_json(stored)
    except SessionError:
        return
    services = MemoryServices({FLOW: parse(document)}, attributes=ATTRIBUTES)
    given_input = pressed(said, turns) if isinstance(said, int) else said
    turn(changed, given_input, now=NOW, rng=random.Random(1), services=services)


@quickly
@given(flows(most=4), flows(most=4))
def test_changes_are_told_of_any_two_flows(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert describe_changes(old, old) == []
    assert all(change["text"].endswith("。") for change in describe_changes(old, new))
    assert (describe_changes(old, new) == []) == (comparable(old) == comparable(new))


def comparable(document: dict[str, Any]) -> Any:
    """The document without what means nothing to staff: the order of nodes."""
    return document | {"nodes": sorted(document["nodes"], key=lambda node: node["id"])}
