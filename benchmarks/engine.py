"""How fast the flow engine is: node steps a second in one process, and what a turn costs.

In processor time: the engine waits for nothing, and so what else runs on the machine does not count.

``python -m benchmarks.engine`` prints it; ``measure()`` gives it to the collector.
"""

import json
import random
import time
import uuid
from datetime import UTC, datetime
from statistics import median
from typing import Any

from app.flows.engine.definition import parse
from app.flows.engine.inspect import lint
from app.flows.engine.memory import MemoryServices
from app.flows.engine.services import AttributeInfo
from app.flows.engine.session import Session
from app.flows.engine.turn import turn

STEPS_WANTED = 20_000
"""Node steps a second in one process that the engine is to reach."""

ROUNDS = 7
NOW = datetime(2026, 4, 1, tzinfo=UTC)
FLOW = str(uuid.UUID(int=1))
_RNG = random.Random(1)


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def _single(name: str, kind: str, to: str | None, **fields: Any) -> dict[str, Any]:
    return {"id": _id(name), "type": kind, "exits": [{"id": _id(f"{name}.out"), "to": to and _id(to)}], **fields}


def _deciding(name: str, kind: str, ways: dict[str, str], **fields: Any) -> dict[str, Any]:
    """A node whose categories are the keys of `ways`, each with an exit to the node named."""
    exits = [{"id": _id(f"{name}.exit.{key}"), "to": _id(to)} for key, to in ways.items()]
    categories = [
        {"id": _id(f"{name}.{key}"), "key": key, "name": {"ja": key}, "exit": _id(f"{name}.exit.{key}")} for key in ways
    ]
    return {"id": _id(name), "type": kind, "exits": exits, "categories": categories, **fields}


def _block(number: int, following: str) -> list[dict[str, Any]]:
    """What a city's flow is made of: a question, a branch on the answer, actions, a text with variables."""
    ask, branch, setting, tag, text = (f"{kind}{number}" for kind in ("ask", "branch", "set", "tag", "text"))
    choices = [
        {"id": _id(f"{ask}.{key}"), "key": key, "label": {"ja": label}, "category": _id(f"{ask}.chosen")}
        for key, label in (("itami", "伊丹"), ("inano", "稲野"), ("minami", "南"), ("kozu", "神津"))
    ]
    condition = {"type": "answer", "key": f"q{number}", "op": "is", "value": "inano"}
    return [
        _deciding(
            ask, "ask_choice", {"chosen": branch, "failed": branch}, key=f"q{number}", failed=_id(f"{ask}.failed"),
            text={"ja": "お住まいはどこですか。"}, choices=choices, retry={"text": {"ja": "もう一度"}, "limit": 3},
        ),
        _deciding(
            branch, "branch", {"yes": setting, "no": setting}, default=_id(f"{branch}.no"),
            cases=[{"id": _id(f"{branch}.case"), "condition": condition, "category": _id(f"{branch}.yes")}],
        ),
        _single(setting, "set_attribute", tag, attribute="district", value={"from": "answer", "key": f"q{number}"}),
        _single(tag, "add_tag" if number % 2 else "remove_tag", text, tags=["bosai"]),
        _single(text, "text", following, text={"ja": f"{{{{answer.q{number}}}}}。{{{{attribute.district|なし}}}}"}),
    ]  # fmt: skip


def _document(blocks: int) -> dict[str, Any]:
    """A flow of five nodes a block that goes round for ever."""
    nodes = [
        node for number in range(blocks) for node in _block(number, f"ask{number + 1 if number + 1 < blocks else 0}")
    ]
    trigger = {"id": _id("trigger"), "type": "keyword", "keywords": ["はじめ"], "match": "equals"}
    return {"format": 1, "base_language": "ja", "triggers": [trigger], "start": nodes[0]["id"], "nodes": nodes}


def _services(blocks: int) -> MemoryServices:
    choices = {"itami": "伊丹", "inano": "稲野", "minami": "南", "kozu": "神津"}
    attributes = {"district": AttributeInfo("choice", choices)}
    return MemoryServices({FLOW: parse(_document(blocks))}, name="花子", attributes=attributes)


def _begin(services: MemoryServices) -> Session:
    session = turn(None, {"type": "start", "flow": FLOW}, now=NOW, rng=_RNG, services=services).session
    assert session
    return session


def _steps_per_second(turns: int = 2000) -> float:
    """Turns of five steps each (answer, branch, attribute, tag, text, next question), the session kept in memory."""
    services = _services(8)
    session = _begin(services)
    before = session.counters["steps"]
    started = time.process_time()
    for number in range(turns):
        answer = {"type": "text", "text": ("伊丹", "2", "神津", "４")[number % 4]}
        following = turn(session, answer, now=NOW, rng=_RNG, services=services).session
        assert following
        session = following
    return (session.counters["steps"] - before) / (time.process_time() - started)


def _turn_microseconds(turns: int = 1000) -> float:
    """A turn as production runs it: the session from its JSON text, the tap of a button, the session to JSON text."""
    services = _services(8)
    stored = json.dumps(_begin(services).to_json())
    started = time.process_time()
    for _ in range(turns):
        session = Session.from_json(json.loads(stored))
        ask = services.version(session.frames[-1].version)
        assert ask
        choice = ask.nodes[session.frames[-1].node].fields["choices"][1]["id"]
        data = f"answer:{session.run}:{session.frames[-1].node}:{choice}"
        result = turn(session, {"type": "postback", "data": data}, now=NOW, rng=_RNG, services=services)
        assert result.session
        stored = json.dumps(result.session.to_json())
    return (time.process_time() - started) / turns * 1e6


def _lint_milliseconds() -> float:
    """Reading and linting a flow of 1,000 nodes."""
    document = _document(200)
    started = time.process_time()
    parse(document)
    lint(document)
    return (time.process_time() - started) * 1000


def measure() -> list[dict[str, Any]]:
    """The median of several rounds of each figure; `ratio` is value to reference, where there is one."""
    steps = median(_steps_per_second() for _ in range(ROUNDS))
    micros = median(_turn_microseconds() for _ in range(ROUNDS))
    millis = median(_lint_milliseconds() for _ in range(ROUNDS))
    return [
        _figure("engine: node steps", steps, "steps/s", STEPS_WANTED),
        _figure("engine: turn with five steps, session from and to JSON", micros, "µs", None),
        _figure("engine: parse and lint of 1,000 nodes", millis, "ms", None),
    ]


def _figure(name: str, value: float, unit: str, reference: float | None) -> dict[str, Any]:
    ratio = round(value / reference, 2) if reference else None
    return {"name": name, "value": round(value, 1), "unit": unit, "reference": reference, "ratio": ratio}


if __name__ == "__main__":
    for figure in measure():
        wanted = f" (wanted: {figure['reference']:,}, ratio {figure['ratio']})" if figure["reference"] else ""
        print(f"{figure['name']}: {figure['value']:,} {figure['unit']}{wanted}")
