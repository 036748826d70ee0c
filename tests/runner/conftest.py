import os

# On servers that the machine brings along (Debian: postgresql, redis-server): only when asked for.
collect_ignore = [] if os.environ.get("KAIRAN_OUTSIDE") == "1" else ["test_outside_servers.py"]
