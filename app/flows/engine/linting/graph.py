"""Where the conversation can go: nodes never reached, loops without a wait, too many bubbles in a row.

Nothing here recurses: a draft may have any number of nodes.
"""

from collections import defaultdict, deque
from collections.abc import Container, Iterator, Mapping

from app.flows.engine import limits
from app.flows.engine.linting.draft import Draft, node_type
from app.flows.engine.model import Node
from app.flows.engine.problems import Problem

Edges = dict[str, list[str]]


def graph_problems(draft: Draft) -> Iterator[Problem]:
    """Problems of the ways through the flow. With nodes left out of the draft nothing is said: they may lie between."""
    nodes, start = draft.by_id, draft.start
    if not draft.whole or start is None or start not in nodes:
        return
    edges = {node.id: next_ids(node, nodes) for node in nodes.values()}
    reached = _reached(start, edges)
    for node_id in nodes:
        if node_id not in reached:
            message = "この部品には、どこからも来ません。ほかの部品からつなぐか、消してください。"
            yield Problem("unreachable", "error", node_id, None, message)
    straight = {node_id: [] if _stops(nodes[node_id]) else following for node_id, following in edges.items()}
    order, looping = _peel(straight)
    yield from _loops(looping, straight)
    yield from _chains(start, nodes, edges, straight, order)


def next_ids(node: Node, nodes: Container[str]) -> list[str]:
    """The nodes that can come after `node`, each once."""
    following = (node.exits.get(exit_id) for exit_id, _ in node_type(node).ways_out(node) if exit_id)
    return list(dict.fromkeys(target for target in following if target is not None and target in nodes))


def _stops(node: Node) -> bool:
    """Whether a turn may end here. What a sub-flow says and whether it waits is not known here."""
    return node.type == "sub_flow" or node_type(node).waits(node)


def _reached(start: str, edges: Edges) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for following in edges[waiting.pop()]:
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return reached


def _peel(edges: Edges) -> tuple[list[str], set[str]]:
    """The nodes that lead into no loop, each after all that follow it; and the nodes that loops are made of."""
    before: Edges = defaultdict(list)
    for node_id, following in edges.items():
        for target in following:
            before[target].append(node_id)
    order = _peeled(edges, before)
    rest = set(edges) - set(order)
    inner = {node_id: [target for target in edges[node_id] if target in rest] for node_id in rest}
    inner_before = {node_id: [source for source in before[node_id] if source in rest] for node_id in rest}
    return order, rest - set(_peeled(inner_before, inner))


def _peeled(after: Edges, before: Edges) -> list[str]:
    """Takes away nodes with nothing left in `after`, one by one, in that order."""
    left = {node_id: len(following) for node_id, following in after.items()}
    ready = deque(node_id for node_id, count in left.items() if not count)
    order = []
    while ready:
        node_id = ready.popleft()
        order.append(node_id)
        for source in before.get(node_id, ()):
            left[source] -= 1
            if not left[source]:
                ready.append(source)
    return order


def _loops(looping: set[str], edges: Edges) -> Iterator[Problem]:
    """One problem for each knot of loops, at its first node."""
    joined: Edges = {node_id: [] for node_id in looping}
    for node_id in looping:
        for target in edges[node_id]:
            if target in looping:
                joined[node_id].append(target)
                joined[target].append(node_id)
    told: set[str] = set()
    for node_id in edges:
        if node_id in looping and node_id not in told:
            told |= _reached(node_id, joined)
            message = (
                "ここから同じところを回り続け、利用者の返事を待つ部品がありません。"
                "間に質問を入れるか、つなぎ方を変えてください。"
            )
            yield Problem("loop_without_wait", "error", node_id, None, message)


def _chains(
    start: str, nodes: Mapping[str, Node], edges: Edges, straight: Edges, order: list[str]
) -> Iterator[Problem]:
    """Warns where a turn that begins at a node can say more bubbles than LINE takes at once."""
    longest: dict[str, int] = {}
    for node_id in order:
        following = max((longest.get(target, 0) for target in straight[node_id]), default=0)
        longest[node_id] = following + node_type(nodes[node_id]).says(nodes[node_id])
    heads = {start} | {target for node_id, node in nodes.items() if _stops(node) for target in edges[node_id]}
    for node_id in nodes:
        if node_id in heads and longest.get(node_id, 0) > limits.BUBBLES_PER_TURN:
            message = (
                f"ここから吹き出しが{longest[node_id]}個続くことがあります。LINEで一度に送れるのは{limits.BUBBLES_PER_TURN}個までで、"
                "残りは利用者が何か送ってから届きます。文章をまとめるか、間に質問を入れてください。"
            )
            yield Problem("too_many_bubbles", "warning", node_id, None, message)
