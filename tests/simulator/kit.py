"""The stand-in as a process of its own, and a receiver that stands where the product stands."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-channel-secret"
TOKEN = "an-access-token"
PICTURE = Path(__file__).parent / "data" / "photo.png"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Receiver:
    """Stands where the product stands: keeps what it gets, answers as it is told."""

    def __init__(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.pause:
                    time.sleep(receiver.pause)
                receiver.got.append({"headers": dict(self.headers.items()), "body": body})
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                self.answer(status, b"", "text/plain")

            def do_GET(self) -> None:
                receiver.asked.append(self.path)
                self.answer(200, PICTURE.read_bytes(), "image/png")

            def answer(self, status: int, content: bytes, media_type: str) -> None:
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", media_type)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *_arguments: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64  # five waiting connections are too few for webhooks of many citizens at once

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        self.clear()

    def clear(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.statuses: list[int] = []
        self.pause = 0.0

    def events(self) -> list[dict[str, Any]]:
        return [event for item in self.got for event in json.loads(item["body"])["events"]]

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 5
        while len(self.got) < count:
            assert time.monotonic() < until, f"{len(self.got)} of {count} webhooks came"
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Simulator:
    def __init__(self, state: Path, receiver: Receiver, port: int | None = None) -> None:
        self.state, self.receiver, self.port = state, receiver, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {TOKEN}"

    def start(self) -> "Simulator":
        arguments = ["--port", str(self.port), "--state", str(self.state), "--channel-secret", SECRET]
        arguments += ["--access-token", TOKEN, "--public-url", "https://city.example", "--app-url", self.receiver.url]
        arguments += ["--webhook-url", f"{self.receiver.url}/line/webhook"]
        self.process = subprocess.Popen([sys.executable, "-m", "line_simulator", *arguments], cwd=ROOT)
        until = time.monotonic() + 10
        while True:
            try:
                self.control("GET", "health")
                return self
            except requests.ConnectionError:
                assert self.process.poll() is None, "the stand-in did not start"
                assert time.monotonic() < until
                time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.http.close()
        return self.process.wait(10)

    def control(self, method: str, path: str, wish: Any = None, expect: int | None = None) -> Any:
        response = self.http.request(method, f"{self.url}/simulator/{path}", json=wish, timeout=10)
        assert response.status_code == expect if expect else response.ok, response.text
        return response.json()

    def line(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        return self.http.request(method, f"{self.url}/v2/bot/{path}", json=body, headers=headers, timeout=10)

    def citizens(self, count: int = 1, **wish: Any) -> list[str]:
        return self.control("POST", "citizens", {"count": count, **wish})["user_ids"]

    def say(self, user_id: str, text: str = "こんにちは") -> dict[str, Any]:
        return self.control("POST", f"citizens/{user_id}/text", {"text": text})

    def phone(self, user_id: str) -> dict[str, Any]:
        return self.control("GET", f"phones/{user_id}")

    def texts(self, user_id: str) -> list[str]:
        return [item["message"].get("text") for item in self.phone(user_id)["items"]]


def text(words: str = "お知らせ") -> dict[str, str]:
    return {"type": "text", "text": words}
