"""What the outbox does next with a message. Pure: times in, decisions out.

LINE (Messaging API reference, reply tokens and retry keys): a reply token works once and within about one minute of the
webhook; a push with the same `X-Line-Retry-Key` is accepted once within 24 hours. A reply has no retry key, so a reply
without an answer is tried once more while its token may live: "Invalid reply token" then tells that it had arrived.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.line.errors import AlreadyAccepted, InvalidReplyToken, LineError, NoAnswer, NotConnected, RateLimited, Unavailable

REPLY_WINDOW = timedelta(seconds=50)
PUSH_WINDOW = timedelta(hours=23)
# How long a try may take before another process may take the message up: LINE's time-outs and some more.
TRY_SECONDS = 20
_BACKOFF = (1, 2, 5, 10, 30, 60)


class Method(StrEnum):
    REPLY = "reply"
    PUSH = "push"


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    FAILED = "failed"
    AGAIN = "again"


@dataclass(frozen=True)
class Attempt:
    """One try. `uncertain`: an earlier reply of this message may have arrived without our knowing."""

    method: Method
    number: int
    uncertain: bool


@dataclass(frozen=True)
class Outcome:
    """`drop_token`: the reply token is of no more use. `wait`: seconds until the next try."""

    verdict: Verdict
    uncertain: bool = False
    drop_token: bool = False
    possibly_twice: bool = False
    wait: float = 0


def choose_method(*, has_token: bool, received_at: datetime | None, now: datetime) -> Method:
    alive = has_token and received_at is not None and now - received_at < REPLY_WINDOW
    return Method.REPLY if alive else Method.PUSH


def is_too_old(first_try_at: datetime | None, now: datetime) -> bool:
    """LINE forgets a retry key after 24 hours: after that a push might be a second message."""
    return first_try_at is not None and now - first_try_at > PUSH_WINDOW


def judge(attempt: Attempt, error: LineError | None) -> Outcome:
    """What a try's end means."""
    if error is None or isinstance(error, AlreadyAccepted):
        return Outcome(Verdict.ACCEPTED, possibly_twice=attempt.method is Method.PUSH and attempt.uncertain)
    wait = _BACKOFF[min(attempt.number - 1, len(_BACKOFF) - 1)]
    if isinstance(error, InvalidReplyToken):
        if attempt.uncertain:
            return Outcome(Verdict.ACCEPTED)
        return Outcome(Verdict.AGAIN, drop_token=True)
    if isinstance(error, NotConnected | RateLimited):
        return Outcome(Verdict.AGAIN, uncertain=attempt.uncertain, wait=wait)
    if isinstance(error, NoAnswer | Unavailable):
        if attempt.method is Method.PUSH:
            return Outcome(Verdict.AGAIN, uncertain=attempt.uncertain, wait=wait)
        # Once more with the token; if that leaves us in the dark too, by push.
        return Outcome(Verdict.AGAIN, uncertain=True, drop_token=attempt.uncertain, wait=min(wait, 1))
    if error.status in (401, 403):
        # The channel's own settings are wrong, which says nothing about this message.
        return Outcome(Verdict.AGAIN, uncertain=attempt.uncertain, wait=60)
    return Outcome(Verdict.FAILED, uncertain=attempt.uncertain)
