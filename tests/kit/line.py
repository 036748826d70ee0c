"""The stand-in for LINE as tests use it: a process of its own, driven and asked over HTTP."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from tests.kit.environment import ACCESS_TOKEN, CHANNEL_SECRET
from tests.kit.services import start, stop

PUBLIC_URL = "https://kairan.test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LineStandIn:
    def __init__(self, url: str) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])
        self._http = requests.Session()

    def get(self, path: str, **params: Any) -> Any:
        answer = self._http.get(f"{self.url}/simulator/{path}", params=params, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        answer = self._http.post(f"{self.url}/simulator/{path}", json=body or {}, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def reset(self) -> None:
        self.post("reset")
        self.clear_faults()

    def add_friends(self, count: int = 1, **more: Any) -> list[str]:
        """LINE user ids of new friends; no webhook is sent unless `webhook=True`."""
        answer = self.post("citizens", {"count": count, "friends": True, "webhook": False, **more})
        return [item["userId"] if isinstance(item, dict) else item for item in answer.get("user_ids") or answer["citizens"]]

    def clear_faults(self) -> None:
        self._http.delete(f"{self.url}/simulator/faults", timeout=10)

    def fault(self, endpoint: str, **more: Any) -> None:
        self.post("faults", {"endpoint": endpoint, **more})


@contextmanager
def running_line(
    webhook_url: str = "http://127.0.0.1:9/line/webhook", app_url: str = "http://127.0.0.1:9"
) -> Iterator[LineStandIn]:
    folder, port = tempfile.mkdtemp(prefix="kt-line-"), free_port()
    command = [
        sys.executable, "-m", "line_simulator", "--port", str(port), "--state", folder, "--webhook-url", webhook_url,
        "--channel-secret", CHANNEL_SECRET, "--access-token", ACCESS_TOKEN, "--public-url", PUBLIC_URL, "--app-url", app_url,
    ]  # fmt: skip
    process = start(command, "SIGTERM", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    line = LineStandIn(f"http://127.0.0.1:{port}")
    try:
        _wait(line)
        yield line
    finally:
        stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(line: LineStandIn) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            line.get("health")
            return
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
