"""Many citizens in conversation at once, whose phones tell in the end who heard what."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from tests.kit.line import LineStandIn

ANSWER = "こんにちは。市役所です。"
KEYWORD = "もしもし"
# What a citizen says to the questionnaire of tests.kit.documents.survey, and what is heard.
SURVEY_SAYS = ("アンケート", "伊丹", "3")
SURVEY_HEARS = ["どの地区にお住まいですか。", "何人で暮らしていますか。", "伊丹の3人ですね。ありがとうございました。"]
_LOOK_SECONDS = 0.3


@dataclass
class Person:
    user: str
    lines: tuple[str, ...]
    hears: list[str]
    said: int = 0
    refused: int = 0
    under_way: Future | None = field(default=None, repr=False)


class Crowd:
    """Everybody says the first line at a moment of their own within `seconds`, and the next one once they were answered."""

    def __init__(self, line: LineStandIn, talkers: int, answerers: int, seconds: float) -> None:
        users = line.add_friends(talkers + answerers)
        every = (talkers + answerers) // answerers if answerers else len(users) + 1
        self.people = [
            Person(user, SURVEY_SAYS, SURVEY_HEARS) if number % every == every - 1 else Person(user, (KEYWORD,), [ANSWER])
            for number, user in enumerate(users)
        ]
        self._line, self._seconds = line, seconds
        self._threads = ThreadPoolExecutor(16)
        self._local = threading.local()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._over = threading.Event()

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._threads.shutdown()

    def is_content(self) -> bool:
        """Has everybody said everything, and heard as many bubbles as expected?"""
        counts = self.counts()
        return all(
            person.said == len(person.lines) and (person.refused or counts.get(person.user, 0) >= len(person.hears))
            for person in self.people
        )

    def counts(self) -> dict[str, int]:
        """How many messages each citizen has got; who got none may be missing."""
        counts: dict[str, int] = self._line.get("ledger/recipients")["counts"]
        return counts

    def heard(self, person: Person) -> list[str]:
        items = self._line.get(f"phones/{person.user}", limit=50)["items"]
        return [item["message"]["text"] for item in items if item["direction"] == "from_account"]

    def has_begun(self, share: float) -> bool:
        """Has this share of the people spoken?"""
        return sum(person.said > 0 for person in self.people) >= share * len(self.people)

    def _run(self) -> None:
        begun, step = time.monotonic(), self._seconds / len(self.people)
        looked, counts = 0.0, {}
        line = LineStandIn(self._line.url)
        while not self._over.wait(0.02):
            moment = time.monotonic()
            if moment - looked > _LOOK_SECONDS:
                looked, counts = moment, line.get("ledger/recipients")["counts"]
            for number, person in enumerate(self.people):
                if person.said == 0:
                    if moment - begun < number * step:
                        break
                    self._say(person)
                elif person.said < len(person.lines) and counts.get(person.user, 0) >= person.said:
                    self._say(person)

    def _say(self, person: Person) -> None:
        if person.under_way and not person.under_way.done():
            return
        text = person.lines[person.said]
        person.said += 1
        person.under_way = self._threads.submit(self._speak, person, text)

    def _speak(self, person: Person, text: str) -> None:
        if not hasattr(self._local, "http"):
            self._local.http = requests.Session()
        address = f"{self._line.url}/simulator/citizens/{person.user}/text"
        answer = self._local.http.post(address, json={"text": text}, timeout=30)
        answer.raise_for_status()
        if answer.json()["webhook"]["status"] != 200:
            person.refused += 1
