"""Segment rules: what a rule may say, and whether a citizen satisfies it. Pure; `queries.py` says the same in SQL."""

import unicodedata


def text_key(text: str) -> str:
    """The key on which texts are compared: NFKC, lower case, white space at the ends and doubled inside gone."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
