"""Drawn flows and conversations for property tests."""

from typing import Any

from hypothesis import strategies as st

from tests.engine.documents import flow, long_ids

ATTRIBUTE_KEYS = ("district", "age", "since", "note", "hobbies")
TAG_KEYS = ("bosai", "gomi")
OTHER_FLOW = "@other"

_WORDS = (
    "こんにちは",
    "",
    "{{answer.k0}}",
    "{{attribute.district|なし}}",
    "{{citizen.name}}",
    "長い" * 90,
    "{{bad}}",
    "{{",
)
_SOUND_WORDS = ("こんにちは", "{{attribute.district|なし}}さん", "{{citizen.name|利用者}}", "あ" * 50)
_OPS = ("is", "is_not", "contains", "gt", "gte", "lt", "lte", "exists", "exists_not")
_TYPES = (
    "text", "image", "buttons", "ask_choice", "ask_choices", "ask_text", "ask_number", "ask_date",
    "branch", "add_tag", "remove_tag", "set_attribute", "sub_flow", "end",
)  # fmt: skip
_WAITING = tuple(name for name in _TYPES if name.startswith("ask_"))


@st.composite
def flows(draw: st.DrawFn, *, sound: bool = False, name: str = "n", most: int = 7) -> dict[str, Any]:
    """A flow of the right shape. A `sound` one has nothing that lint calls an error, and no sub-flow."""
    types = [name for name in (*_WAITING, *_TYPES) if not (sound and name == "sub_flow")]
    kinds = draw(st.lists(st.sampled_from(types), min_size=2, max_size=most))
    if sound:
        kinds[-1] = "end"
    nodes = [_node(draw, name, index, kinds, sound) for index in range(len(kinds))]
    triggers = [{"id": "@tr", "type": "keyword", "keywords": ["はじめ"], "match": "equals"}]
    if draw(st.booleans()):
        triggers.append({"id": "@tr2", "type": "follow"})
    document = flow(nodes, triggers)
    return _reachable(document) if sound else document


def _node(draw: st.DrawFn, name: str, index: int, kinds: list[str], sound: bool) -> dict[str, Any]:
    kind = kinds[index]
    identity = f"@{name}{index}"

    def target(waits: bool) -> str | None:
        first = 0 if waits or not sound else index + 1
        choices = [f"@{name}{number}" for number in range(first, len(kinds))]
        return draw(st.sampled_from(choices if sound else [*choices * 3, None, "@nowhere"]))

    node: dict[str, Any] = {"id": identity, "type": kind}
    text = {"ja": draw(st.sampled_from(_SOUND_WORDS if sound else _WORDS))}
    if kind == "end":
        return node | {"exits": []}
    if kind in _WAITING or kind in ("buttons", "branch"):
        waits = kind in _WAITING
        node["ways"] = {"a": target(waits), "b": target(waits)}
        if kind in _WAITING:
            node |= {"key": f"k{index}", "text": text, "failed": f"{identity}_b", "answered": f"{identity}_a"}
            node["retry"] = {"text": {"ja": "もう一度"}, "limit": draw(st.integers(1, 3))}
    else:
        node["to"] = target(False)
    return node | _FIELDS[kind](draw, node, text, sound)


def _text(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    return {"text": text}


def _image(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    return {"image": draw(st.sampled_from(["picture"] if sound else ["picture", None])), "alt": text}


def _buttons(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    identity = node["id"]
    buttons: list[dict[str, Any]] = []
    for index in range(draw(st.integers(1 if sound else 0, 4))):
        button = {"id": f"{identity}_x{index}", "label": {"ja": f"ボタン{index}"}, "category": f"{identity}_a"}
        action: dict[str, Any] = {"type": "next"}
        if draw(st.booleans()):
            action = {"type": "uri", "uri": "https://example.jp/" if sound or draw(st.booleans()) else "javascript:1"}
            button["category"] = None  # type: ignore[assignment]
        buttons.append(button | {"action": action})
    return {"title": {"ja": draw(st.sampled_from(["", "見出し"]))}, "text": text, "buttons": buttons,
            "default": f"{identity}_b"}  # fmt: skip


def _ask_choice(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    del node["answered"]
    labels = ["赤", "青い色のとても長い名前の選択肢でボタンに入らないもの", "3人", "やめる"]
    count = draw(st.integers(1 if sound else 0, len(labels)))
    return {
        "choices": [
            {"id": f"{node['id']}_c{index}", "key": f"c{index}", "label": {"ja": label}, "category": f"{node['id']}_a"}
            for index, label in enumerate(labels[:count])
        ]
    }


def _ask_choices(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    choices = [
        {"id": f"{node['id']}_c{index}", "key": f"c{index}", "label": {"ja": label}}
        for index, label in enumerate(("防災・安全", "ごみ", "子育て"))
    ]
    least = draw(st.integers(0, 2))
    return {"choices": choices, "min": least, "max": draw(st.sampled_from([None, 2, 3] if sound else [None, 1, 3]))}


def _ask_number(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    return {"min": draw(st.sampled_from([None, 1, -2.5])), "max": draw(st.sampled_from([None, 10, 3])),
            "integer": draw(st.booleans())}  # fmt: skip


def _ask_date(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    lows = [None, "2020-01-01"] if sound else [None, "2020-01-01", "2020-99-99", "2150-01-01", "0001-01-01"]
    return {"min": draw(st.sampled_from(lows)), "max": draw(st.sampled_from([None, "2026-04-10"]))}


def _branch(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    op = draw(st.sampled_from(_OPS))
    attribute = draw(st.sampled_from(("district", "age", "since", "note") if sound else ATTRIBUTE_KEYS))
    values: list[Any] = ["itami"] if sound and attribute == "district" else ["itami", "2026-04-01", 3]
    value = draw(st.sampled_from(values if sound else [*values, ["c0"], None, ""]))
    conditions = [
        {"type": "tag", "tag": "gomi", "op": draw(st.sampled_from(["has", "has_not"]))},
        {"type": "attribute", "attribute": attribute, "op": op, "value": value},
    ]
    if not sound:
        conditions.append({"type": "answer", "key": "k1", "op": op, "value": value})
    cases = [
        {"id": f"{node['id']}_k{index}", "condition": condition, "category": f"{node['id']}_a"}
        for index, condition in enumerate(draw(st.permutations(conditions)))
    ]
    return {"cases": cases, "default": f"{node['id']}_b"}


def _tags(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    return {"tags": draw(st.lists(st.sampled_from(TAG_KEYS), min_size=int(sound), max_size=2))}


def _set_attribute(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    sources: list[dict[str, Any]] = [{"from": "nothing"}, {"from": "literal", "value": "itami"}]
    if not sound:
        sources += [{"from": "answer", "key": "k0"}, {"from": "answer", "key": "k1"}, {"from": "literal", "value": 3}]
    attribute = "note" if sound else draw(st.sampled_from([*ATTRIBUTE_KEYS, "unknown"]))
    return {"attribute": attribute, "value": draw(st.sampled_from(sources))}


def _sub_flow(draw: st.DrawFn, node: dict[str, Any], text: dict[str, str], sound: bool) -> dict[str, Any]:
    return {"flow": draw(st.sampled_from([OTHER_FLOW, "@flow", "@unknown", None]))}


_FIELDS = {
    "text": _text, "image": _image, "buttons": _buttons, "ask_choice": _ask_choice, "ask_choices": _ask_choices,
    "ask_text": _text, "ask_number": _ask_number, "ask_date": _ask_date, "branch": _branch, "add_tag": _tags,
    "remove_tag": _tags, "set_attribute": _set_attribute, "sub_flow": _sub_flow,
}  # fmt: skip


def _reachable(document: dict[str, Any]) -> dict[str, Any]:
    """`document` without the nodes that no exit in use leads to; an exit that is not in use leads nowhere."""
    nodes = {node["id"]: node for node in document["nodes"]}
    reached, waiting = set(), [document["start"]]
    while waiting:
        node = nodes[waiting.pop()]
        if node["id"] not in reached:
            reached.add(node["id"])
            waiting.extend(leaving["to"] for leaving in _used_exits(node))
    kept = [node for node in document["nodes"] if node["id"] in reached]
    for node in kept:
        used = _used_exits(node)
        node["exits"] = [leaving if leaving in used else leaving | {"to": None} for leaving in node["exits"]]
    return document | {"nodes": kept}


def _used_exits(node: dict[str, Any]) -> list[dict[str, Any]]:
    used = {node.get("answered"), node.get("failed"), node.get("default")}
    for field in ("choices", "buttons", "cases"):
        used |= {item.get("category") for item in node.get(field, ())}
    exits = {category["exit"] for category in node.get("categories", ()) if category["id"] in used}
    return [leaving for leaving in node["exits"] if "categories" not in node or leaving["id"] in exits]


_TYPED = (
    "やめる", "最初から", "はじめ", "赤", "1", "３", "①", "1と2", "防災・安全、ごみ", "決定", "なし", "2026-04-01",
    "4/1",
    "2026-02-30", "五", "ボタン0", "", "あ" * 5001, "{{answer.k0}}", "99999999999999999999",
)  # fmt: skip


def inputs() -> st.SearchStrategy[Any]:
    """An input, or a number: that button of those offered last is pressed."""
    texts = st.sampled_from(_TYPED) | st.text(max_size=20)
    postbacks = st.sampled_from(
        [
            "flow:@flow",
            "flow:@unknown",
            "answer:old:@n0:@n0_c0",
            "answer:run-1:@n0:done",
            "answer:",
            "other",
            "answer:a:b",
        ]
    )
    return st.one_of(
        st.integers(0, 12),
        st.integers(0, 2),
        texts.map(lambda text: {"type": "text", "text": text}),
        postbacks.map(lambda data: {"type": "postback", "data": long_ids(data), "params": {"date": "2026-04-02"}}),
        st.sampled_from(
            [
                {"type": "follow"},
                {"type": "other", "kind": "sticker"},
                {"type": "start", "flow": long_ids("@flow")},
                {"type": "start"},
                {"type": "text"},
                {"type": "postback"},
                {},
            ]
        ),
    )
