"""Hypothesis strategies: valid rules, and people as the database may hold them."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from app.audience.catalogue import Catalogue
from app.audience.rules import FRIEND_OPS, OPS_BY_KIND, TAG_OPS, midnight

_NUMBERS = st.sampled_from([0, 1, 2, 0.1, 0.2, 0.30000000000000004, -1, 2.0, 2.5, 10**15, -0.0, 1e-7]) | st.integers(-5, 5)
_DATES = st.sampled_from(["2019-12-31", "2020-01-01", "2020-02-29", "2100-12-31", "1900-01-01"])
_TEXTS = st.sampled_from(["農業", "ＡＢＣ", "abc", " a  b ", "A B", "ﾊﾝｶｸ", "ハンカク", "ß", "ss"])


def _one_value(kind: str) -> st.SearchStrategy[Any]:
    return {"number": _NUMBERS, "date": _DATES, "text": _TEXTS}[kind]


def _chosen(keys: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(keys), min_size=1, unique=True)


@st.composite
def _attribute(draw: st.DrawFn, words: Catalogue) -> dict[str, Any]:
    entry = draw(st.sampled_from(list(words.attributes.values())))
    op = draw(st.sampled_from([*OPS_BY_KIND[entry.kind], "exists", "exists_not"]))
    rule = {"type": "attribute", "attribute": entry.key, "op": op}
    if op.startswith("exists"):
        return rule
    if entry.has_choices:
        return {**rule, "value": draw(_chosen(list(entry.choices)))}
    if op == "between":
        return {**rule, "value": sorted([draw(_one_value(entry.kind)), draw(_one_value(entry.kind))])}
    return {**rule, "value": draw(_one_value(entry.kind))}


def rules(words: Catalogue) -> st.SearchStrategy[dict[str, Any]]:
    tag = st.fixed_dictionaries({"type": st.just("tag"), "op": st.sampled_from(TAG_OPS), "tags": _chosen(list(words.tags))})
    friend = st.fixed_dictionaries({"type": st.just("friend"), "op": st.sampled_from(FRIEND_OPS), "date": _DATES})
    condition = _attribute(words) | tag | friend
    group = st.recursive(
        condition,
        lambda inner: st.builds(
            lambda how, parts, negated: {"not": {how: parts}} if negated else {how: parts},
            st.sampled_from(["all", "any"]),
            st.lists(inner, min_size=1, max_size=3),
            st.booleans(),
        ),
        max_leaves=8,
    )
    return group | condition.map(lambda rule: {"not": rule})


def people(words: Catalogue, fingerprint: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Columns of `citizen`; also with values of the wrong sort, which count as not known."""
    texts = _TEXTS.map(fingerprint)
    anything = _NUMBERS | _DATES | texts | st.booleans() | st.none()
    scalars = st.fixed_dictionaries(
        {},
        optional={"people": _NUMBERS | anything, "birth": _DATES | anything, "job": texts | anything, "gone": anything},
    )
    # Japan's midnights of the dates above, and a microsecond before.
    starts = _DATES.map(midnight)
    moments = starts | starts.map(lambda moment: moment - timedelta(microseconds=1))
    options = st.lists(st.sampled_from([*words.option_keys, 9999]), unique=True, max_size=5)
    friend = st.sampled_from([True, True, False])
    person = st.fixed_dictionaries(
        {"options": options, "scalars": scalars, "followed_at": st.none() | moments, "is_friend": friend}
    )
    return st.lists(person, min_size=1, max_size=6)
