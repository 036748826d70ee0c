"""`make reset`: removes what `make run` keeps, after asking. Standard library only."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    var = Path(os.environ.get("KAIRAN_VAR") or ROOT / "var").resolve()
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:10]
    if sys.stdin.isatty() and input("よろしければ「消す」と入力してください： ").strip() != "消す":
        print("何も消していません。")
        return 1
    for folder in (var, ROOT / "simulator-state", Path("/var/tmp") / f"kairan-{mark}", Path("/tmp") / f"kairan-{mark}"):  # noqa: S108
        shutil.rmtree(folder, ignore_errors=True)
    print("消しました。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
