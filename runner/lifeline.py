"""Runs one program and ends it when the supervisor goes away, however that goes.

Standard input is a pipe whose other end the supervisor holds: the end of the pipe, which the kernel brings even after
kill -9, means stop. Standard library only and no import of the rest, because it starts first and often.

    python -I -S lifeline.py SIGNAL GRACE_SECONDS USER_ID PROGRAM [ARGUMENT …]        (USER_ID "-" keeps the user)
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


def main(arguments: list[str]) -> int:
    stop_signal, grace, user = signal.Signals[arguments[0]], float(arguments[1]), arguments[2]
    identity = {} if user == "-" else {"user": int(user), "group": int(user), "extra_groups": [], "cwd": "/"}
    # What the program leaves behind in a session of its own (RQ's work horse, PostgreSQL's backends) becomes ours.
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor, which stops us in order
    signal.signal(signal.SIGTERM, lambda *_: None)
    child = subprocess.Popen(
        arguments[3:],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: _prctl(PR_SET_PDEATHSIG, stop_signal),  # should this process be killed
        **identity,
    )
    awake_read, awake_write = os.pipe()
    os.set_blocking(awake_write, False)
    signal.set_wakeup_fd(awake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while child.poll() is None:
        ready, _, _ = select.select([0, awake_read], [], [], 1.0)
        if awake_read in ready:
            os.read(awake_read, 512)
        if 0 in ready and not os.read(0, 512):
            return _stop(child, stop_signal, grace)
        for orphan in _children():
            if orphan != child.pid:
                os.waitpid(orphan, os.WNOHANG)
    _sweep(child)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _stop(child: subprocess.Popen, stop_signal: signal.Signals, grace: float) -> int:
    if child.poll() is None:
        os.kill(child.pid, stop_signal)
    deadline = time.monotonic() + grace
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    _sweep(child)
    return 0


def _sweep(child: subprocess.Popen) -> None:
    """Nothing of the program may stay behind (it could hold a port, a socket or shared memory)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    while orphans := _children():
        for orphan in orphans:
            os.kill(orphan, signal.SIGKILL)
            os.waitpid(orphan, 0)


def _children() -> list[int]:
    """Also orphans of our program; on other systems than Linux they are nobody's business."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(number) for number in file.read().split()]
    except OSError:
        return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
