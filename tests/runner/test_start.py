"""`python -m runner`: starts, is refused with a sentence, and stops."""

import fcntl
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner import problem_of_python
from runner.places import find_places
from runner.reset import main as reset
from tests.kit.line import free_port
from tests.kit.system import wait_until
from tests.runner.installation import Installation, alive, installed, is_free

long = pytest.mark.long


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where everybody may walk to (pytest's own folders are closed, and sockets want short paths)."""
    path = Path(tempfile.mkdtemp(prefix="kt-run-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0), (2, 7), (4, 0)])
def test_another_python_gets_one_sentence(version):
    sentence = problem_of_python(version)
    assert f"{version[0]}.{version[1]}" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (3, 13, 1)])
def test_pythons_from_3_11_to_3_13_are_taken(version):
    assert problem_of_python(version) is None


def refused(installation: Installation) -> str:
    """The one sentence with which a start is refused."""
    status = installation.start().wait(30)
    lines = [line for line in installation.output.splitlines() if line not in ("止めています…", "止まりました。")]
    assert (status, len(lines)) == (1, 1), installation.output
    return lines[0]


def test_a_port_in_use_is_named_and_so_is_what_to_do(folder):
    with installed(folder) as installation, socket.socket() as taken:
        taken.bind(("127.0.0.1", int(installation.environ["PORT"])))
        taken.listen()
        sentence = refused(installation)
    assert f"ポート {installation.environ['PORT']}" in sentence
    assert "PORT=番号 make run" in sentence


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none_is_refused(folder, port):
    with installed(folder, PORT=port) as installation:
        assert "PORT には" in refused(installation)


def test_servers_that_do_not_answer_are_named(folder):
    nobody = f"127.0.0.1:{free_port()}"
    with installed(folder, DATABASE_URL=f"postgresql://x:y@{nobody}/z", REDIS_URL=f"redis://{nobody}/0") as installation:
        assert "REDIS_URL" in refused(installation)
        del installation.environ["REDIS_URL"]
        assert "DATABASE_URL" in refused(installation)


def test_reset_removes_nothing_while_kairan_runs(folder, monkeypatch, capsys):
    monkeypatch.setenv("KAIRAN_VAR", str(folder))
    with (folder / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert reset() == 1
    assert "動いています" in capsys.readouterr().out
    assert (folder / "programs.lock").exists()


@long
def test_ctrl_c_stops_everything_with_status_0(folder):
    with installed(folder) as installation:
        installation.start_and_wait()
        assert installation.opens("/readyz")
        family = installation.family()
        assert len(family) > 20
        assert installation.end(signal.SIGINT) == 0
        assert alive(family) == set()
        assert is_free(installation.environ["PORT"])
        assert "止まりました。" in installation.output


@long
def test_ctrl_c_in_the_middle_of_the_first_start_stops_with_status_0(folder):
    with installed(folder) as installation:
        run = installation.start()
        log = installation.var / "log" / "migrations.log"
        wait_until(lambda: log.exists() or run.poll() is not None, "the migrations have begun")
        family = installation.family()
        assert installation.end(signal.SIGINT) == 0, installation.output
        assert alive(family) == set()
        assert "動いています" not in installation.output


@long
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_it_starts_where_other_users_cannot_come(folder, umask):
    """As root the servers run as nobody: their data lie elsewhere then, and are removed by `make reset`."""
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with installed(closed) as installation:
        installation.start_and_wait(umask)
        assert installation.opens("/readyz")
        data = find_places(installation.var).data
        assert (data / "postgres" / "PG_VERSION").exists()
        assert data.is_relative_to(closed) == (os.geteuid() != 0)
        assert installation.end() == 0
    assert not data.exists()
