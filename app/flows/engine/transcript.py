"""Plays a conversation and writes down what the citizen sees.

A transcript file is JSON, ``{"flows": {id: document}, "citizen": {…}, "inputs": […]}``, where only ``inputs`` must be
there and ``citizen`` has ``name``, ``language``, ``tags`` and ``attributes``; or plain text, one input a line. An
input is an object as in ``docs/flow-format.md`` or a line:

- what the citizen types, with or without 「利用者: 」 before it;
- ``/follow``, ``/start FLOW-ID``, ``/postback DATA``, ``/sticker``, ``/image``, ``/location``;
- ``/tap LABEL`` for the button or quick reply with that label in what was said last, ``/date 2026-04-01`` for a date
  picker.

Empty lines and those that begin with 「市: 」, ``#`` or a space are passed over, so that what was written can be read
again.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.flows.engine.definition import parse
from app.flows.engine.memory import MemoryServices
from app.flows.engine.model import Json
from app.flows.engine.services import AttributeInfo
from app.flows.engine.session import Session
from app.flows.engine.turn import Turn, turn

CITY, CITIZEN = "市: ", "利用者: "


class TranscriptError(ValueError):
    """A transcript that cannot be read, or a tap on a button that nobody was shown."""


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript file, read."""

    inputs: Sequence[Json | str]
    flows: Mapping[str, Json] = field(default_factory=dict)
    citizen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn: what the citizen is seen to say, the input that it was, and what came of it."""

    shown: str
    input: Json
    turn: Turn


def read_script(text: str) -> Script:
    """The script in a transcript file's text. Raises ``TranscriptError``."""
    if not text.lstrip().startswith("{"):
        return Script([line.strip() for line in text.splitlines() if _is_input(line)])
    try:
        document = json.loads(text)
    except ValueError as error:
        raise TranscriptError(f"not JSON: {error}") from error
    inputs = document.get("inputs")
    if not isinstance(inputs, list) or not all(isinstance(given, str | dict) for given in inputs):
        raise TranscriptError('a transcript needs "inputs", a list of lines or input objects')
    flows, citizen = document.get("flows", {}), document.get("citizen", {})
    if not isinstance(flows, dict) or not isinstance(citizen, dict):
        raise TranscriptError('"flows" and "citizen" must be objects')
    return Script(inputs, flows, citizen)


def play(
    documents: Mapping[str, Json],
    inputs: Sequence[Json | str],
    *,
    now: datetime,
    citizen: Mapping[str, Any] | None = None,
    attributes: Mapping[str, AttributeInfo] | None = None,
    seed: int = 0,
) -> list[Exchange]:
    """Plays `inputs` against the flows in `documents` (id to document), as one citizen, from no session on.

    Between two turns the session goes through JSON, as it does in production. Without `attributes` any attribute
    takes any value. Raises ``DefinitionError`` for a document that is no flow, and ``TranscriptError``.
    """
    known = citizen or {}
    services = MemoryServices(
        {flow: parse(document) for flow, document in documents.items()},
        name=known.get("name"),
        language=known.get("language", "ja"),
        tags=known.get("tags", ()),
        values=known.get("attributes"),
        attributes=attributes,
    )
    rng = random.Random(seed)  # noqa: S311  # a play must be repeatable
    session: Session | None = None
    played: list[Exchange] = []
    for given in inputs:
        shown, read = _input(given, played)
        result = turn(session, read, now=now, rng=rng, services=services)
        services.apply(result.events)
        session = Session.from_json(json.loads(json.dumps(result.session.to_json()))) if result.session else None
        played.append(Exchange(shown, read, result))
    return played


def render(transcript: Sequence[Exchange]) -> str:
    """What the citizen sees, a line a bubble and a line a word of theirs."""
    lines = []
    for exchange in transcript:
        lines.append(CITIZEN + exchange.shown)
        lines.extend(CITY + _bubble(bubble) for bubble in exchange.turn.bubbles)
    return "\n".join(lines) + ("\n" if lines else "")


def _bubble(bubble: Json) -> str:
    if bubble["type"] == "image":
        return f"［画像：{bubble['alt']}］"
    words = [bubble["title"]] if bubble.get("title") else []
    words.append(bubble["text"])
    buttons = [button["label"] for button in (*bubble.get("buttons", ()), *bubble.get("quick_replies", ()))]
    words.extend(f"［{label}］" for label in buttons)
    return "\n".join(words).replace("\n", "\n    ")


def _is_input(line: str) -> bool:
    return bool(line.strip()) and not line.startswith((CITY.strip(), "#", " "))


def _input(given: Json | str, played: Sequence[Exchange]) -> tuple[str, Json]:
    """What is shown as said by the citizen, and the input."""
    if isinstance(given, dict):
        return _shown(given), given
    said = given.removeprefix(CITIZEN.strip()).strip()
    if not said.startswith("/"):
        return said, {"type": "text", "text": said}
    command, _, rest = said[1:].partition(" ")
    if command == "tap":
        return rest, _tapped(rest, played)
    if command == "date":
        return rest, {"type": "postback", "data": _date_data(played), "params": {"date": rest}}
    commands: dict[str, Json] = {
        "follow": {"type": "follow"},
        "start": {"type": "start", "flow": rest},
        "postback": {"type": "postback", "data": rest, "params": {}},
        **{kind: {"type": "other", "kind": kind} for kind in ("sticker", "image", "location")},
    }
    if command not in commands:
        raise TranscriptError(f"unknown input /{command}")
    return _shown(commands[command]), commands[command]


def _shown(given: Json) -> str:
    names = {"follow": "（友だち追加）", "start": "（メニュー）", "postback": "（ボタン）", "other": "（文字以外）"}
    return str(given.get("text", "")) if given.get("type") == "text" else names.get(str(given.get("type")), "（？）")


def _offered(played: Sequence[Exchange]) -> list[Json]:
    """The buttons of all bubbles, the last first; quick replies are only there on the very last bubble, as in LINE."""
    bubbles = [bubble for exchange in played for bubble in exchange.turn.bubbles]
    offered = list(bubbles[-1].get("quick_replies", ())) if bubbles else []
    for bubble in reversed(bubbles):
        offered.extend(bubble.get("buttons", ()))
    return offered


def _tapped(label: str, played: Sequence[Exchange]) -> Json:
    for button in _offered(played):
        action = button["action"]
        if button["label"].removeprefix("✓ ") == label.removeprefix("✓ ") and action["type"] in ("postback", "message"):
            if action["type"] == "message":
                return {"type": "text", "text": action["text"]}
            return {"type": "postback", "data": action["data"], "params": {}}
    raise TranscriptError(f"there is no button {label!r} to tap")


def _date_data(played: Sequence[Exchange]) -> str:
    for button in _offered(played):
        if button["action"]["type"] == "date":
            return str(button["action"]["data"])
    raise TranscriptError("there is no date to pick")
