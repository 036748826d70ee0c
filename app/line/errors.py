"""What can go wrong when LINE is called, sorted by what the caller must do."""


class LineError(Exception):
    """`status` is LINE's HTTP status (0 when there was no answer). The message is fixed text without personal data."""

    retryable = False

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(f"LINE answered {status}" if status else "no answer from LINE")
        self.status = status
        # LINE's own words about the request ("May not be empty", property names): for staff, cut short.
        self.detail = detail[:180]


class Rejected(LineError):  # noqa: N818
    """4xx: the request as it is will never be accepted."""


class InvalidReplyToken(Rejected):
    """The reply token was used, is too old or never existed."""


class AlreadyAccepted(LineError):  # noqa: N818
    """409: a request with this retry key was accepted before. That is a success."""


class RateLimited(LineError):  # noqa: N818
    """429: wait, then the same request again."""

    retryable = True


class Unavailable(LineError):  # noqa: N818
    """5xx: nothing was accepted as far as LINE knows; the same request with the same retry key again, later."""

    retryable = True


class NoAnswer(LineError):  # noqa: N818
    """Time-out or broken connection. LINE may have accepted the request."""

    retryable = True


class NotConnected(NoAnswer):
    """The connection was never made: LINE has certainly not seen the request."""
