"""Segment rules: what a rule may say, and whether a citizen satisfies it. Pure; `queries.py` says the same in SQL.

A rule is JSON: `{"all": [rule, …]}`, `{"any": [rule, …]}`, `{"not": rule}`, or one of the conditions

- `{"type": "attribute", "attribute": key, "op": op, "value": …}`; `op` for choices: `any_of`, `none_of`, `all_of` with a
  list of choice keys; for numbers and dates (ISO): `is`, `is_not`, `gt`, `gte`, `lt`, `lte`, `between` with a pair;
  for texts: `is`, `is_not`; for all: `exists`, `exists_not` without a value;
- `{"type": "tag", "op": "has_any" | "has_all" | "has_none", "tags": [key, …]}`;
- `{"type": "friend", "op": "from" | "before", "date": ISO date}`: since when they are a friend, days in Japan time.

NOT is the complement among current friends. A missing value makes every comparison false (but `exists_not`), so
`none_of` and `is_not` hold only for those of whom something is known. Numbers compare as the decimals that are written,
as PostgreSQL's NUMERIC does: 1e23 as a binary fraction is not 10**23. Texts compare on `text_key`, through the fingerprint
that the caller gives (it normalises by `text_key`), because the texts themselves are not stored readably.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

Rule = dict[str, Any]
Fingerprint = Callable[[str], str]

MAX_DEPTH = 6
MAX_CONDITIONS = 60
_JAPAN_OFFSET = timedelta(hours=9)

CHOICE_OPS = ("any_of", "none_of", "all_of")
ORDER_OPS = ("is", "is_not", "gt", "gte", "lt", "lte", "between")
TEXT_OPS = ("is", "is_not")
EXISTENCE_OPS = ("exists", "exists_not")
TAG_OPS = ("has_any", "has_all", "has_none")
FRIEND_OPS = ("from", "before")
OPS_BY_KIND = {
    "choice": ("any_of", "none_of"),
    "choices": CHOICE_OPS,
    "number": ORDER_OPS,
    "date": ORDER_OPS,
    "text": TEXT_OPS,
}


class AttributeWords(Protocol):
    """An attribute as rules need it."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def choices(self) -> Mapping[str, int]: ...
    @property
    def names(self) -> Mapping[str, str]: ...


class Vocabulary(Protocol):
    """What rules may name: attributes and tags by key."""

    @property
    def attributes(self) -> Mapping[str, Any]: ...
    @property
    def tags(self) -> Mapping[str, int]: ...
    @property
    def tag_names(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Person:
    """What a rule sees of a current friend."""

    options: frozenset[int]
    scalars: Mapping[str, Any]
    followed_at: datetime | None = None


def text_key(text: str) -> str:
    """The key on which texts are compared: NFKC, lower case, white space at the ends and doubled inside gone."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def midnight(day: str) -> datetime:
    """The beginning of an ISO day in Japan, as UTC."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) - _JAPAN_OFFSET


def matches(rule: Rule, person: Person, words: Vocabulary, fingerprint: Fingerprint) -> bool:
    """Does this friend satisfy the (valid) rule?"""
    if "all" in rule:
        return all(matches(part, person, words, fingerprint) for part in rule["all"])
    if "any" in rule:
        return any(matches(part, person, words, fingerprint) for part in rule["any"])
    if "not" in rule:
        return not matches(rule["not"], person, words, fingerprint)
    return _CONDITIONS[rule["type"]](rule, person, words, fingerprint)


def _tag(rule: Rule, person: Person, words: Vocabulary, _: Fingerprint) -> bool:
    wanted = tag_options(rule, words)
    return has_options(rule["op"].removeprefix("has_"), wanted, person.options)


def has_options(how: str, wanted: frozenset[int], held: frozenset[int]) -> bool:
    if how == "all":
        return wanted <= held
    return bool(wanted & held) == (how == "any")


def tag_options(rule: Rule, words: Vocabulary) -> frozenset[int]:
    """The tags' numbers; a tag that no longer exists is one that nobody has."""
    return frozenset(words.tags.get(tag, -1) for tag in rule["tags"])


def choice_options(rule: Rule, words: Vocabulary) -> frozenset[int]:
    choices = words.attributes[rule["attribute"]].choices
    return frozenset(choices.get(choice, -1) for choice in rule["value"])


def _friend(rule: Rule, person: Person, words: Vocabulary, _: Fingerprint) -> bool:
    if person.followed_at is None:
        return False
    return bool((person.followed_at >= midnight(rule["date"])) == (rule["op"] == "from"))


def _attribute(rule: Rule, person: Person, words: Vocabulary, fingerprint: Fingerprint) -> bool:
    entry = words.attributes.get(rule["attribute"])
    if entry is None:
        return False
    if entry.kind in ("choice", "choices"):
        return _choice(rule, person, words, frozenset(entry.choices.values()))
    value = usable_scalar(entry.kind, person.scalars.get(rule["attribute"]))
    if rule["op"] in EXISTENCE_OPS:
        return bool((value is not None) == (rule["op"] == "exists"))
    if value is None:
        return False
    if entry.kind == "number":
        bounds = rule["value"] if rule["op"] == "between" else [rule["value"]]
        decimals = [Decimal(str(bound)) for bound in bounds]
        return _compare(rule["op"], Decimal(str(value)), decimals if rule["op"] == "between" else decimals[0])
    return _compare(rule["op"], value, fingerprint(rule["value"]) if entry.kind == "text" else rule["value"])


def usable_scalar(kind: str, value: Any) -> Any:
    """The stored value if it is of the kind's type, else None."""
    if kind == "number":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    return value if isinstance(value, str) else None


def _choice(rule: Rule, person: Person, words: Vocabulary, own: frozenset[int]) -> bool:
    known = bool(own & person.options)
    if rule["op"] in EXISTENCE_OPS:
        return bool(known == (rule["op"] == "exists"))
    return known and has_options(rule["op"].removesuffix("_of"), choice_options(rule, words), person.options)


def _compare(op: str, value: Any, wanted: Any) -> bool:
    if op == "between":
        return bool(wanted[0] <= value <= wanted[1])
    compare: dict[str, Callable[[], bool]] = {
        "is": lambda: value == wanted,
        "is_not": lambda: value != wanted,
        "gt": lambda: value > wanted,
        "gte": lambda: value >= wanted,
        "lt": lambda: value < wanted,
        "lte": lambda: value <= wanted,
    }
    return bool(compare[op]())


_CONDITIONS: dict[str, Callable[[Rule, Person, Vocabulary, Fingerprint], bool]] = {
    "attribute": _attribute,
    "tag": _tag,
    "friend": _friend,
}
