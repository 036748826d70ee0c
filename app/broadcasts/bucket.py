"""LINE's rate of multicasts (200 a second for one channel), shared by all workers through Valkey."""

import time

from redis.exceptions import RedisError

from app.extensions import redis_connection
from app.line.limits import MULTICASTS_PER_SECOND

_KEY = "kairan:multicasts"
# Returns 0 if a token was taken, else the milliseconds until there is one. A bucket without state starts empty: after
# Valkey was emptied nobody knows how many went out in the last second.
_SCRIPT = """
local rate, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local state = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(state[1]) or 0, tonumber(state[2]) or now
tokens = math.min(most, tokens + (now - at) * rate / 1000)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 1000 / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], 60000)
return wait
"""
# A little below LINE's rate: its clock is not ours.
_RATE = MULTICASTS_PER_SECOND * 0.95
_BURST = 10


def wait_for_token() -> None:
    """Block until one more multicast may go. Without Valkey one thread goes at a tenth of the rate."""
    while True:
        try:
            wait = int(redis_connection().eval(_SCRIPT, 1, _KEY, _RATE, _BURST))
        except RedisError:
            time.sleep(10 / _RATE)
            return
        if wait <= 0:
            return
        time.sleep(wait / 1000)
