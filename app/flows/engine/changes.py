"""What differs between two versions of a flow, in words for staff."""

from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

from app.flows.engine.check import mistakes
from app.flows.engine.errors import DefinitionError
from app.flows.engine.linting.draft import Draft, node_type, read_draft
from app.flows.engine.migrations import upgrade
from app.flows.engine.model import Json, Node
from app.flows.engine.node_type import ChangeKind
from app.flows.engine.text_length import cut_graphemes

_EXCERPT = 20
_LISTS = ("choices", "buttons", "cases")
"""Fields whose items have ids and are compared one by one."""


class Change(TypedDict):
    """One difference: its kind, the node's id (None for the flow itself), and a sentence."""

    kind: ChangeKind
    node: str | None
    text: str


def describe_changes(old: Any, new: Any) -> list[Change]:
    """What was changed from `old` to `new`, drafts or not: the flow's triggers and start first, then node by node.

    Parts of either that have not the shape of a flow are left out.
    """
    before, after = _draft(old), _draft(new)
    changes = [*_triggers(before, after), *_start(before, after)]
    earlier, later = before.by_id, after.by_id
    for node in later.values():
        if node.id not in earlier:
            changes.append(Change(kind=node_type(node).kind, node=node.id, text=f"{title(node)}を加えました。"))
        else:
            changes.extend(_node(earlier[node.id], node, before, after))
    changes.extend(
        Change(kind=node_type(node).kind, node=node.id, text=f"{title(node)}を消しました。")
        for node in earlier.values()
        if node.id not in later
    )
    return changes


def title(node: Node) -> str:
    """How a node is called in a sentence.

    By the staff's name for it, else by its type and the beginning of its text.
    """
    name = node.name or next(filter(None, (_plain(field.text) for field in node_type(node).texts(node))), "")
    kind = node_type(node).name
    return f"{kind}「{_short(name)}」" if name else f"部品「{kind}」"


def _draft(document: Any) -> Draft:
    try:
        current = upgrade(document)
    except DefinitionError:
        current = {}
    return read_draft(current, mistakes(current))


def _triggers(before: Draft, after: Draft) -> Iterator[Change]:
    earlier = {trigger["id"]: trigger for _, trigger in before.triggers}
    later = {trigger["id"]: trigger for _, trigger in after.triggers}
    for identity in {**earlier, **later}:
        old, new = earlier.get(identity), later.get(identity)
        if old == new:
            continue
        if old and new:
            text = f"きっかけを{_trigger(old)}から{_trigger(new)}に変えました。"
        else:
            text = f"きっかけ{_trigger(new)}を加えました。" if new else f"きっかけ{_trigger(old or {})}を消しました。"
        yield Change(kind="triggers", node=None, text=text)


def _trigger(trigger: Json) -> str:
    if trigger["type"] == "follow":
        return "「友だち追加」"
    if trigger["type"] == "postback":
        return f"「ポストバック {_short(trigger['data'])}」"
    how = "と同じ" if trigger["match"] == "equals" else "を含む"
    return f"「{_short('・'.join(trigger['keywords']))}」{how}"


def _start(before: Draft, after: Draft) -> Iterator[Change]:
    if before.start != after.start:
        text = f"始まりを{_target(before.start, before)}から{_target(after.start, after)}に変えました。"
        yield Change(kind="routing", node=after.start, text=text)


def _node(old: Node, new: Node, before: Draft, after: Draft) -> Iterator[Change]:
    if old.type != new.type:
        text = f"{title(old)}を{title(new)}に変えました。"
        yield Change(kind=node_type(new).kind, node=new.id, text=text)
        return
    if old.name != new.name:
        text = f"{title(old)}の名前を「{new.name or 'なし'}」に変えました。"
        yield Change(kind=node_type(new).kind, node=new.id, text=text)
    for field, (kind, name) in node_type(new).words.items():
        was, now = old.fields.get(field), new.fields.get(field)
        if was == now:
            continue
        sentences = _items(name, was or [], now or []) if field in _LISTS else [_field(name, was, now, old, new)]
        for sentence in sentences:
            yield Change(kind=kind, node=new.id, text=f"{title(new)}：{sentence}")
    for sentence in _ways(old, new, before, after):
        yield Change(kind="routing", node=new.id, text=f"{title(new)}：{sentence}")


def _field(name: str, was: Any, now: Any, old: Node, new: Node) -> str:
    return f"{name}を{_value(was, old)}から{_value(now, new)}に変えました。"


def _items(name: str, was: list[Json], now: list[Json]) -> Iterator[str]:
    """Differences of a list of choices, buttons or cases."""
    earlier, later = {item["id"]: item for item in was}, {item["id"]: item for item in now}
    yield from (f"{name}{_item(item)}を加えました。" for identity, item in later.items() if identity not in earlier)
    yield from (f"{name}{_item(item)}を消しました。" for identity, item in earlier.items() if identity not in later)
    for identity, item in later.items():
        previous = earlier.get(identity, item)
        if _item(previous) != _item(item):
            yield f"{name}{_item(previous)}を{_item(item)}に変えました。"
        elif previous != item:
            yield f"{name}{_item(item)}の設定を変えました。"
    if [item for item in earlier if item in later] != [item for item in later if item in earlier]:
        yield f"{name}の順番を変えました。"


def _item(item: Json) -> str:
    return f"「{_short(_plain(item['label']))}」" if "label" in item else f"「{_condition(item['condition'])}」"


_OPS = {
    "is": "が『{value}』", "is_not": "が『{value}』でない", "contains": "が『{value}』を含む",
    "gt": "が{value}より大きい", "gte": "が{value}以上", "lt": "が{value}より小さい", "lte": "が{value}以下",
    "exists": "がある", "exists_not": "がない", "has": "がある", "has_not": "がない",
}  # fmt: skip


def _condition(condition: Json) -> str:
    subject = {
        "answer": f"答え {condition.get('key')}",
        "attribute": f"属性 {condition.get('attribute')}",
        "tag": f"タグ {condition.get('tag')}",
    }[condition["type"]]
    return subject + _OPS[condition["op"]].format(value=condition.get("value"))


def _ways(old: Node, new: Node, before: Draft, after: Draft) -> Iterator[str]:
    """Differences of where the node leads."""
    if not node_type(new).decides:
        was = old.exits.get(old.only_exit or "")
        now = new.exits.get(new.only_exit or "")
        if was != now:
            yield f"行き先を{_target(was, before)}から{_target(now, after)}に変えました。"
        return
    for category in new.categories.values():
        name = _short(_plain(category.name) or category.key)
        previous = old.categories.get(category.id)
        now = new.exits.get(category.exit)
        if previous is None:
            yield f"「{name}」の行き先（{_target(now, after)}）を加えました。"
            continue
        was = old.exits.get(previous.exit)
        if was != now:
            yield f"「{name}」の行き先を{_target(was, before)}から{_target(now, after)}に変えました。"
        if (previous.key, dict(previous.name)) != (category.key, dict(category.name)):
            yield f"行き先「{_short(_plain(previous.name) or previous.key)}」の名前を「{name}」に変えました。"
    for category in old.categories.values():
        if category.id not in new.categories:
            yield f"「{_short(_plain(category.name) or category.key)}」の行き先を消しました。"


def _target(node_id: str | None, draft: Draft) -> str:
    node = draft.by_id.get(node_id) if node_id else None
    return title(node) if node else "なし"


def _value(value: Any, node: Node) -> str:
    """A field's value in a sentence."""
    if isinstance(value, str) and value in node.categories:
        category = node.categories[value]
        value = _plain(category.name) or category.key
    if value in (None, "", [], {}):
        return "なし"
    if isinstance(value, bool):
        return "認めない" if value else "認める"
    if isinstance(value, list):
        return f"「{_short('・'.join(map(str, value)))}」"
    if isinstance(value, dict):
        return _structured(value)
    return f"「{_short(str(value))}」"


def _structured(value: Json) -> str:
    if "from" in value:
        sources = {"answer": f"答え {value.get('key')}", "literal": str(value.get("value")), "nothing": "なし"}
        return f"「{_short(sources[value['from']])}」"
    if "limit" in value or isinstance(value.get("text"), dict):
        limit = f"（{value['limit']}回まで）" if "limit" in value else ""
        return f"「{_short(_plain(value.get('text') or {}))}」{limit}"
    return f"「{_short(_plain(value))}」"


def _plain(text: Mapping[str, str]) -> str:
    """The text in Japanese, else in any language, on one line."""
    return " ".join((text.get("ja") or next(filter(None, text.values()), "")).split())


def _short(text: str) -> str:
    return cut_graphemes(text, _EXCERPT)
