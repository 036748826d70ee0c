"""`make reset`: removes what `make run` keeps, after asking. Standard library only."""

import fcntl
import hashlib
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    var = Path(os.environ.get("KAIRAN_VAR") or ROOT / "var").resolve()
    stand_in = Path(os.environ.get("SIMULATOR_STATE") or var.parent / "simulator-state")
    if _is_running(var):
        print("Kairan が動いています。止めてから、もう一度お試しください。")
        return 1
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:10]
    if sys.stdin.isatty() and input("よろしければ「消す」と入力してください： ").strip() != "消す":
        print("何も消していません。")
        return 1
    for folder in (var, stand_in, Path("/var/tmp") / f"kairan-{mark}", Path("/tmp") / f"kairan-{mark}"):  # noqa: S108
        shutil.rmtree(folder, ignore_errors=True)
    print("消しました。")
    return 0


def _is_running(var: Path) -> bool:
    """Is the lock of the programs held (as `python -m runner` holds it)?"""
    try:
        with (var / "programs.lock").open("rb+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
