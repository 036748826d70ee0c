"""What an API endpoint answers, and how it refuses."""

from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass
class Answer:
    """`body` is sent as JSON; `content` instead of it as bytes of `media_type`."""

    status: int = 200
    body: JsonObject = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    media_type: str = "application/json"


class RefusalError(Exception):
    """Becomes LINE's error answer."""

    def __init__(self, status: int, message: str | JsonObject, headers: dict[str, str] | None = None) -> None:
        body = {"message": message} if isinstance(message, str) else message
        super().__init__(body["message"])
        self.answer = Answer(status, body, headers or {})


NOT_FOUND = "Not found"
TOO_OFTEN = "The API rate limit has been exceeded. Try again later."
QUOTA_REACHED = "You have reached your monthly limit."
UNAUTHORIZED = "Authentication failed. Confirm that the access token in the authorization header is valid."
