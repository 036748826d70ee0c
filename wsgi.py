"""The web process: `granian --interface wsgi wsgi:app`, and the command line: `flask --app wsgi …`."""

import os
import sys
from pathlib import Path

from app import create_app
from app.config import SettingsError
from runner.settings import read_env_file

# On a machine that `make run` runs, the command line finds its settings by itself; the environment goes first.
_RUNNING_HERE = Path(os.environ.get("KAIRAN_VAR") or Path(__file__).parent / "var") / "run.env"

try:
    app = create_app({**read_env_file(_RUNNING_HERE), **os.environ})
except SettingsError as problem:
    sys.exit(f"Kairan cannot start:\n{problem}\nSee docs/settings.md, or use `make run`, which sets everything itself.")
