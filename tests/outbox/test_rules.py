"""What the outbox decides after each try. The table is the rule."""

from datetime import UTC, datetime, timedelta

import pytest

from app.line.errors import (
    AlreadyAccepted,
    InvalidReplyToken,
    NoAnswer,
    NotConnected,
    RateLimited,
    Rejected,
    Unavailable,
)
from app.outbox.rules import Attempt, Method, Verdict, choose_method, is_too_old, judge

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
REPLY, PUSH = Method.REPLY, Method.PUSH
ACCEPTED, AGAIN, FAILED = Verdict.ACCEPTED, Verdict.AGAIN, Verdict.FAILED

# (method, an earlier reply's fate is unknown, error) → (verdict, still unknown, token dropped, possibly twice)
CASES = [
    ((REPLY, False, None), (ACCEPTED, False, False, False)),
    ((REPLY, True, None), (ACCEPTED, False, False, False)),
    ((REPLY, False, InvalidReplyToken(400)), (AGAIN, False, True, False)),
    ((REPLY, True, InvalidReplyToken(400)), (ACCEPTED, False, False, False)),
    ((REPLY, False, NoAnswer(0)), (AGAIN, True, False, False)),
    ((REPLY, True, NoAnswer(0)), (AGAIN, True, True, False)),
    ((REPLY, False, Unavailable(500)), (AGAIN, True, False, False)),
    ((REPLY, False, NotConnected(0)), (AGAIN, False, False, False)),
    ((REPLY, True, NotConnected(0)), (AGAIN, True, False, False)),
    ((REPLY, False, RateLimited(429)), (AGAIN, False, False, False)),
    ((REPLY, False, Rejected(400)), (FAILED, False, False, False)),
    ((REPLY, False, Rejected(401)), (AGAIN, False, False, False)),
    ((PUSH, False, None), (ACCEPTED, False, False, False)),
    ((PUSH, True, None), (ACCEPTED, False, False, True)),
    ((PUSH, False, AlreadyAccepted(409)), (ACCEPTED, False, False, False)),
    ((PUSH, False, NoAnswer(0)), (AGAIN, False, False, False)),
    ((PUSH, True, Unavailable(503)), (AGAIN, True, False, False)),
    ((PUSH, False, Rejected(400)), (FAILED, False, False, False)),
]


@pytest.mark.parametrize(("tried", "expected"), CASES)
def test_the_end_of_a_try_decides_what_comes_next(tried, expected):
    method, uncertain, error = tried
    outcome = judge(Attempt(method, 1, uncertain), error)
    assert (outcome.verdict, outcome.uncertain, outcome.drop_token, outcome.possibly_twice) == expected


def test_waiting_grows_and_has_an_end():
    waits = [judge(Attempt(PUSH, number, False), Unavailable(500)).wait for number in range(1, 10)]
    assert waits == sorted(waits)
    assert waits[-1] == 60


@pytest.mark.parametrize(
    ("has_token", "age", "method"), [(True, 0, REPLY), (True, 49, REPLY), (True, 50, PUSH), (False, 0, PUSH)]
)
def test_a_reply_token_is_used_only_while_it_may_live(has_token, age, method):
    received = NOW - timedelta(seconds=age)
    assert choose_method(has_token=has_token, received_at=received, now=NOW) is method


def test_a_retry_key_is_not_used_when_line_may_have_forgotten_it():
    assert not is_too_old(None, NOW)
    assert not is_too_old(NOW - timedelta(hours=22), NOW)
    assert is_too_old(NOW - timedelta(hours=23, seconds=1), NOW)
