"""Pages of a list."""

from dataclasses import dataclass

from flask import request


@dataclass(frozen=True)
class Page:
    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        return self.offset + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.total, self.offset + self.size)


def requested_page(total: int, size: int = 50) -> Page:
    """The page that the query string's `page` asks for, within what there is."""
    number = request.args.get("page", 1, type=int)
    last = max(1, -(-total // size))
    return Page(min(max(number, 1), last), size, total)
