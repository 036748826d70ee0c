"""Every route declares who may come in, and keeps everybody else out."""

import pytest

from app.staff.roles import Role, may
from app.web.access import ACCESS
from tests.kit.factories import make_staff

_SAMPLE = "018f0000-0000-7000-8000-000000000000"


def _routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def _path(rule) -> str:
    with_samples = {name: _SAMPLE if name.endswith("_id") else "sample" for name in rule.arguments}
    return rule.build(with_samples, append_unknown=False)[1]


def _access(app, rule):
    return getattr(app.view_functions[rule.endpoint], ACCESS, None)


def test_every_route_declares_a_permission_or_that_it_is_public(app):
    undeclared = [rule.endpoint for rule in _routes(app) if _access(app, rule) is None]
    assert not undeclared, f"put @permission_required(…) or @open_to_public(reason) on {undeclared}"


def test_nobody_who_is_not_signed_in_gets_past_a_guarded_route(app, client):
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule in _routes(app):
            if isinstance(_access(app, rule), str):
                continue
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                answer = client.open(_path(rule), method=method)
                assert answer.status_code in (302, 401), f"{method} {rule.rule} let a stranger in: {answer.status_code}"
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_403_exactly_where_it_lacks_the_permission(app, client, role):
    client.sign_in(make_staff(role))
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule in _routes(app):
            permissions = _access(app, rule)
            if isinstance(permissions, str) or rule.endpoint == "staff.sign_out":
                continue
            allowed = all(may(role, permission) for permission in permissions)
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                status = client.open(_path(rule), method=method).status_code
                assert (status != 403) == allowed, f"{role} {method} {rule.rule}: {status}"
                assert status < 500, f"{role} {method} {rule.rule}: {status}"
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
