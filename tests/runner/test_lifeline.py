"""What runs under a lifeline ends with it, and so does what it left behind in a session of its own."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.kit.services import kill_program, start, stop
from tests.kit.system import wait_until

# Starts another program in another session, writes down its number, and waits.
_PARENT = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(60)
"""


@pytest.fixture
def family(tmp_path: Path):
    """(the lifeline, the number of the program's own child)"""
    note = tmp_path / "pid"
    lifeline = start([sys.executable, "-c", _PARENT, str(note)], "SIGTERM")
    wait_until(lambda: note.exists() and note.read_text() != "", "the program has a child", 10)
    return lifeline, int(note.read_text())


def has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("end", [kill_program, stop])
def test_the_children_of_a_program_end_with_it(family, end):
    lifeline, child = family
    end(lifeline)
    assert has_ended(child)


def test_a_program_ends_when_its_lifeline_is_killed(family):
    lifeline, child = family
    program = int(Path(f"/proc/{lifeline.pid}/task/{lifeline.pid}/children").read_text().split()[0])
    lifeline.send_signal(signal.SIGKILL)
    lifeline.wait(5)
    lifeline.stdin.close()
    wait_until(lambda: has_ended(program), "the program has ended", 5)
    os.kill(child, signal.SIGKILL)
