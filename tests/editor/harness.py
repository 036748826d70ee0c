"""A small peer for the flow editor's front end: the JSON of its pages over a flow in memory, under the same CSP.

Lint, preview and the words for changes are the engine's own. What is kept, who saved it and what a page looks like
is not the product's: journeys through the real server stand elsewhere.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from app.flows.engine.changes import describe_changes
from app.flows.engine.definition import parse
from app.flows.engine.errors import DefinitionError
from app.flows.engine.inspect import lint
from app.flows.engine.memory import MemoryServices
from app.flows.engine.problems import FlowInfo, LintContext
from app.flows.engine.services import AttributeInfo
from app.flows.engine.session import Session
from app.flows.engine.turn import turn

STATIC = Path(__file__).parents[2] / "app" / "static"
TOKEN = "a-token"
FLOW = "01990000-0000-7000-8000-000000000001"
PICTURE = "01990000-0000-7000-8000-0000000000a1"
SAVED_AT = "2026-04-01T00:00:00Z"
CSP = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"

PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csrf-token" content="{token}"><title>ごみの分け方 | シナリオ</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/static/dist/editor.css"></head>
<body><main><div id="flow-editor" data-draft-url="/draft" data-lint-url="/lint" data-publish-url="/publish"
 data-preview-url="/preview" data-images-url="/images" data-back-url="/flows"
 data-flow-name="ごみの分け方"></div></main>
<script type="module" src="/static/dist/editor.js"></script></body></html>"""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def _named(**names: str) -> list[dict[str, str]]:
    return [{"key": key, "name": name} for key, name in names.items()]


CATALOG: dict[str, Any] = {
    "tags": _named(gomi="ごみ・環境", bosai="防災・安全"),
    "attributes": [
        {
            "key": "district",
            "name": "居住地区",
            "kind": "choice",
            "choices": _named(itami="伊丹", inano="稲野", minami="南"),
        },
        {"key": "nickname", "name": "呼び名", "kind": "text", "choices": []},
    ],
    "flows": [{"id": FLOW, "name": "ごみの分け方"}, {"id": "01990000-0000-7000-8000-000000000002", "name": "受信設定"}],
    "media": [{"id": PICTURE, "url": "/media/" + PICTURE, "name": "収集カレンダー"}],
}


def empty_definition() -> dict[str, Any]:
    """A draft as a new flow has it."""
    return {"format": 1, "base_language": "ja", "triggers": [], "start": None, "nodes": []}


@dataclass
class Peer:
    """What the server keeps; tests read and change it between steps."""

    definition: dict[str, Any] = field(default_factory=empty_definition)
    layout: dict[str, Any] = field(default_factory=lambda: {"nodes": {}})
    revision: int = 1
    published: dict[str, Any] | None = None
    published_definition: dict[str, Any] | None = None
    signed_in: bool = True
    can_edit: bool = True
    seen_tokens: list[str | None] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    saves: int = 0

    def problems(self, definition: Any) -> list[dict[str, Any]]:
        context = LintContext(
            tags=frozenset(tag["key"] for tag in CATALOG["tags"]),
            attributes=_attributes(),
            flows={flow["id"]: FlowInfo(flow["name"]) for flow in CATALOG["flows"]},
            media=frozenset(medium["id"] for medium in CATALOG["media"]),
            flow=FLOW,
        )
        return [problem.to_json() for problem in lint(definition, context)]

    def somebody_saves(self, definition: dict[str, Any]) -> None:
        """Another member of staff saves between two steps of a test."""
        self.definition = definition
        self.revision += 1


@dataclass
class Table:
    """Where the peer of the present test lies: one server serves many tests, so that the browser keeps the bundle."""

    peer: Peer = field(default_factory=Peer)


def _attributes() -> dict[str, AttributeInfo]:
    return {
        item["key"]: AttributeInfo(item["kind"], {choice["key"]: choice["name"] for choice in item["choices"]})
        for item in CATALOG["attributes"]
    }


def _conflict(peer: Peer, definition: Any) -> tuple[Response, int]:
    body = {
        "error": "conflict",
        "revision": peer.revision,
        "definition": peer.definition,
        "layout": peer.layout,
        "saved_by": "佐藤 花子",
        "saved_at": SAVED_AT,
        "changes": describe_changes(definition, peer.definition),
    }
    return jsonify(body), 409


def _add_pages(app: Flask, table: Table) -> None:
    @app.before_request
    def only_signed_in() -> tuple[Response, int] | None:
        if request.method in ("POST", "PUT"):
            table.peer.seen_tokens.append(request.headers.get("X-CSRFToken"))
        if request.path in ("/draft", "/lint", "/publish", "/preview", "/images") and not table.peer.signed_in:
            return jsonify(error="signed_out", message="サインインしてください。"), 401
        return None

    @app.after_request
    def protected(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        response.headers["Cache-Control"] = "max-age=600" if request.path.startswith("/static") else "no-store"
        return response

    @app.get("/")
    def page() -> str:
        return PAGE.format(token=TOKEN)

    @app.get("/flows")
    def flows() -> str:
        return "<!doctype html><html lang=ja><title>シナリオ</title><h1>シナリオの一覧</h1></html>"

    @app.get("/favicon.svg")
    def favicon() -> Response:
        return Response('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', mimetype="image/svg+xml")

    @app.get("/media/<picture>")
    def picture(picture: str) -> Response:
        return Response(PNG, mimetype="image/png")


def _add_draft(app: Flask, table: Table) -> None:
    @app.get("/draft")
    def read_draft() -> dict[str, Any]:
        return {
            "flow": {"id": FLOW, "name": "ごみの分け方"},
            "revision": table.peer.revision,
            "definition": table.peer.definition,
            "layout": table.peer.layout,
            "catalog": CATALOG,
            "problems": table.peer.problems(table.peer.definition),
            "published": table.peer.published,
            "can_edit": table.peer.can_edit,
            "can_publish": table.peer.can_edit,
        }

    @app.put("/draft")
    def save_draft() -> Any:
        body = request.get_json()
        if body["base_revision"] != table.peer.revision:
            return _conflict(table.peer, body["definition"])
        table.peer.definition, table.peer.layout = body["definition"], body["layout"]
        table.peer.revision += 1
        table.peer.saves += 1
        return {"revision": table.peer.revision, "problems": table.peer.problems(table.peer.definition)}

    @app.post("/lint")
    def lint_draft() -> dict[str, Any]:
        return {"problems": table.peer.problems(request.get_json()["definition"])}

    @app.post("/images")
    def keep_image() -> Any:
        file = request.files["file"]
        if not file.read(4).startswith(b"\x89PNG"):
            return jsonify(error="invalid", message="画像として読めませんでした。JPEGかPNGを選んでください。"), 422
        medium = {"id": "01990000-0000-7000-8000-0000000000a2", "url": "/media/new", "name": file.filename}
        return jsonify(medium), 201


def _add_publishing(app: Flask, table: Table) -> None:
    @app.get("/publish")
    def plan() -> dict[str, Any]:
        return {
            "changes": describe_changes(table.peer.published_definition or empty_definition(), table.peer.definition),
            "problems": table.peer.problems(table.peer.definition),
            "first": table.peer.published is None,
        }

    @app.post("/publish")
    def publish() -> Any:
        body = request.get_json()
        if body["base_revision"] != table.peer.revision:
            return _conflict(table.peer, table.peer.definition)
        problems = table.peer.problems(table.peer.definition)
        if any(problem["level"] == "error" for problem in problems):
            return jsonify(error="problems", problems=problems), 422
        number = table.peer.published["number"] + 1 if table.peer.published else 1
        table.peer.published = {"number": number, "at": SAVED_AT}
        table.peer.published_definition = table.peer.definition
        table.peer.summaries.append(body["summary"])
        return {"version": number, "at": SAVED_AT}


def _add_preview(app: Flask, table: Table) -> None:
    @app.post("/preview")
    def preview() -> Any:
        body = request.get_json()
        citizen = body["citizen"] or {"tags": [], "attributes": {}}
        try:
            definition = parse(body["definition"])
        except DefinitionError:
            message = "シナリオの形が正しくありません。「問題」を見て直してください。"
            return jsonify(error="definition", message=message), 422
        services = MemoryServices(
            {FLOW: definition},
            name="伊丹 太郎",
            tags=citizen["tags"],
            values=citizen["attributes"],
            attributes=_attributes(),
        )
        session = Session.from_json(body["session"]) if body["session"] else None
        done = turn(session, body["input"], now=datetime.now(UTC), rng=random.Random(1), services=services)
        services.apply(done.events)
        after = services.citizen()
        return {
            "session": done.session.to_json() if done.session else None,
            "bubbles": done.bubbles,
            "events": [event.to_json() for event in done.events if event.type != "say"],
            "path": [list(step) for step in done.path],
            "citizen": {"tags": sorted(after.tags), "attributes": dict(after.attributes)},
        }


def create_harness(table: Table) -> Flask:
    """The application over whichever peer lies on the table."""
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    _add_pages(app, table)
    _add_draft(app, table)
    _add_publishing(app, table)
    _add_preview(app, table)
    return app


@contextmanager
def running(table: Table) -> Iterator[str]:
    """Serves the table on a free port of this machine; gives the address."""
    server = make_server("localhost", 0, create_harness(table), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
