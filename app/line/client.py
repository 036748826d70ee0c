"""The LINE Platform through line-bot-sdk: one client per process, time-outs always given, errors sorted.

The requests are built by the SDK's models, which also check what they can before anything is sent.
"""

import json
import os
import threading
from typing import Any

import pydantic.v1
import urllib3
import urllib3.exceptions
from flask import current_app
from linebot.v3.messaging import ApiClient, ApiException, Configuration, MessagingApi, MessagingApiBlob
from linebot.v3.messaging.models import (
    BotInfoResponse,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    RichMenuRequest,
    UserProfileResponse,
)

from app.config import Settings
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


class LineClient:
    """Every method raises a LineError. After a fork each process makes its own connections."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._timeout = (_CONNECT_SECONDS, settings.reply_timeout)
        self._lock = threading.Lock()
        self._pid = 0
        self._api: MessagingApi | None = None
        self._blob: MessagingApiBlob | None = None

    def reply(self, reply_token: str, messages: list[Json]) -> None:
        request = _request(ReplyMessageRequest, {"replyToken": reply_token, "messages": messages})
        self._call(self._messaging().reply_message_with_http_info, request)

    def push(self, user_id: str, messages: list[Json], retry_key: str) -> None:
        request = _request(PushMessageRequest, {"to": user_id, "messages": messages})
        self._call(self._messaging().push_message_with_http_info, request, x_line_retry_key=retry_key)

    def multicast(self, user_ids: list[str], messages: list[Json], retry_key: str) -> None:
        request = _request(MulticastRequest, {"to": user_ids, "messages": messages})
        self._call(self._messaging().multicast_with_http_info, request, x_line_retry_key=retry_key)

    def profile(self, user_id: str) -> UserProfileResponse:
        return self._call(self._messaging().get_profile, user_id)

    def bot_info(self) -> BotInfoResponse:
        return self._call(self._messaging().get_bot_info)

    def create_rich_menu(self, menu: Json) -> str:
        """LINE's id of the new menu."""
        return str(self._call(self._messaging().create_rich_menu, _request(RichMenuRequest, menu)).rich_menu_id)

    def upload_rich_menu_image(self, rich_menu_id: str, picture: bytes, content_type: str) -> None:
        headers = {"Content-Type": content_type}
        self._call(self._blobs().set_rich_menu_image, rich_menu_id, body=picture, _headers=headers)

    def set_default_rich_menu(self, rich_menu_id: str) -> None:
        self._call(self._messaging().set_default_rich_menu, rich_menu_id)

    def cancel_default_rich_menu(self) -> None:
        self._call(self._messaging().cancel_default_rich_menu)

    def delete_rich_menu(self, rich_menu_id: str) -> None:
        self._call(self._messaging().delete_rich_menu, rich_menu_id)

    def _messaging(self) -> MessagingApi:
        self._connect()
        assert self._api
        return self._api

    def _blobs(self) -> MessagingApiBlob:
        self._connect()
        assert self._blob
        return self._blob

    def _connect(self) -> None:
        with self._lock:
            if self._api and self._pid == os.getpid():
                return
            self._api = MessagingApi(self._client(self._settings.line_api_url))
            self._blob = MessagingApiBlob(self._client(self._settings.line_data_api_url))
            self._pid = os.getpid()

    def _client(self, host: str) -> ApiClient:
        configuration = Configuration(host=host, access_token=self._settings.line_channel_access_token)
        configuration.connection_pool_maxsize = max(self._settings.worker_threads, 8)
        # A POST that was cut off must not be sent again by the pool: the outbox decides what happens.
        configuration.retries = urllib3.Retry(total=0, redirect=0)
        return ApiClient(configuration)

    def _call(self, method: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, _request_timeout=self._timeout, **kwargs)
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


def _request(model: Any, body: Json) -> Any:
    """The SDK's request object; what it refuses before sending counts as refused by LINE."""
    try:
        return model.from_dict(body)
    except (pydantic.v1.ValidationError, ValueError):
        raise Rejected(400, "refused before it was sent") from None


def _sorted_error(error: ApiException) -> LineError:
    status = int(error.status or 0)
    message = _message_of(error.body)
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


def line_client() -> LineClient:
    found: LineClient = current_app.extensions["line"]
    return found
