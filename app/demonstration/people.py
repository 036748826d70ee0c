"""Invented citizens. Pure: the same seed gives the same people."""

import random
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Person:
    name: str
    attributes: dict[str, Any]
    tags: tuple[str, ...]


def invent(
    count: int, names: dict[str, list[str]], attributes: dict[str, list[str]], tags: list[str], seed: int = 1
) -> list[Person]:
    """About a fifth of the people have set nothing.

    `names` has lists of `family` and `given` names, `attributes` maps each choice attribute to its choices.
    """
    chance = random.Random(seed)  # noqa: S311 - invented people need no secrets
    people = []
    for _ in range(count):
        name = f"{chance.choice(names['family'])} {chance.choice(names['given'])}"
        if chance.random() < 0.2:
            people.append(Person(name, {}, ()))
            continue
        chosen = {key: chance.choice(choices) for key, choices in attributes.items()}
        people.append(Person(name, chosen, tuple(tag for tag in tags if chance.random() < 0.3)))
    return people
