"""Named points at which a test may kill the process, to prove what a crash there does (docs/crash-points.md)."""

import os
import signal

from flask import current_app


def crash_point(name: str) -> None:
    """Die here without any clean-up if KAIRAN_CRASH_AT names this point. Refused in production by `config`."""
    if current_app.config["SETTINGS"].crash_at == name:
        os.kill(os.getpid(), signal.SIGKILL)
