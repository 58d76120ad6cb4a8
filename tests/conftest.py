"""How tests run: away from the accounts of whoever runs them, with their files in memory where the system has a folder
there, and property tests with as many examples as a run has time for.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from accounts import Store, open_store
from tests.engines import Engine, Place, engine_called, made

for variable in (
    "CS_HEALTH",
    "CS_RATES",
    "CS_CURRENCY",
    "CS_CHANNELS",
    "CS_PEOPLE",
    "CS_EMAIL",
    "CS_SOURCES",
    "CS_OPERATOR",
    "CS_TENANTS",
    "CS_TENANT",
):
    os.environ.pop(variable, None)

MEMORY, ROOMY = Path("/dev/shm"), 2**31  # a store waits for the disk at every commit, which takes most of a test's time
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOMY:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
os.environ["CS_DATABASE"] = str(Path(tempfile.gettempdir(), f"cs-tests-{os.getpid()}", "accounts.db"))  # never made

# A machine may be busy, so nothing has a deadline: time is measured in benchmarks. In CI the examples are the same each
# time: a new find must not block another change.
settings.register_profile("local", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile("ci" if os.environ.get("CI") else "local")

SERVERS = {"port", "server_engine", "easel"}  # the fixtures that start PostgreSQL, and a process that draws charts


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that need a process of their own, and on several cores begins with what takes longest."""
    for item in items:
        if SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.processes)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not {"e2e", "processes"}.intersection(mark.name for mark in item.iter_markers()))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--engine postgresql`: the tests' stores are on a PostgreSQL server that the run starts."""
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Where the tests' stores are: `engine.new(tmp_path)` is the place of one that isn't made yet."""
    with engine_called(request.config.getoption("--engine")) as running:
        yield running


@pytest.fixture(scope="session")
def server_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """PostgreSQL, whatever engine the run is on."""
    if request.config.getoption("--engine") == "postgresql":
        yield request.getfixturevalue("engine")
        return
    with engine_called("postgresql") as running:
        yield running


@pytest.fixture(scope="session")
def empty(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The place of an empty store, to be copied: making one takes longer than most tests."""
    return made(engine, tmp_path_factory.mktemp("store"))


@pytest.fixture
def store(engine: Engine, empty: Place, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(engine.copy(empty, tmp_path))
    yield opened
    opened.close()
