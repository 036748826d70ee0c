"""The web process: `granian --interface wsgi wsgi:app`, and the command line: `flask --app wsgi …`."""

import sys

from app import create_app
from app.config import SettingsError

try:
    app = create_app()
except SettingsError as problem:
    sys.exit(f"Kairan cannot start:\n{problem}\nSee docs/settings.md, or use `make run`, which sets everything itself.")
