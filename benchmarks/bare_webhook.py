"""The least a durable webhook can be: HMAC check, one INSERT of the raw body, commit. The reference of the benchmark."""

import base64
import hashlib
import hmac
import os
import threading

import psycopg

_local = threading.local()
_SECRET = os.environ["LINE_CHANNEL_SECRET"].encode()
_URL = os.environ["DATABASE_URL"]


def app(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    expected = base64.b64encode(hmac.new(_SECRET, body, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(expected, environ.get("HTTP_X_LINE_SIGNATURE", "")):
        start_response("401 Unauthorized", [("Content-Length", "0")])
        return [b""]
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(_URL)
    _local.connection.execute("INSERT INTO bare_event (body) VALUES (%s)", (body,))
    _local.connection.commit()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
    return [b"{}"]
