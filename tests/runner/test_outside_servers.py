"""On the machine's own PostgreSQL and Redis instead of the embedded ones. Runs only with KAIRAN_OUTSIDE=1 (conftest.py)."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from runner.places import NOBODY
from tests.kit.line import free_port
from tests.kit.system import wait_until
from tests.runner.installation import installed

pytestmark = pytest.mark.long
IDENTITY = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def program(name: str) -> str:
    """Debian keeps PostgreSQL's programs out of the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(places[-1]) if places else shutil.which(name) or pytest.fail(f"{name} is not installed")


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="kt-out-"))
    path.chmod(0o777)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def database_url(folder: Path) -> Iterator[str]:
    data, port = folder / "pg", free_port()
    subprocess.run([program("initdb"), "-D", data, "-U", "city", "-E", "UTF8", "--auth=trust"], check=True, cwd="/", **IDENTITY)
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", f"unix_socket_directories={folder}"]
    server = subprocess.Popen([program("postgres"), "-D", data, *options], cwd="/", **IDENTITY)
    url = f"postgresql://city@127.0.0.1:{port}/postgres"

    def answers() -> bool:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return False
        return True

    wait_until(answers, "PostgreSQL answers")
    yield url
    server.terminate()
    server.wait(30)


@pytest.fixture
def redis_url(folder: Path) -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder], cwd="/", **IDENTITY)
    time.sleep(0.5)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(30)


def test_it_runs_on_servers_of_the_machine(folder, database_url, redis_url):
    place = folder / "kairan"
    place.mkdir()
    with installed(place, DATABASE_URL=database_url, REDIS_URL=redis_url, DEMO_CITY="1") as installation:
        print(f"\noutside servers: {installation.start_and_wait():.1f} s to the first page")
        assert installation.opens("/readyz")
        assert installation.pid("postgres") is None
        assert installation.pid("valkey") is None
        wait_until(installation.works, "a citizen is heard", 30)
        with psycopg.connect(database_url) as connection:
            assert connection.execute("SELECT count(*) FROM citizen").fetchone()[0] >= 300
        assert installation.end() == 0
