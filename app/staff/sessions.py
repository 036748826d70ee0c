"""Sessions of the browser in the database, so that they can be ended from the server.

The cookie holds 256 random bits, the table their SHA-256. Only a session with content is stored. A new id is made at
sign-in (`renew`). Idle for 30 minutes or older than 12 hours: gone.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from werkzeug.datastructures import CallbackDict

from app.clock import now
from app.extensions import db
from app.staff.models import StaffMember, StaffSession

COOKIE = "kairan_session"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_TOUCH_AFTER = timedelta(minutes=1)


class DatabaseSession(CallbackDict, SessionMixin):
    def __init__(self, data: dict[str, Any] | None = None, token: str | None = None) -> None:
        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(data or {}, changed)
        self.modified = False
        self.token = token
        self.stale_tokens: list[str] = []
        self.stored: StaffSession | None = None

    def renew(self) -> None:
        """Give the session a new id; the old one stops working (against session fixation)."""
        if self.token:
            self.stale_tokens.append(self.token)
        self.token = None
        self.stored = None
        self.modified = True


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class DatabaseSessionInterface(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> DatabaseSession:
        token = request.cookies.get(COOKIE)
        if not token or request.endpoint in ("static", "webhook.receive"):
            return DatabaseSession()
        row = db.session.get(StaffSession, token_hash(token))
        if row is None:
            return DatabaseSession()
        if now() - row.seen_at > IDLE or now() - row.created_at > ABSOLUTE:
            session = DatabaseSession()
            session.stale_tokens.append(token)
            return session
        session = DatabaseSession(dict(row.data), token)
        session.stored = row
        session.created_at = row.created_at
        session.touch = now() - row.seen_at > _TOUCH_AFTER
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, DatabaseSession)
        self._delete(session.stale_tokens)
        if not session:
            if session.token and session.modified:
                self._delete([session.token])
                response.delete_cookie(COOKIE, path="/")
            return
        if not session.modified and not getattr(session, "touch", False):
            return
        token = session.token or secrets.token_urlsafe(32)
        self._store(token, session)
        response.set_cookie(COOKIE, token, httponly=True, secure=app.config["SESSION_COOKIE_SECURE"], samesite="Lax", path="/")

    def _store(self, token: str, session: DatabaseSession) -> None:
        moment = now()
        values = {"data": dict(session), "staff_member_id": session.get("_user_id"), "seen_at": moment}
        statement = insert(StaffSession).values(id_hash=token_hash(token), created_at=moment, **values)
        with db.engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["id_hash"], set_=values))

    def _delete(self, tokens: list[str]) -> None:
        if tokens:
            with db.engine.begin() as connection:
                hashes = [token_hash(token) for token in tokens]
                connection.execute(delete(StaffSession).where(StaffSession.id_hash.in_(hashes)))


def load_staff_member(staff_id: str) -> StaffMember | None:
    return db.session.get(StaffMember, staff_id)
