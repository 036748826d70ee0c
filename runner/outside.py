"""Servers that somebody else runs (DATABASE_URL, REDIS_URL): are they there, and new enough?"""

import psycopg
from redis import Redis
from redis.exceptions import RedisError

OLDEST_POSTGRES, OLDEST_REDIS = 15, 7


class Unsuitable(RuntimeError):  # noqa: N818
    """One sentence for the person at the terminal."""


def plain_url(database_url: str) -> str:
    """The address as libpq reads it: SQLAlchemy's form names the driver."""
    return database_url.replace("postgresql+psycopg://", "postgresql://", 1)


def check_database(database_url: str) -> None:
    """Raises Unsuitable."""
    try:
        with psycopg.connect(plain_url(database_url), connect_timeout=5) as connection:
            major = connection.info.server_version // 10000
    except psycopg.Error:
        raise Unsuitable("データベースにつながりません。DATABASE_URL を確かめてください。") from None
    if major < OLDEST_POSTGRES:
        raise Unsuitable(f"DATABASE_URL の PostgreSQL は {major} です。{OLDEST_POSTGRES} 以上が必要です。")


def check_queue(redis_url: str) -> None:
    """Raises Unsuitable."""
    try:
        client = Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=5)
        version = str(client.info("server").get("redis_version", "0"))
    except (RedisError, ValueError):
        raise Unsuitable("Redis（Valkey）につながりません。REDIS_URL を確かめてください。") from None
    if int(version.split(".")[0]) < OLDEST_REDIS:
        raise Unsuitable(f"REDIS_URL の Redis は {version} です。{OLDEST_REDIS} 以上が必要です。")
