"""The people who have phones: in memory for speed, in the state file to stay."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from line_simulator.store import Store

# LINE delivers to somebody who is no friend but wrote to the account in the last seven days.
_SPOKE_RECENTLY_MS = 7 * 24 * 3600 * 1000


@dataclass(slots=True)
class Citizen:
    number: int
    user_id: str
    name: str
    friend: bool
    blocked: bool = False
    menu: str | None = None
    spoke_at: int | None = None
    talk: list[int] = field(default_factory=list)
    """Sequence numbers of the records that stand in this person's talk."""

    def reachable(self, now_ms: int) -> bool:
        if self.blocked:
            return False
        return self.friend or (self.spoke_at is not None and now_ms - self.spoke_at <= _SPOKE_RECENTLY_MS)


class Citizens:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.by_id: dict[str, Citizen] = {}
        self.by_number: list[Citizen] = []
        for row in store.rows(
            "SELECT number, user_id, name, friend, blocked, menu, spoke_at FROM citizen ORDER BY number"
        ):
            self._keep(Citizen(row[0], row[1], row[2], bool(row[3]), bool(row[4]), row[5], row[6]))

    def add_many(self, people: Iterable[tuple[str, str]], friend: bool) -> list[Citizen]:
        """people: (user id, name). Somebody who is there already stays as they are."""
        added = []
        for user_id, name in people:
            if user_id not in self.by_id:
                citizen = Citizen(len(self.by_number), user_id, name, friend)
                self._keep(citizen)
                added.append(citizen)
        self._store.write_many(
            "INSERT INTO citizen (number, user_id, name, friend, blocked) VALUES (?, ?, ?, ?, 0)",
            ((citizen.number, citizen.user_id, citizen.name, int(citizen.friend)) for citizen in added),
        )
        return added

    def save(self, *citizens: Citizen) -> None:
        self._store.write_many(
            "UPDATE citizen SET name = ?, friend = ?, blocked = ?, menu = ?, spoke_at = ? WHERE number = ?",
            [(c.name, int(c.friend), int(c.blocked), c.menu, c.spoke_at, c.number) for c in citizens],
        )

    def forget_menu(self, menu_id: str) -> None:
        linked = [citizen for citizen in self.by_number if citizen.menu == menu_id]
        for citizen in linked:
            citizen.menu = None
        self.save(*linked)

    def clear(self) -> None:
        self.by_id.clear()
        self.by_number.clear()

    def _keep(self, citizen: Citizen) -> None:
        self.by_id[citizen.user_id] = citizen
        self.by_number.append(citizen)
