"""A vocabulary for tests of rules without a database."""

from app.audience.catalogue import AttributeEntry, Catalogue
from app.ids import new_id

DISTRICTS = {"itami": "伊丹", "inano": "稲野", "minami": "南"}
TOPICS = {"bosai": "防災・安全", "gomi": "ごみ・環境"}


def _entry(key: str, name: str, kind: str, names: dict[str, str] | None = None, first: int = 0) -> AttributeEntry:
    names = names or {}
    return AttributeEntry(new_id(), key, name, kind, {choice: first + place for place, choice in enumerate(names)}, names)


def vocabulary() -> Catalogue:
    entries = [
        _entry("district", "居住地区", "choice", DISTRICTS, 1),
        _entry("topics", "配信カテゴリー", "choices", TOPICS, 11),
        _entry("people", "世帯の人数", "number"),
        _entry("birth", "子の生年月日", "date"),
        _entry("job", "職業", "text"),
    ]
    tags, tag_names = {"answered": 21, "volunteer": 22}, {"answered": "回答者", "volunteer": "協力者"}
    return Catalogue({entry.key: entry for entry in entries}, tags, tag_names, {})
