"""Flow documents for tests of the packages around the engine."""

import uuid
from typing import Any


def _id() -> str:
    return str(uuid.uuid4())


def text_node(node_id: str, text: str, then: str | None) -> dict[str, Any]:
    return {"id": node_id, "type": "text", "text": {"ja": text}, "exits": [{"id": _id(), "to": then}]}


def survey() -> dict[str, Any]:
    """「アンケート」: asks for a district and a number, tags, sets an attribute, and says thank you."""
    ask, count, tag, attribute, thanks = (_id() for _ in range(5))
    districts = {"itami": "伊丹", "inano": "稲野"}
    exit_id, failed_exit = _id(), _id()
    categories = {key: _id() for key in (*districts, "failed")}
    numbers = {"answered": _id(), "failed": _id()}
    number_exit = _id()
    retry = {"text": {"ja": "もう一度教えてください。"}, "limit": 3}
    return {
        "format": 1,
        "base_language": "ja",
        "triggers": [{"id": _id(), "type": "keyword", "keywords": ["アンケート"], "match": "equals"}],
        "start": ask,
        "nodes": [
            {
                "id": ask, "type": "ask_choice", "key": "district", "text": {"ja": "どの地区にお住まいですか。"},
                "choices": [
                    {"id": _id(), "key": key, "label": {"ja": label}, "category": categories[key]}
                    for key, label in districts.items()
                ],
                "categories": [
                    {"id": categories[key], "key": key, "name": {"ja": key}, "exit": failed_exit if key == "failed" else exit_id}
                    for key in categories
                ],
                "retry": retry, "failed": categories["failed"],
                "exits": [{"id": exit_id, "to": count}, {"id": failed_exit, "to": thanks}],
            },
            {
                "id": count, "type": "ask_number", "key": "people", "text": {"ja": "何人で暮らしていますか。"},
                "min": 1, "max": 20, "integer": True,
                "categories": [
                    {"id": numbers[key], "key": key, "name": {"ja": key}, "exit": number_exit} for key in numbers
                ],
                "answered": numbers["answered"], "failed": numbers["failed"], "retry": retry,
                "exits": [{"id": number_exit, "to": tag}],
            },
            {"id": tag, "type": "add_tag", "tags": ["answered_survey"], "exits": [{"id": _id(), "to": attribute}]},
            {
                "id": attribute, "type": "set_attribute", "attribute": "district",
                "value": {"from": "answer", "key": "district"}, "exits": [{"id": _id(), "to": thanks}],
            },
            text_node(thanks, "{{answer.district}}の{{answer.people}}人ですね。ありがとうございました。", None),
        ],
    }  # fmt: skip


def say_only(text: str, *keywords: str) -> dict[str, Any]:
    """A flow that says one thing."""
    say = _id()
    trigger = {"id": _id(), "type": "keyword", "keywords": list(keywords or ["こんにちは"]), "match": "equals"}
    return {
        "format": 1, "base_language": "ja", "triggers": [trigger], "start": say, "nodes": [text_node(say, text, None)]
    }  # fmt: skip
