"""Whatever is killed comes back, and what a killed run leaves behind is in nobody's way."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.places import find_places
from runner.postgres import Passwords, Postgres, locked
from runner.settings import own_secrets
from tests.kit.system import wait_until
from tests.runner.installation import PROGRAMS, Installation, alive, installed, is_free

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("runner")]

BACK_WITHIN = 15
FIRST_PAGE_WITHIN = 10  # twice what is aimed at: other tests work on this machine


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="kt-run-"))
    folder.chmod(0o755)
    with installed(folder) as running:
        print(f"\nfirst start: {running.start_and_wait():.1f} s to the first page")
        yield running


@pytest.fixture
def running(installation: Installation) -> Installation:
    """Running and working, whatever the test before this one did."""
    if installation.run.poll() is not None:
        installation.start_and_wait()
    wait_until(installation.works, "a citizen is heard", 30)
    return installation


def comes_back(installation: Installation, name: str, pid: int) -> float:
    """Seconds until the program runs anew and a citizen is heard again."""
    begun = time.monotonic()
    wait_until(lambda: installation.pid(name) not in (None, pid), f"{name} is started again", BACK_WITHIN)
    wait_until(lambda: installation.works() and installation.opens("/readyz"), "a citizen is heard again", BACK_WITHIN)
    return time.monotonic() - begun


def kill_the_run(installation: Installation) -> set[tuple[int, str]]:
    """kill -9 of the runner itself. What was running until then."""
    family = installation.family()
    assert installation.end(signal.SIGKILL) == -signal.SIGKILL
    return family


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_is_killed_comes_back(running, name):
    pid = running.pid(name)
    os.kill(pid, signal.SIGKILL)
    seconds = comes_back(running, name, pid)
    print(f"\n{name} killed: works again after {seconds:.1f} s")
    assert seconds <= BACK_WITHIN
    assert f"{name}" in running.output or f"worker-{name}" in running.output


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_server_whose_lifeline_is_killed_comes_back(running, name):
    pid = running.pid(name)
    os.kill(running.lifeline(name), signal.SIGKILL)
    assert comes_back(running, name, pid) <= BACK_WITHIN


def test_a_second_run_at_the_same_place_is_refused_with_one_sentence(running):
    second = Installation(running.folder)
    done = subprocess.run(
        [*running.run.args], cwd=Path(__file__).parents[2], env=second.environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "すでに動いています" in done.stderr
    assert running.opens("/readyz")


def test_a_killed_run_leaves_no_process_and_the_next_one_finds_the_data(running):
    processed, family = running.processed(), kill_the_run(running)
    begun = time.monotonic()
    wait_until(lambda: not alive(family), "everything has ended", 30)
    print(f"\nrunner killed: everything had ended after {time.monotonic() - begun:.1f} s")
    assert is_free(running.environ["PORT"])
    held = locked(running.var / "programs.lock")
    assert held is not None
    os.close(held)
    seconds = running.start_and_wait()
    print(f"started again: {seconds:.1f} s to the first page")
    assert seconds <= FIRST_PAGE_WITHIN
    assert running.processed() == processed > 0


def test_a_run_that_comes_too_early_waits_until_the_killed_one_has_ended(running):
    """It is slow to end: its stand-in is held, so that a lifeline has to wait."""
    held = running.pid("simulator")
    os.kill(held, signal.SIGSTOP)
    processed = running.processed()
    kill_the_run(running)
    threading.Timer(4, os.kill, (held, signal.SIGCONT)).start()
    seconds = running.start_and_wait()
    print(f"\nstarted at once after a kill: {seconds:.1f} s to the first page")
    assert "後片づけを待っています" in running.output
    assert running.processed() == processed
    wait_until(running.works, "a citizen is heard", 30)


def test_a_postgresql_that_was_left_behind_is_stopped_and_started_again(running):
    family = kill_the_run(running)
    wait_until(lambda: not alive(family), "everything has ended", 30)
    places = find_places(running.var)
    mine = own_secrets(places)
    names = ("POSTGRES_SUPERUSER_PASSWORD", "POSTGRES_OWNER_PASSWORD", "POSTGRES_APPLICATION_PASSWORD")
    postgres = Postgres(places, Passwords(*(mine[name] for name in names)))
    identity = {} if places.user is None else {"user": places.user, "group": places.user, "extra_groups": []}
    left = subprocess.Popen(
        postgres.command(), cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **identity
    )
    try:
        postgres.wait()
        seconds = running.start_and_wait()
        assert left.wait(5) == 0
    finally:
        if left.poll() is None:
            left.kill()
            left.wait()
    assert seconds <= FIRST_PAGE_WITHIN + 5
    wait_until(running.works, "a citizen is heard", 30)
