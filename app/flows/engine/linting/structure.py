"""Ids, keys, exits and categories: whether the parts of the document name each other rightly."""

from collections.abc import Iterable, Iterator

from app.flows.engine import limits
from app.flows.engine.linting.draft import Draft, node_type
from app.flows.engine.model import Node
from app.flows.engine.problems import Problem


def structure_problems(draft: Draft) -> Iterator[Problem]:
    """Problems of the document's own cross-references."""
    if len(draft.ids) > limits.NODES:
        message = (
            f"部品が{len(draft.ids)}個あります。{limits.NODES}個までにして、多い分は別のシナリオに分けてください。"
        )
        yield Problem("too_many_nodes", "error", None, "nodes", message)
    yield from _start(draft)
    yield from _repeated_nodes(draft)
    yield from _repeated_keys(draft)
    for node in draft.nodes:
        yield from _inside(node)
        yield from _exits(node, draft)


def _start(draft: Draft) -> Iterator[Problem]:
    if draft.start is None:
        message = "始まりの部品が決まっていません。最初に動かす部品を選んでください。"
        yield Problem("no_start", "error", None, "start", message)
    elif draft.start not in draft.ids:
        message = "始まりに選んだ部品がありません。最初に動かす部品を選び直してください。"
        yield Problem("start_unknown", "error", None, "start", message)


def _repeated_nodes(draft: Draft) -> Iterator[Problem]:
    for node_id in _repeated(node.id for node in draft.nodes):
        message = "同じidの部品が2つあります。片方を消すか、作り直してください。"
        yield Problem("duplicate_id", "error", node_id, "id", message)


def _repeated_keys(draft: Draft) -> Iterator[Problem]:
    first: dict[str, Node] = {}
    for node in draft.nodes:
        key = node.fields.get("key")
        if isinstance(key, str) and first.setdefault(key, node) is not node:
            message = f"結果の名前「{key}」は、ほかの質問でも使われています。別の名前にしてください。"
            yield Problem("duplicate_key", "error", node.id, "key", message)


def _inside(node: Node) -> Iterator[Problem]:
    for field in ("exits", "categories", "choices", "buttons", "cases"):
        for _ in _repeated(item["id"] for item in node.fields.get(field, ())):
            message = "部品の中に同じidが2つあります。片方を消すか、作り直してください。"
            yield Problem("duplicate_id", "error", node.id, field, message)
    for key in _repeated(category["key"] for category in node.fields.get("categories", ())):
        message = f"行き先の結果の名前「{key}」が2つあります。別の名前にしてください。"
        yield Problem("duplicate_category_key", "error", node.id, "categories", message)
    for field, category in node_type(node).category_fields(node):
        if category not in node.categories:
            message = "ここから進む行き先が見つかりません。行き先を選び直してください。"
            yield Problem("category_unknown", "error", node.id, field, message)
    for index, raw in enumerate(node.fields.get("categories", ())):
        if raw["exit"] not in node.exits:
            message = "この行き先の出口が見つかりません。出口を選び直してください。"
            yield Problem("exit_unknown", "error", node.id, f"categories.{index}.exit", message)


def _exits(node: Node, draft: Draft) -> Iterator[Problem]:
    used = {exit_id for exit_id, _ in node_type(node).ways_out(node)}
    for index, (exit_id, target) in enumerate(node.exits.items()):
        field = f"exits.{index}"
        if target is None and exit_id in used:
            message = f"{_exit_name(node, exit_id, draft)}の先がありません。続きの部品か「終わり」をつないでください。"
            yield Problem("exit_open", "warning", node.id, field, message)
        elif target is not None and target not in draft.ids:
            message = f"{_exit_name(node, exit_id, draft)}の先の部品がありません。つなぎ直してください。"
            yield Problem("exit_broken", "error", node.id, field, message)


def _exit_name(node: Node, exit_id: str, draft: Draft) -> str:
    names = [
        category.name.get(draft.base_language) or category.key
        for category in node.categories.values()
        if category.exit == exit_id
    ]
    return f"出口「{'・'.join(names)}」" if names else "出口"


def _repeated(values: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    again: dict[str, None] = {}
    for value in values:
        if value in seen:
            again[value] = None
        seen.add(value)
    return list(again)
