"""`python -m line_simulator`: see --help."""

import asyncio
import errno
import sys

from line_simulator.options import OptionsError, read_options
from line_simulator.server import serve
from line_simulator.store import StateInUseError


def main() -> int:
    try:
        options = read_options(sys.argv[1:])
    except OptionsError as error:
        sys.stderr.write(f"line_simulator: {error}\n")
        return 2
    try:
        asyncio.run(serve(options))
    except StateInUseError as error:
        sys.stderr.write(f"line_simulator: another stand-in is using the state folder {error}.\n")
        return 1
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.stderr.write(f"line_simulator: port {options.port} is in use; choose another with --port.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
