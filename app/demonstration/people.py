"""Invented citizens. Pure: the same seed gives the same people."""

import random
from dataclasses import dataclass
from typing import Any

_FAMILY = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 髙島 濵田 﨑山 池尻 荻野".split()
_GIVEN = "陽菜 結衣 さくら 美咲 葵 花子 恵子 和子 久美子 蓮 大翔 湊 健一 誠 隆 清 進 翔太 拓也 ひなた 美雪 直樹 真理 修 茂".split()


@dataclass(frozen=True)
class Person:
    name: str
    attributes: dict[str, Any]
    tags: tuple[str, ...]


def invent(count: int, attributes: dict[str, list[str]], tags: list[str], seed: int = 1) -> list[Person]:
    """`attributes` maps each choice attribute to its choices; about a fifth of the people have set nothing."""
    chance = random.Random(seed)  # noqa: S311 - invented people need no secrets
    people = []
    for _ in range(count):
        name = f"{chance.choice(_FAMILY)} {chance.choice(_GIVEN)}"
        if chance.random() < 0.2:
            people.append(Person(name, {}, ()))
            continue
        chosen = {key: chance.choice(choices) for key, choices in attributes.items()}
        people.append(Person(name, chosen, tuple(tag for tag in tags if chance.random() < 0.3)))
    return people
