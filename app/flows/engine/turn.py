"""One turn: an input comes in, the conversation goes on until it waits again or ends."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.flows.engine import limits, spoken
from app.flows.engine.bubbles import labelled, message, text_bubble, with_offers
from app.flows.engine.context import Context
from app.flows.engine.events import (
    BubbleLimit,
    EndReason,
    ErrorCode,
    Event,
    FlowEnded,
    FlowStarted,
    NoMatch,
    Say,
    StaleButton,
    SubFlowEnded,
    SubFlowStarted,
)
from app.flows.engine.model import Definition, Json, Node
from app.flows.engine.node_type import Broken, Call, End, Given, Go, Outcome, Refused, Wait
from app.flows.engine.nodes.registry import NODE_TYPES
from app.flows.engine.normalise import normalise
from app.flows.engine.services import Services
from app.flows.engine.session import Frame, Session


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn.

    `session` is None when no conversation waits. `path` lists (node id, exit id) for each node that was left, and
    (node id, None) for one where the conversation now waits or ended.
    """

    session: Session | None
    events: tuple[Event, ...]
    path: tuple[tuple[str, str | None], ...]

    @property
    def bubbles(self) -> list[Json]:
        """What is sent to the citizen: at most ``limits.BUBBLES_PER_TURN``."""
        return [event.bubble for event in self.events if isinstance(event, Say)]


def turn(session: Session | None, input: Json, *, now: datetime, rng: random.Random, services: Services) -> Turn:
    """Runs one turn.

    `session` is what the last turn gave (it is not changed), `input` has one of the shapes of ``docs/flow-format.md``.
    Whatever they and the flow are, at most five bubbles come out, and what goes wrong is an ``EngineError`` event.
    """
    context = Context(session.copy() if session else None, services, now, rng)
    if context.session:
        context.session.counters["turns"] += 1
        _find_place(context)
    _route(context, input)
    return Turn(context.session, tuple(context.events), tuple(context.path))


# --- what an input means


def _route(context: Context, given: Json) -> None:
    kind = given.get("type")
    if kind == "postback":
        _take_postback(context, given)
    elif kind == "follow":
        _start_or_go_on(context, context.services.triggers().follow(), "follow")
    elif kind == "start":
        _start(context, str(given.get("flow")), "start")
    elif kind == "text" and isinstance(given.get("text"), str):
        _take_text(context, given["text"])
    else:
        _answer(context, Given("other"))


def _take_postback(context: Context, given: Json) -> None:
    data, params = given.get("data"), given.get("params")
    if not isinstance(data, str):
        _answer(context, Given("other"))
    elif data.startswith("flow:"):
        _start(context, data.removeprefix("flow:"), "menu")
    elif data.startswith("answer:"):
        _take_tap(context, data.split(":", 3), params if isinstance(params, dict) else {})
    else:
        _start_or_go_on(context, context.services.triggers().postback(data), "postback")


def _take_tap(context: Context, parts: list[str], params: dict[str, Any]) -> None:
    session = context.session
    live = session and session.state == "waiting" and parts[1:3] == [session.run, session.frames[-1].node]
    if live and len(parts) == 4:
        _answer(context, Given("tap", value=parts[3], params=params))
    elif session and session.state == "paused":
        context.events.append(StaleButton())
        _go_on(context)
    else:
        _refuse_stale(context)


def _refuse_stale(context: Context) -> None:
    context.events.append(StaleButton())
    node = _waiting_node(context)
    bubble = text_bubble(context.words("stale_waiting" if node else "stale"))
    context.say(with_offers(bubble, NODE_TYPES[node.type].offers(node, context)) if node else bubble)


def _take_text(context: Context, text: str) -> None:
    if not context.session:
        flow = context.services.triggers().keyword(text)
        _start_or_go_on(context, flow, "keyword")
        return
    said = normalise(text)
    node = _waiting_node(context)
    reserved = said in spoken.CANCEL_WORDS or said in spoken.RESTART_WORDS
    if not reserved or (node is not None and NODE_TYPES[node.type].claims(node, context, text)):
        _answer(context, Given("text", text))
    elif said in spoken.CANCEL_WORDS:
        bubble = text_bubble(context.words("cancelled"))
        _end_run(context, EndReason.CANCELLED)
        context.say(bubble)
    else:
        _restart(context)


def _start_or_go_on(context: Context, flow: str | None, trigger: str) -> None:
    """Starts `flow` if there is one. Else a paused conversation goes on, a waiting one is left in peace."""
    if flow:
        _start(context, flow, trigger)
    elif context.session and context.session.state == "paused":
        _go_on(context)
    else:
        context.events.append(NoMatch())


def _answer(context: Context, given: Given) -> None:
    """The input goes to the waiting node; if that does not understand, to the keywords; else the node asks again."""
    node = _waiting_node(context)
    if node is None:
        if context.session:
            _go_on(context)
        else:
            context.events.append(NoMatch())
        return
    node_type = NODE_TYPES[node.type]
    outcome = node_type.resume(node, context, given)
    if isinstance(outcome, Refused):
        flow = context.services.triggers().exact_keyword(given.text) if given.kind == "text" else None
        if flow:
            _start(context, flow, "keyword")
            return
        outcome = node_type.repeat(node, context, outcome)
    if isinstance(outcome, Wait):
        return
    _follow(context, node, outcome)


# --- beginning and ending


def _start(context: Context, flow: str, trigger: str) -> None:
    published = context.services.published(flow)
    if not published:
        context.error(ErrorCode.FLOW_NOT_PUBLISHED)
        context.say(text_bubble(context.words("unavailable")))
        return
    if context.session:
        _end_run(context, EndReason.INTERRUPTED)
    _begin(context, flow, *published, trigger)


def _restart(context: Context) -> None:
    """The same flow anew: what is published now, else the version that the run is pinned to."""
    first = context.run.frames[0]
    published = context.services.published(first.flow)
    if not published:
        pinned = context.services.version(first.version)
        published = (first.version, pinned) if pinned else None
    _end_run(context, EndReason.RESTARTED)
    if published:
        _begin(context, first.flow, *published, "restart")
    else:
        context.say(text_bubble(context.words("unavailable")))


def _begin(context: Context, flow: str, version: str, definition: Definition, trigger: str) -> None:
    run = context.services.new_run_id()
    context.session = Session(run, [Frame(flow, version, "")], context.citizen.language, context.now.isoformat())
    context.session.counters["turns"] = 1
    context.definition = definition
    context.events.append(FlowStarted(flow, version, run, trigger))
    _walk(context, definition.start, ErrorCode.NO_START)


def _end_run(context: Context, reason: EndReason) -> None:
    run = context.run
    first = run.frames[0]
    context.events.append(FlowEnded(first.flow, first.version, run.run, reason.value))
    context.session = context.definition = None


def _fail(context: Context, code: ErrorCode) -> None:
    """Ends the run politely."""
    context.error(code)
    text = context.words("failed")
    _end_run(context, EndReason.ERROR)
    if context.bubbles < limits.BUBBLES_PER_TURN:
        context.say(text_bubble(text))


# --- walking


def _find_place(context: Context) -> None:
    """Looks up the version and node of the session. If they are gone the run ends, and the input may start another."""
    frame = context.frame
    context.definition = context.services.version(frame.version)
    if not context.definition or frame.node not in context.definition.nodes:
        _fail(context, ErrorCode.VERSION_MISSING)


def _waiting_node(context: Context) -> Node | None:
    if not context.session or context.session.state != "waiting" or not context.definition:
        return None
    return context.definition.nodes[context.frame.node]


def _go_on(context: Context) -> None:
    """Enters the node before which the last turn stopped."""
    context.run.state = "waiting"
    _walk(context, context.frame.node, ErrorCode.VERSION_MISSING)


def _walk(context: Context, node_id: str | None, missing: ErrorCode) -> None:
    """Enters the node, then whatever follows. `missing` is what is wrong if it is not there."""
    node = context.definition.nodes.get(node_id) if context.definition and node_id else None
    if node is None:
        _fail(context, missing)
    else:
        _follow(context, node, _enter(context, node))


def _follow(context: Context, node: Node, outcome: Outcome | None) -> None:
    """Goes on from `node` by its outcome until the conversation waits, pauses (None) or ends."""
    while outcome is not None:
        if isinstance(outcome, Broken):
            _fail(context, outcome.code)
            return
        if isinstance(outcome, Wait):
            context.path.append((node.id, None))
            return
        following = _next_node(context, node, outcome)
        if following is None:
            return
        node = following
        outcome = _enter(context, node)


def _next_node(context: Context, node: Node, outcome: Go | Call | End) -> Node | None:
    """The node to enter next; None if the run is over."""
    if isinstance(outcome, Call):
        return _call(context, outcome)
    context.path.append((node.id, outcome.exit if isinstance(outcome, Go) else None))
    if isinstance(outcome, Go):
        if outcome.exit is None or outcome.exit not in node.exits:
            _fail(context, ErrorCode.BROKEN_EXIT)
            return None
        target = node.exits[outcome.exit]
        if target is not None:
            return _existing(context, target, ErrorCode.BROKEN_EXIT)
    return _return(context)


def _existing(context: Context, node_id: str | None, missing: ErrorCode) -> Node | None:
    node = context.definition.nodes.get(node_id) if context.definition and node_id else None
    if node is None:
        _fail(context, missing)
    return node


def _call(context: Context, call: Call) -> Node | None:
    run = context.run
    if len(run.frames) >= limits.DEPTH:
        _fail(context, ErrorCode.TOO_DEEP)
        return None
    run.frames.append(Frame(call.flow, call.version, ""))
    context.definition = call.definition
    context.events.append(SubFlowStarted(call.flow, call.version, run.run))
    return _existing(context, call.definition.start, ErrorCode.NO_START)


def _return(context: Context) -> Node | None:
    """Ends the flow that the conversation is in; its caller goes on behind its sub-flow node."""
    run = context.run
    while len(run.frames) > 1:
        ended = run.frames.pop()
        context.events.append(SubFlowEnded(ended.flow, ended.version, run.run))
        context.definition = context.services.version(context.frame.version)
        caller = _existing(context, context.frame.node, ErrorCode.VERSION_MISSING)
        if caller is None:
            return None
        leaving = caller.only_exit
        context.path.append((caller.id, leaving))
        target = caller.exits[leaving] if leaving else None
        if target is not None:
            return _existing(context, target, ErrorCode.BROKEN_EXIT)
    _end_run(context, EndReason.COMPLETED)
    return None


def _enter(context: Context, node: Node) -> Outcome | None:
    """What entering `node` leads to; None if the turn pauses before it."""
    run = context.run
    context.frame.node = node.id
    node_type = NODE_TYPES[node.type]
    if context.bubbles >= limits.BUBBLES_PER_TURN and node_type.says(node):
        _pause(context)
        return None
    context.steps += 1
    run.counters["steps"] += 1
    if context.steps > limits.STEPS_PER_TURN:
        return Broken(ErrorCode.TOO_MANY_STEPS)
    return node_type.enter(node, context)


def _pause(context: Context) -> None:
    """Stops before a sixth bubble. The last one said offers a button to go on, if nothing else is offered there."""
    context.run.state = "paused"
    context.events.append(BubbleLimit(context.frame.node))
    last = max(index for index, event in enumerate(context.events) if isinstance(event, Say))
    said = context.events[last]
    if isinstance(said, Say) and "quick_replies" not in said.bubble:
        word = context.words("continue")
        context.events[last] = Say(with_offers(said.bubble, [labelled(word, message(word))]))
