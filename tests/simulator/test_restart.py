"""What the stand-in knows survives its sudden death."""

import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from line_simulator.options import OptionsError, read_options
from tests.simulator.kit import ROOT, Receiver, Simulator, text
from tests.simulator.test_richmenus import drawn, published


@pytest.fixture
def mortal(tmp_path: Path, receiver: Receiver) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path, receiver).start()
    yield simulator
    if simulator.process.poll() is None:
        simulator.stop()


def test_all_that_was_answered_is_still_there_after_kill_9(mortal: Simulator) -> None:
    one, other = mortal.citizens(2)
    key = {"X-Line-Retry-Key": str(uuid.uuid4())}
    body = {"to": [one, other], "messages": [text()]}
    assert mortal.line("POST", "message/multicast", body, **key).status_code == 200
    used, unused = (mortal.say(one)["replyToken"] for _ in range(2))
    mortal.line("POST", "message/reply", {"replyToken": used, "messages": [text("はい")]})
    mortal.control("POST", f"citizens/{other}/block")
    menu = published(mortal)
    mortal.line("POST", f"user/all/richmenu/{menu}")
    mortal.control("POST", "settings", {"quota": 100})
    offset = mortal.control("POST", "clock", {"advance_seconds": 30})["offset_ms"]
    before = mortal.phone(one)
    mortal.stop(signal.SIGKILL)

    mortal.start()
    after = mortal.phone(one)
    assert after["items"] == before["items"]
    assert after["richMenu"]["richMenuId"] == menu
    assert mortal.line("GET", f"richmenu/{menu}/content").content == drawn(800, 500)
    assert mortal.phone(other)["blocked"]
    assert mortal.line("POST", "message/multicast", body, **key).status_code == 409
    for token, status in ((used, 400), (unused, 200)):
        answer = mortal.line("POST", "message/reply", {"replyToken": token, "messages": [text()]})
        assert answer.status_code == status
    assert mortal.line("GET", "message/quota/consumption").json() == {"totalUsage": 2}
    assert mortal.line("GET", "message/quota").json()["value"] == 100
    assert mortal.control("POST", "clock", {"advance_seconds": 0})["offset_ms"] == offset
    assert mortal.control("GET", "ledger/recipients?kind=multicast")["counts"] == {one: 1, other: 1}


def test_one_state_folder_has_one_stand_in(running: Simulator) -> None:
    second = run("--port", "1", "--state", str(running.state))
    assert (second.returncode, "another stand-in" in second.stderr) == (1, True)


def test_a_port_in_use_is_said_in_a_sentence(running: Simulator, tmp_path: Path) -> None:
    second = run("--port", str(running.port), "--state", str(tmp_path / "second"))
    assert second.returncode == 1
    assert second.stderr == f"line_simulator: port {running.port} is in use; choose another with --port.\n"


def test_it_stops_at_once_though_a_page_is_listening(mortal: Simulator) -> None:
    with requests.get(f"{mortal.url}/simulator/events", stream=True, timeout=5) as page:
        assert page.raw.readline().startswith(b"data: ")
        begun = time.monotonic()
        assert mortal.stop(signal.SIGINT) == 0
        assert time.monotonic() - begun < 2


def test_options_come_from_the_command_line_or_the_environment_or_are_asked_for() -> None:
    environment = {"LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ACCESS_TOKEN": "t", "SIMULATOR_PORT": "9001"}
    options = read_options(["--state", "here", "--public-url", "https://city.example/"], environment)
    assert (options.port, options.channel_secret, options.public_url) == (9001, "s", "https://city.example")
    assert read_options(["--state", "here", "--port", "9002"], environment).port == 9002
    with pytest.raises(OptionsError, match="SIMULATOR_STATE"):
        read_options([], environment)
    with pytest.raises(OptionsError, match="--port must be a number"):
        read_options(["--state", "here", "--port", "x"], environment)


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "line_simulator", *arguments],
        cwd=ROOT,
        env={"LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ACCESS_TOKEN": "t", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
