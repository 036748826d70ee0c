"""The list at the left of every page."""

from dataclasses import dataclass, field
from enum import StrEnum

from flask import current_app, request, url_for
from flask_login import current_user


@dataclass(frozen=True)
class Item:
    endpoint: str
    name: str
    permission: StrEnum | None = None
    about: str = ""  # what one does there, for the first page

    @property
    def current(self) -> bool:
        """Does the page shown stand under this one?"""
        place = url_for(self.endpoint)
        return request.path == place if place == "/" else request.path.startswith(place)


@dataclass
class Navigation:
    items: list[Item] = field(default_factory=list)

    def visible(self) -> list[Item]:
        return [item for item in self.items if item.permission is None or current_user.may(item.permission)]


def navigation_items() -> list[Item]:
    """What the signed-in staff member may open, in the order in which the packages registered it."""
    return current_app.extensions["navigation"].visible()
