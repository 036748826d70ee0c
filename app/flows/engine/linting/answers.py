"""Answers that are read where they may not have been given."""

from collections import deque
from collections.abc import Iterator, Mapping

from app.flows.engine.linting.draft import Draft, node_type
from app.flows.engine.linting.texts import text_readings
from app.flows.engine.model import Node
from app.flows.engine.problems import Problem, Reading


def answer_problems(draft: Draft) -> Iterator[Problem]:
    """Answers that no question gives, and those that a way to the reader passes by."""
    nodes = draft.by_id
    bits = {key: 1 << index for index, key in enumerate(dict.fromkeys(filter(None, map(_key, nodes.values()))))}
    sub_flows = any(node.type == "sub_flow" for node in nodes.values())
    certain = _certain(draft, nodes, bits) if draft.whole and draft.start in nodes else {}
    for node in nodes.values():
        told: set[tuple[str, str]] = set()
        for reading in (*node_type(node).readings(node), *text_readings(node)):
            if (reading.key, reading.field) in told:
                continue
            told.add((reading.key, reading.field))
            if reading.key not in bits:
                yield _unknown(node, reading, sub_flows)
            elif node.id in certain and not certain[node.id] & bits[reading.key] and not reading.default:
                yield _uncertain(node, reading)


def _key(node: Node) -> str | None:
    return node.fields.get("key")


def _unknown(node: Node, reading: Reading, sub_flows: bool) -> Problem:
    """A sub-flow, or the flow that calls this one, may ask the question: then it is a warning."""
    message = (
        f"「{reading.key}」という結果の名前の質問がありません。名前を直すか、その質問を加えてください。"
        "例：{{answer.name}}"
    )
    return Problem("answer_unknown", "warning" if sub_flows else "error", node.id, reading.field, message)


def _uncertain(node: Node, reading: Reading) -> Problem:
    message = (
        f"「{reading.key}」に答えないままここへ来ることがあり、そのときは空になります。"
        f"つなぎ方を変えるか、{{{{answer.{reading.key}|まだありません}}}} のように、ないときの言葉を書いてください。"
    )
    return Problem("answer_uncertain", "warning", node.id, reading.field, message)


def _certain(draft: Draft, nodes: Mapping[str, Node], bits: Mapping[str, int]) -> dict[str, int]:
    """For each reachable node the answers, as bits, that every way to it has given."""
    start = draft.start or ""
    certain = {start: 0}
    waiting = deque([start])
    while waiting:
        node = nodes[waiting.popleft()]
        for exit_id, gives in _exits(node):
            target = node.exits.get(exit_id)
            if target is None or target not in nodes:
                continue
            given = certain[node.id] | (bits.get(_key(node) or "", 0) if gives else 0)
            merged = given & certain.get(target, given)
            if target not in certain or merged != certain[target]:
                certain[target] = merged
                waiting.append(target)
    return certain


def _exits(node: Node) -> Iterator[tuple[str, bool]]:
    """Each exit that can be taken, with whether the question is answered whenever it is."""
    gives: dict[str, bool] = {}
    for exit_id, answered in node_type(node).ways_out(node):
        if exit_id is not None:
            gives[exit_id] = gives.get(exit_id, True) and answered
    yield from gives.items()
