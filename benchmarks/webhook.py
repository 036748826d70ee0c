"""Webhooks a second and their latency, against the least a durable webhook can be on the same server."""

import sys

import psycopg

from benchmarks.figures import Figure
from benchmarks.load import Load, flood, paced, webhook_requests
from benchmarks.stage import Stage, on_stage

_REQUESTS, _CONNECTIONS, _ROUNDS = 8_000, 32, 3
_SERVERS = {
    "granian": ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2", "--blocking-threads", "8",
                "--backlog", "1024", "--no-ws", "--log-level", "error", "--port"],
    "gunicorn": ["-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--log-level", "error",
                 "--bind"],
}  # fmt: skip


def measure() -> list[Figure]:
    with on_stage(durable=True) as stage:
        _table_for_the_bare_one(stage)
        figures = _against_the_bare_one(stage)
        figures.append(_other_server(stage))
    return figures


def _table_for_the_bare_one(stage: Stage) -> None:
    with psycopg.connect(stage.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare_event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea)")


def _serve(stage: Stage, application: str, server: str = "granian"):
    port = stage.free_port()
    address = f"127.0.0.1:{port}" if server == "gunicorn" else str(port)
    process = stage.start([sys.executable, *_SERVERS[server], address, application])
    stage.wait_for_port(port)
    return process, port


def _flood(stage: Stage, port: int, count: int = _REQUESTS) -> Load:
    load = flood(port, webhook_requests(stage.channel_secret, count, port), _CONNECTIONS)
    assert load.bad == 0, "a webhook was not answered with 200"
    return load


def _against_the_bare_one(stage: Stage) -> list[Figure]:
    """The two in turn, so that the machine's mood meets both."""
    ours, our_port = _serve(stage, "wsgi:app")
    bare, bare_port = _serve(stage, "benchmarks.bare_webhook:app")
    for port in (our_port, bare_port):
        _flood(stage, port, 2_000)
    rounds = [(_flood(stage, our_port), _flood(stage, bare_port)) for _ in range(_ROUNDS)]
    rate = sorted(one.rate for one, _ in rounds)[_ROUNDS // 2]
    ratio = sorted(one.rate / other.rate for one, other in rounds)[_ROUNDS // 2]
    middle = sorted((one for one, _ in rounds), key=lambda load: load.rate)[_ROUNDS // 2]
    half = paced(our_port, webhook_requests(stage.channel_secret, int(rate * 5), our_port), _CONNECTIONS, rate / 2)
    assert half.bad == 0
    stage.stop(ours)
    stage.stop(bare)
    reference = "same server, HMAC, one INSERT, commit"
    return [
        Figure("webhook, requests a second", rate, "1/s", reference, ratio),
        Figure("webhook at capacity, p50", middle.percentile(0.5), "ms"),
        Figure("webhook at capacity, p99", middle.percentile(0.99), "ms"),
        Figure("webhook at half of the capacity, p50", half.percentile(0.5), "ms"),
        Figure("webhook at half of the capacity, p99", half.percentile(0.99), "ms"),
    ]


def _other_server(stage: Stage) -> Figure:
    """Why granian: the same application on gunicorn, in turn."""
    granian, first = _serve(stage, "wsgi:app")
    gunicorn, second = _serve(stage, "wsgi:app", "gunicorn")
    for port in (first, second):
        _flood(stage, port, 1_000)
    ratios = []
    for _ in range(_ROUNDS):
        one, other = _flood(stage, first, 4_000), _flood(stage, second, 4_000)
        ratios.append((one.rate / other.rate, one.rate))
    stage.stop(granian)
    stage.stop(gunicorn)
    ratio, rate = sorted(ratios)[_ROUNDS // 2]
    return Figure("webhook on granian", rate, "1/s", "the same application on gunicorn (gthread)", ratio)


