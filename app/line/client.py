"""The LINE Platform through line-bot-sdk: one client per process, time-outs always given, errors sorted.

The SDK itself stands
in `sdk.py` and is loaded at the first call: importing it takes longer than all the rest, and most processes never call LINE.
"""

import importlib
import os
import threading
from typing import Any

from flask import current_app

from app.config import Settings

Json = dict[str, Any]


class LineClient:
    """Every method raises a LineError. After a fork each process makes its own connections."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._pid = 0
        self._api: Any = None
        self._blob: Any = None

    def warm_up(self) -> None:
        """Load the SDK now, before somebody waits."""
        self._connect()

    def reply(self, reply_token: str, messages: list[Json]) -> None:
        self._post("reply", {"replyToken": reply_token, "messages": messages})

    def push(self, user_id: str, messages: list[Json], retry_key: str) -> None:
        self._post("push", {"to": user_id, "messages": messages}, retry_key)

    def multicast(self, user_ids: list[str], messages: list[Json], retry_key: str) -> None:
        self._post("multicast", {"to": user_ids, "messages": messages}, retry_key)

    def display_name(self, user_id: str) -> str:
        return str(self._api_call("get_profile", user_id).display_name)

    def bot_user_id(self) -> str:
        return str(self._api_call("get_bot_info").user_id)

    def create_rich_menu(self, menu: Json) -> str:
        """LINE's id of the new menu."""
        return str(self._call("create_rich_menu", "RichMenuRequest", menu).rich_menu_id)

    def list_rich_menus(self) -> list[tuple[str, str]]:
        """(LINE's id, name) of every menu made through the Messaging API."""
        return [(str(menu.rich_menu_id), str(menu.name)) for menu in self._api_call("get_rich_menu_list").richmenus]

    def upload_rich_menu_image(self, rich_menu_id: str, picture: bytes, content_type: str) -> None:
        self._connect()
        headers = {"Content-Type": content_type}
        self._sdk.call(self._blob.set_rich_menu_image, self._timeout, rich_menu_id, body=picture, _headers=headers)

    def set_default_rich_menu(self, rich_menu_id: str) -> None:
        self._api_call("set_default_rich_menu", rich_menu_id)

    def cancel_default_rich_menu(self) -> None:
        self._api_call("cancel_default_rich_menu")

    def delete_rich_menu(self, rich_menu_id: str) -> None:
        self._api_call("delete_rich_menu", rich_menu_id)

    def _post(self, method: str, body: Json, retry_key: str | None = None) -> None:
        """Messages go as they are: the SDK's models would cost more than the turn, drop what they do not know, and refuse
        an answer without `sentMessages` although LINE has accepted the request."""
        self._connect()
        self._sdk.post_json(self._api, f"/v2/bot/message/{method}", body, self._timeout, retry_key)

    def _call(self, method: str, model: str, body: Json, **kwargs: Any) -> Any:
        self._connect()
        return self._sdk.call(getattr(self._api, method), self._timeout, self._sdk.request(model, body), **kwargs)

    def _api_call(self, method: str, *args: Any) -> Any:
        self._connect()
        return self._sdk.call(getattr(self._api, method), self._timeout, *args)

    def _connect(self) -> None:
        with self._lock:
            if self._api and self._pid == os.getpid():
                return
            settings = self._settings
            self._sdk = importlib.import_module("app.line.sdk")
            self._timeout = self._sdk.timeouts(settings.reply_timeout)
            more = (settings.line_channel_access_token, settings.worker_threads)
            self._blob = self._sdk.blob_api(settings.line_data_api_url, *more)
            self._api = self._sdk.messaging_api(settings.line_api_url, *more)
            self._pid = os.getpid()


def line_client() -> LineClient:
    found: LineClient = current_app.extensions["line"]
    return found
