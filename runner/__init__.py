"""`make run`: everything on one machine. This file keeps to what every Python 3 can read."""

import sys


def problem_of_python(version):  # type: ignore[no-untyped-def]
    """One sentence if Kairan cannot run on this Python (a tuple that begins with major and minor), else None."""
    if (3, 11) <= tuple(version[:2]) <= (3, 13):
        return None
    # line-bot-sdk stands on pydantic's v1 layer, whose last Python is 3.13.
    return "Kairan needs Python 3.11, 3.12 or 3.13; this is {}.{}.".format(*version[:2])


_problem = problem_of_python(sys.version_info)
if _problem:
    sys.exit(_problem)
