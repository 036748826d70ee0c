"""What nodes see and do in one turn: the session they change and the events they leave."""

import random
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.flows.engine import bubbles, limits, spoken, variables
from app.flows.engine.events import (
    AnswerRecorded,
    AttributeSet,
    EngineError,
    ErrorCode,
    Event,
    Say,
    TagAdded,
    TagRemoved,
)
from app.flows.engine.japan_time import japan_date, read_iso_date, write_date
from app.flows.engine.model import Definition, Json, Node, Text
from app.flows.engine.services import CitizenView, Services
from app.flows.engine.session import Answer, Frame, Session
from app.flows.engine.text_length import cut_graphemes, cut_utf16, utf16_length


class Context:
    """One turn in the making. Tags and attributes that it changes are seen by its later nodes."""

    def __init__(self, session: Session | None, services: Services, now: datetime, rng: random.Random) -> None:
        self.session = session
        self.services = services
        self.now = now
        self.rng = rng
        self.definition: Definition | None = None
        self.events: list[Event] = []
        self.path: list[tuple[str, str | None]] = []
        self.bubbles = 0
        self.steps = 0
        self._citizen: CitizenView | None = None
        self._tags: dict[str, bool] = {}
        self._attributes: dict[str, Any] = {}

    # --- where the conversation stands

    @property
    def run(self) -> Session:
        """The session, where there must be one."""
        if self.session is None:
            raise TypeError("no run is going on")
        return self.session

    @property
    def frame(self) -> Frame:
        """The flow that the conversation is in."""
        return self.run.frames[-1]

    @property
    def citizen(self) -> CitizenView:
        """The citizen before the turn."""
        if self._citizen is None:
            self._citizen = self.services.citizen()
        return self._citizen

    @property
    def language(self) -> str:
        """The language that the citizen is spoken to in."""
        return self.session.language if self.session else self.citizen.language

    @property
    def today(self) -> date:
        """Today in Japan."""
        return japan_date(self.now)

    # --- saying

    def say(self, bubble: Json) -> None:
        """Sends a bubble. Whoever calls has made sure that there is room for one."""
        self.bubbles += 1
        self.events.append(Say(bubble))
        if self.session:
            self.session.counters["bubbles"] += 1

    def words(self, phrase: str, **values: object) -> str:
        """A phrase of the engine's own."""
        return spoken.say(phrase, self.language, **values)

    def text(self, text: Text) -> str:
        """`text` in the citizen's language, else the flow's, else any, with its variables filled in."""
        base = self.definition.base_language if self.definition else spoken.FALLBACK
        template = text.get(self.language) or text.get(base) or next(filter(None, text.values()), "")
        return variables.fill(template, self._variable, self.error)

    def fill_quietly(self, template: str) -> str:
        """`template` with its variables filled in, for comparing: what is missing is not reported."""
        return variables.fill(template, self._variable, lambda code: None)

    def fit(self, text: str) -> str:
        """`text`, cut to what LINE takes in one bubble."""
        if utf16_length(text) <= limits.TEXT_UTF16:
            return text
        self.error(ErrorCode.TEXT_CUT)
        return cut_utf16(text, limits.TEXT_UTF16)

    def button(self, node: Node, value: str, label: str, shown: str | None = None) -> Json:
        """A quick reply or button with which `node` is answered; `shown` is what the citizen is seen to say."""
        return bubbles.labelled(label, bubbles.postback(self.run.run, node.id, value, shown or label))

    def error(self, code: ErrorCode) -> None:
        """Reports an error where the conversation stands."""
        self.events.append(EngineError(code.value, (self.frame.node if self.session else None) or None))

    # --- answers, tags, attributes

    def record(self, node: Node, category: str, value: Any, label: str, text: str) -> None:
        """Keeps the answer to the question at `node`; `category` is the category's id."""
        result = node.categories[category].key if category in node.categories else ""
        key = node.fields["key"]
        self.run.answers[key] = Answer(value, label, result)
        typed = cut_graphemes(text, limits.ANSWER_LENGTH_MOST)
        frame = self.frame
        self.events.append(
            AnswerRecorded(frame.flow, frame.version, self.run.run, node.id, key, result, value, typed, label)
        )

    def answer_value(self, key: str) -> Any:
        """The value of an answer of this run; None if there is none."""
        answer = self.run.answers.get(key)
        return answer.value if answer else None

    def has_tag(self, key: str) -> bool:
        """Whether the citizen bears the tag now."""
        return self._tags.get(key, key in self.citizen.tags)

    def tag(self, key: str, wanted: bool) -> None:
        """Gives or takes a tag; nothing happens if that is so already."""
        if self.has_tag(key) != wanted:
            self._tags[key] = wanted
            self.events.append(TagAdded(key) if wanted else TagRemoved(key))

    def attribute_value(self, key: str) -> Any:
        """The value of an attribute now; None if there is none."""
        return self._attributes[key] if key in self._attributes else self.citizen.attributes.get(key)

    def set_attribute(self, key: str, value: Any) -> None:
        """Sets an attribute; None clears it."""
        self._attributes[key] = value
        self.events.append(AttributeSet(key, value))

    # --- variables

    def _variable(self, kind: str, key: str) -> str | None:
        if kind == "citizen":
            return self.citizen.name or None
        if kind == "answer":
            answer = self.run.answers.get(key)
            return answer.label or None if answer else None
        return self._attribute_label(key) or None

    def _attribute_label(self, key: str) -> str:
        value = self.attribute_value(key)
        if value is None:
            return ""
        info = self.services.attribute(key)
        labels: Mapping[str, str] = info.choices if info else {}
        if isinstance(value, list):
            return self.words("separator").join(labels.get(str(item), str(item)) for item in value)
        day = read_iso_date(value) if info and info.kind == "date" else None
        return write_date(day) if day else labels.get(str(value), str(value))
