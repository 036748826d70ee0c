"""Rich menus, their pictures, aliases and the default."""

import json
from dataclasses import dataclass
from typing import Any

from line_simulator.identifiers import new_menu_id
from line_simulator.settings import recall, remember
from line_simulator.store import Store


@dataclass(slots=True)
class Menu:
    id: str
    definition: dict[str, Any]
    media_type: str | None = None

    def response(self) -> dict[str, Any]:
        return {"richMenuId": self.id, **self.definition}


class Menus:
    """Pictures stay in the state file; everything else is also in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.by_id = {
            row[0]: Menu(row[0], json.loads(row[1]), row[2])
            for row in store.rows("SELECT id, definition, media_type FROM menu ORDER BY number")
        }
        self.aliases: dict[str, str] = dict(store.rows("SELECT id, menu FROM alias ORDER BY id"))
        self.default: str | None = recall(store, "default_menu", None)

    def create(self, definition: dict[str, Any]) -> Menu:
        menu = Menu(new_menu_id(), definition)
        self.by_id[menu.id] = menu
        self._store.write(
            "INSERT INTO menu (id, number, definition) VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM menu), ?)",
            (menu.id, json.dumps(definition, ensure_ascii=False)),
        )
        return menu

    def set_picture(self, menu: Menu, media_type: str, content: bytes) -> None:
        menu.media_type = media_type
        self._store.write("UPDATE menu SET media_type = ?, image = ? WHERE id = ?", (media_type, content, menu.id))

    def picture(self, menu: Menu) -> bytes | None:
        row = self._store.row("SELECT image FROM menu WHERE id = ?", (menu.id,))
        return row[0] if row else None

    def delete(self, menu_id: str) -> None:
        """Its aliases stay and lead nowhere, as at LINE."""
        del self.by_id[menu_id]
        self._store.write("DELETE FROM menu WHERE id = ?", (menu_id,))
        if self.default == menu_id:
            self.set_default(None)

    def set_default(self, menu_id: str | None) -> None:
        self.default = menu_id
        remember(self._store, "default_menu", menu_id)

    def set_alias(self, alias_id: str, menu_id: str) -> None:
        self.aliases[alias_id] = menu_id
        self._store.write("INSERT OR REPLACE INTO alias VALUES (?, ?)", (alias_id, menu_id))

    def delete_alias(self, alias_id: str) -> None:
        del self.aliases[alias_id]
        self._store.write("DELETE FROM alias WHERE id = ?", (alias_id,))

    def shown(self, linked: str | None) -> Menu | None:
        """What somebody sees whose own menu is `linked`: that, else the default, if it still exists."""
        return self.by_id.get(linked or "") or self.by_id.get(self.default or "")

    def clear(self) -> None:
        self.by_id.clear()
        self.aliases.clear()
        self.set_default(None)
