"""line-bot-sdk: the only module that imports it."""

import json
from typing import Any

import pydantic.v1
import urllib3
import urllib3.exceptions
from linebot.v3 import messaging
from linebot.v3.messaging import ApiClient, ApiException, Configuration, MessagingApi, MessagingApiBlob

from app.line.errors import (
    AlreadyAccepted,
    InvalidReplyToken,
    LineError,
    NoAnswer,
    NotConnected,
    RateLimited,
    Rejected,
    Unavailable,
)

Json = dict[str, Any]
_CONNECT_SECONDS = 3


def timeouts(answer_seconds: float) -> tuple[float, float]:
    """(connect, read) in seconds. The SDK's own default is to wait for ever."""
    return _CONNECT_SECONDS, answer_seconds


def messaging_api(url: str, token: str, connections: int) -> MessagingApi:
    return MessagingApi(_client(url, token, connections))


def blob_api(url: str, token: str, connections: int) -> MessagingApiBlob:
    return MessagingApiBlob(_client(url, token, connections))


def _client(url: str, token: str, connections: int) -> ApiClient:
    configuration = Configuration(host=url, access_token=token)
    configuration.connection_pool_maxsize = max(connections, 8)
    # A POST that was cut off must not be sent again by the pool: the outbox decides what happens.
    configuration.retries = urllib3.Retry(total=0, redirect=0)
    return ApiClient(configuration)


def request(model: str, body: Json) -> Any:
    """The SDK's request object; what it refuses before sending counts as refused by LINE."""
    try:
        return getattr(messaging, model).from_dict(body)
    except (pydantic.v1.ValidationError, ValueError):
        raise Rejected(400, "refused before it was sent") from None


def post_json(api: MessagingApi, path: str, body: Json, timeout: tuple[float, float], retry_key: str | None) -> None:
    """POST a body through the SDK's client, without its models. Raises a LineError."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if retry_key:
        headers["X-Line-Retry-Key"] = retry_key

    def post(_request_timeout: tuple[float, float]) -> None:
        api.api_client.call_api(
            path, "POST", {}, [], headers, body=body, post_params=[], files={}, response_types_map={},
            auth_settings=["Bearer"], _return_http_data_only=True, _request_timeout=_request_timeout,
        )  # fmt: skip

    call(post, timeout)


def call(method: Any, timeout: tuple[float, float], *args: Any, **kwargs: Any) -> Any:
    """Raises a LineError for everything that is not success."""
    try:
        return method(*args, _request_timeout=timeout, **kwargs)
    except ApiException as error:
        raise _sorted_error(error) from None
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
        raise NotConnected(0) from None
    except urllib3.exceptions.MaxRetryError as error:
        if isinstance(error.reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
            raise NotConnected(0) from None
        raise NoAnswer(0) from None
    except urllib3.exceptions.HTTPError:
        raise NoAnswer(0) from None


def _sorted_error(error: ApiException) -> LineError:
    status = int(error.status or 0)
    message = _message_of(error.body)
    if status == 0:
        return NoAnswer(0)
    if status == 409:
        return AlreadyAccepted(status, message)
    if status == 429:
        return RateLimited(status, message)
    if status >= 500:
        return Unavailable(status, message)
    if status == 400 and message.startswith("Invalid reply token"):
        return InvalidReplyToken(status, message)
    return Rejected(status, message)


def _message_of(body: Any) -> str:
    """LINE's message and the details' properties; never the values that were sent."""
    try:
        answer = json.loads(body)
        details = "; ".join(f"{item.get('property')}: {item.get('message')}" for item in answer.get("details", []))
        return f"{answer.get('message', '')} {details}".strip()
    except (ValueError, TypeError, AttributeError):
        return ""
