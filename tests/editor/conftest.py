"""A page with the editor over a peer in memory; console errors and CSP violations fail the test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.editor.harness import Peer, Table, running

STEP_MS = 20_000

# Rebuilding needs what `npm ci` installs; the hash in test_bundle.py is compared everywhere.
HAS_NODE_MODULES = (Path(__file__).parents[2] / "frontend" / "node_modules").is_dir()
collect_ignore = [] if HAS_NODE_MODULES else ["test_rebuild.py"]


@pytest.fixture(scope="session")
def table() -> Table:
    return Table()


@pytest.fixture(scope="session")
def address(table: Table) -> Iterator[str]:
    with running(table) as at:
        yield at


@pytest.fixture(scope="session")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """One for all tests: each opens a tab of its own, whose session storage is its own too."""
    context = chromium.new_context(reduced_motion="reduce")
    yield context
    context.close()


@dataclass
class Opened:
    """The editor in a browser, and what the browser complained about."""

    page: Page
    peer: Peer
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def open_editor(context: BrowserContext, table: Table, address: str) -> Iterator[Callable[..., Opened]]:
    """Call it with a peer (default: an empty flow) and a size; the tab is checked for complaints at the end."""
    opened: list[Opened] = []

    def open_one(peer: Peer | None = None, width: int = 1280, height: int = 800) -> Opened:
        table.peer = peer or Peer()
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(STEP_MS)
        one = Opened(page, table.peer)
        opened.append(one)
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and one.complaints.append(said.text))
        page.goto(address)
        page.wait_for_selector(".ke-editor")
        return one

    yield open_one
    for one in opened:
        one.page.close()
        assert one.complaints == [], "the browser's console has to stay empty"
