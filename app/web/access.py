"""Every route declares the permission it needs, or that it is public. `tests/web/test_access.py` walks all routes."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import abort, current_app
from flask_login import current_user

ACCESS = "_kairan_access"


def permission_required(*permissions: StrEnum) -> Callable:
    """The signed-in staff member must hold all of these. Not signed in: to the sign-in page (401 for JSON calls)."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()
            if not all(current_user.may(permission) for permission in permissions):
                abort(403)
            return view(*args, **kwargs)

        setattr(guarded, ACCESS, permissions)
        return guarded

    return decorate


def signed_in(view: Callable) -> Callable:
    """Any staff member, whatever their role."""
    return permission_required()(view)


def open_to_public(reason: str) -> Callable:
    """Nobody needs to sign in here; the reason stands in the code for whoever reviews it."""

    def decorate(view: Callable) -> Callable:
        setattr(view, ACCESS, reason)
        return view

    return decorate
