"""A staff member's browser for tests: signs in, carries CSRF tokens, and checks every page it fetches."""

import re
from contextvars import Context
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import TestResponse

from app.staff.models import StaffMember
from app.web.pages import CONTENT_SECURITY_POLICY
from tests.kit.factories import PASSWORD


class StaffClient:
    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def open(self, path: str, **more) -> TestResponse:
        """One request as a server sees it: without the application context that the test itself stands in.

        Flask would reuse that one, and with it `g`, in which Flask-Login and Flask-WTF keep what belongs to one request.
        """
        return Context().run(self._client.open, path, buffered=True, **more)

    def sign_in(self, member: StaffMember) -> "StaffClient":
        token = self._token("/sign-in")
        data = {"email": member.email, "password": PASSWORD, "csrf_token": token}
        answer = self.open("/sign-in", method="POST", data=data)
        assert answer.status_code == 302, "sign-in failed"
        return self

    def get(self, path: str, *, status: int = 200, **more) -> TestResponse:
        answer = self.open(path, **more)
        assert answer.status_code == status, f"GET {path}: {answer.status_code}, expected {status}"
        if answer.mimetype == "text/html" and status not in (301, 302, 303):
            check_page(path, answer)
        return answer

    def post(self, path: str, data: dict | None = None, *, status: int = 302, page: str | None = None, **more) -> TestResponse:
        """Submit a form; the CSRF token comes from `page` (default: the first page)."""
        body = {"csrf_token": self._token(page or "/"), **(data or {})}
        answer = self.open(path, method="POST", data=body, **more)
        assert answer.status_code == status, f"POST {path}: {answer.status_code}, expected {status}: {answer.text[:2000]}"
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            check_page(path, answer)
        return answer

    def json(self, method: str, path: str, body: object = None, *, status: int = 200) -> dict:
        """A call as page scripts make it."""
        headers = {"X-CSRFToken": self._token("/"), "Accept": "application/json"}
        answer = self.open(path, method=method, json=body, headers=headers)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code}, expected {status}: {answer.text[:500]}"
        return answer.get_json()

    def _token(self, page: str) -> str:
        html = self.open(page, follow_redirects=True).text
        return re.search(r'name="csrf-token" content="([^"]+)"', html).group(1)


class _Page(HTMLParser):
    """What every page must have: see `check_page`."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict] = []
        self.headings = 0
        self.titles = 0
        self.inline: list[str] = []
        self.depth_label = 0

    def handle_starttag(self, tag: str, attributes: list) -> None:
        attrs = dict(attributes)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        self.headings += tag == "h1"
        self.titles += tag == "title"
        self.depth_label += tag == "label"
        if tag == "label" and attrs.get("for"):
            self.labels.add(attrs["for"])
        if tag in ("input", "select", "textarea") and attrs.get("type") not in ("hidden", "submit", "button"):
            self.controls.append({**attrs, "inside_label": self.depth_label > 0})
        handlers = [name for name in attrs if name.startswith("on") or name == "style"]
        if handlers or (tag == "script" and "src" not in attrs) or tag == "style":
            self.inline.append(f"<{tag} {' '.join(handlers)}>")

    def handle_endtag(self, tag: str) -> None:
        self.depth_label -= tag == "label"


def check_page(path: str, answer: TestResponse) -> None:
    """One h1, one title, unique ids, a label for each control, nothing inline, security headers."""
    page = _Page()
    page.feed(answer.text)
    assert page.headings == 1, f"{path}: {page.headings} h1 elements; write exactly one"
    assert page.titles == 1, f"{path}: write one title"
    doubled = {name for name in page.ids if page.ids.count(name) > 1}
    assert not doubled, f"{path}: ids used twice: {doubled}"
    assert not page.inline, f"{path}: inline script, style or handler {page.inline}; put it into a file"
    for control in page.controls:
        named = (
            control["inside_label"]
            or control.get("id") in page.labels
            or control.get("aria-label")
            or control.get("aria-labelledby")
        )
        assert named, f"{path}: a control without a label: {control}"
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert 'lang="ja"' in answer.text
