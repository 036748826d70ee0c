"""What every page has in common: security headers, Japanese formatting, error pages, JSON errors."""

from flask import Flask, Response, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app import clock
from app.web.navigation import navigation_items

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_ERRORS = {
    400: ("送られた内容を読み取れませんでした", "前の画面に戻り、もう一度お試しください。"),
    401: ("サインインが必要です", "サインインしてから、もう一度お試しください。"),
    403: ("この操作の権限がありません", "必要な場合は、システム管理者に相談してください。"),
    404: ("ページが見つかりません", "アドレスを確かめるか、左の一覧から選び直してください。"),
    405: ("この操作はできません", "前の画面に戻り、ボタンから操作してください。"),
    409: ("ほかの人が先に変更しました", "画面を開き直して、新しい内容を確かめてください。"),
    413: ("送られたファイルが大きすぎます", "10MB以下のファイルを選んでください。"),
    503: ("ただいまデータベースにつながりません", "1分ほど待って、もう一度お試しください。入力は保存されていません。"),
    500: (
        "内部の問題で表示できませんでした",
        "しばらく待って、もう一度お試しください。続くときはシステム管理者に知らせてください。",
    ),
}


def wants_json() -> bool:
    """A page script asks, not a person: it sends JSON or asks for it."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def json_error(status: int, message: str, **more: object) -> tuple[Response, int]:
    return jsonify(error=more.pop("error", str(status)), message=message, **more), status


def _error_page(status: int) -> tuple[str | Response, int]:
    title, advice = _ERRORS.get(status, _ERRORS[500])
    if wants_json():
        return json_error(status, f"{title}。{advice}")
    return render_template("error.html", status=status, title=title, advice=advice), status


def _on_http_error(error: HTTPException) -> tuple[str | Response, int] | HTTPException:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    return _error_page(status)


def _on_csrf_error(error: CSRFError) -> tuple[str | Response, int]:
    return _error_page(400)


def _on_database_away(error: OperationalError) -> tuple[str | Response, int]:
    return _error_page(503)


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static" and not request.path.startswith("/m/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _with_commas(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def init_app(app: Flask) -> None:
    app.after_request(_add_headers)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(OperationalError, _on_database_away)
    app.register_error_handler(HTTPException, _on_http_error)
    app.jinja_env.filters["japanese_moment"] = lambda moment: clock.japanese_moment(moment) if moment else "—"
    app.jinja_env.filters["japanese_date"] = lambda moment: clock.japanese_date(moment) if moment else "—"
    app.jinja_env.filters["number"] = _with_commas
    app.jinja_env.globals["navigation_items"] = navigation_items
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
