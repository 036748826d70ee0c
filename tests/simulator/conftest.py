"""The real stand-in on a free port, and a real receiver for its webhooks."""

from collections.abc import Iterator

import pytest

from tests.simulator.kit import Receiver, Simulator


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture(scope="session")
def running(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path_factory.mktemp("simulator"), receiver).start()
    yield simulator
    assert simulator.stop() == 0


@pytest.fixture
def simulator(running: Simulator, receiver: Receiver) -> Simulator:
    """As on its first day."""
    running.control("POST", "reset")
    receiver.clear()
    return running
