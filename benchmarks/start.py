"""From `make run` to the first page: the second start, and the first with an empty folder (packages already installed)."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.figures import Figure
from tests.kit.line import free_port

ROOT = Path(__file__).resolve().parents[1]


def measure() -> list[Figure]:
    folder = Path(tempfile.mkdtemp(prefix="kairan-start-"))
    folder.chmod(0o755)
    try:
        first, second = _start(folder), _start(folder)
        again = _start(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [
        Figure("first start to the first page, packages installed", first, "s"),
        Figure("second start to the first page", min(second, again), "s"),
    ]


def _start(folder: Path) -> float:
    """Seconds from the command to the sign-in page; stops it again."""
    port = free_port()
    environ = {
        **os.environ, "KAIRAN_VAR": str(folder / "var"), "PORT": str(port), "SIMULATOR_PORT": str(free_port()),
        "SIMULATOR_STATE": str(folder / "simulator"), "DEMO_CITY": "0",
    }  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "runner"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            assert time.perf_counter() - began < 120, "it does not start"
            time.sleep(0.05)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/sign-in", timeout=2) as page:
            return page.status == 200
    except OSError:
        return False
