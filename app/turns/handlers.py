"""What each of the engine's events does to the packages below. `create_app` fills the registry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from sqlalchemy import Connection

from app.audience import operations as audience
from app.audience.catalogue import Catalogue
from app.audience.operations import CitizenState
from app.crypto import Keys
from app.flows import operations as flows
from app.flows.engine import events
from app.flows.engine.session import Session


@dataclass
class TurnContext:
    """What a handler may use. `run_flows` maps a run to the flow and version that it began with."""

    connection: Connection
    keys: Keys
    catalogue: Catalogue
    state: CitizenState
    moment: datetime
    run_flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    answered_runs: set[str] = field(default_factory=set)

    def know_run(self, session: Session | None) -> None:
        if session:
            self.run_flows[session.run] = (session.frames[0].flow, session.frames[0].version)
            if session.answers:
                self.answered_runs.add(session.run)


Handler = Callable[[TurnContext, events.Event], None]


class EventHandlers:
    """Handlers by the event's type; an event without a handler changes nothing."""

    def __init__(self) -> None:
        self._by_type: dict[str, list[Handler]] = {}

    def register(self, event: type[events.Event], handler: Handler) -> None:
        self._by_type.setdefault(event.type, []).append(handler)

    def apply(self, context: TurnContext, happened: tuple[events.Event, ...]) -> None:
        for event in happened:
            for handler in self._by_type.get(event.type, ()):
                handler(context, event)


def handlers() -> EventHandlers:
    found: EventHandlers = current_app.extensions["turn_handlers"]
    return found


def _flow_started(context: TurnContext, event: events.FlowStarted) -> None:
    context.run_flows[event.run] = (event.flow, event.version)


def _answer_recorded(context: TurnContext, event: events.AnswerRecorded) -> None:
    run_of = context.run_flows.get(event.run, (event.flow, event.version))
    context.answered_runs.add(event.run)
    flows.record_answer(context.connection, context.keys, event, run_of, context.state.id, context.moment)


def _flow_ended(context: TurnContext, event: events.FlowEnded) -> None:
    if event.run in context.answered_runs:
        flows.end_response(context.connection, event, context.moment)


def _tag_added(context: TurnContext, event: events.TagAdded) -> None:
    audience.put_tag(context.state, context.catalogue, event.tag)


def _tag_removed(context: TurnContext, event: events.TagRemoved) -> None:
    audience.take_tag(context.state, context.catalogue, event.tag)


def _attribute_set(context: TurnContext, event: events.AttributeSet) -> None:
    audience.put_attribute(context.state, context.keys, context.catalogue, event.attribute, event.value)


def register_own(registry: EventHandlers) -> None:
    """The handlers for the packages that every turn touches."""
    registry.register(events.FlowStarted, _flow_started)  # type: ignore[arg-type]
    registry.register(events.AnswerRecorded, _answer_recorded)  # type: ignore[arg-type]
    registry.register(events.FlowEnded, _flow_ended)  # type: ignore[arg-type]
    registry.register(events.TagAdded, _tag_added)  # type: ignore[arg-type]
    registry.register(events.TagRemoved, _tag_removed)  # type: ignore[arg-type]
    registry.register(events.AttributeSet, _attribute_set)  # type: ignore[arg-type]
