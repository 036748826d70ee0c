"""Signing in and out, and sessions that live in the database."""

import json

import pytest
from sqlalchemy import func, select, update

from app.clock import now
from app.extensions import db
from app.staff.models import StaffMember, StaffSession
from app.staff.roles import Permission, Role, may
from app.staff.sessions import ABSOLUTE, COOKIE, IDLE, token_hash
from tests.kit.factories import PASSWORD, make_staff


def cookie(client) -> str:
    return client._client.get_cookie(COOKIE).value


def sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(StaffSession.staff_member_id.is_not(None))) or 0


def test_the_cookie_holds_a_random_id_of_which_the_database_keeps_the_hash(client):
    client.sign_in(make_staff())
    assert len(cookie(client)) >= 43
    assert db.session.get(StaffSession, token_hash(cookie(client))) is not None


def test_signing_in_gives_a_new_id_and_the_old_one_is_dead(app, client):
    client.open("/sign-in")
    before = cookie(client)
    client.sign_in(make_staff())
    assert cookie(client) != before
    assert db.session.get(StaffSession, token_hash(before)) is None


def test_signing_out_ends_the_session_on_the_server(app, client):
    client.sign_in(make_staff())
    stolen = cookie(client)
    client.post("/sign-out")
    assert sessions() == 0
    client._client.set_cookie(COOKIE, stolen)
    assert client.get("/", status=302).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("change", [{"seen_at": IDLE}, {"created_at": ABSOLUTE}])
def test_an_idle_or_old_session_is_over(client, change):
    client.sign_in(make_staff())
    [(column, age)] = change.items()
    db.session.execute(update(StaffSession).values({column: now() - age * 1.01}))
    db.session.commit()
    client.get("/", status=302)


def test_a_disabled_account_is_out_at_once(client):
    member = make_staff()
    client.sign_in(member)
    db.session.execute(update(StaffMember).values(active=False))
    db.session.commit()
    client.get("/", status=302)


@pytest.mark.parametrize(("email", "password"), [(None, "wrong password 123"), ("nobody@city.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, email, password):
    member = make_staff()
    page = client.post("/sign-in", {"email": email or member.email, "password": password}, status=422, page="/sign-in")
    assert "メールアドレスかパスワードが違います。" in page.text
    assert (email or member.email) in page.text
    assert password not in page.text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_in_does_not_lead_to_another_site(client, target):
    member = make_staff()
    answer = client.post(
        "/sign-in", {"email": member.email, "password": PASSWORD}, page="/sign-in", query_string={"next": target}
    )
    assert answer.headers["Location"] == "/"


def test_a_form_without_a_token_is_refused(app, client):
    client.sign_in(make_staff())
    assert client.open("/sign-out", method="POST").status_code == 400
    assert client.open("/sign-out", method="POST", data={"csrf_token": "forged"}).status_code == 400


def test_the_first_administrator_is_made_on_the_command_line(app):
    made = app.test_cli_runner().invoke(args=["staff", "create", "a@city.example", "--role", "system_administrator", "--json"])
    assert made.exit_code == 0, made.output
    assert len(json.loads(made.output)["password"]) >= 12
    again = app.test_cli_runner().invoke(args=["staff", "create", "A@city.example", "--role", "viewer"])
    assert again.exit_code != 0
    short = app.test_cli_runner().invoke(args=["staff", "create", "b@city.example", "--role", "viewer", "--password", "short"])
    assert "at least 12 characters" in short.output


def test_readers_may_not_write_and_only_administrators_take_data_out():
    assert not any(may(Role.VIEWER, permission) for permission in Permission if permission.endswith((":write", ":publish")))
    assert [role for role in Role if may(role, Permission.EXPORTS_WRITE)] == [Role.SYSTEM_ADMINISTRATOR]
