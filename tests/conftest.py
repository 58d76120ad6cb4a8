"""How tests run: away from the accounts of whoever runs them, with their files in memory where the system has a folder
there, and property tests with as many examples as a run has time for.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

from accounts import Store, open_store
from curation import open_curation
from tests.engines import Engine, Place, SqliteEngine, engine_called, made
from tests.postgresql import binaries
from tests.scheduling import ON_SERVER, FromBothEnds

gc.disable()  # until all tests are collected: they stay, and looking through them again and again finds nothing

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
settings.register_profile("local", deadline=None, max_examples=25)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile("ci" if os.environ.get("CI") else "local")

SERVERS = {"port", "server_engine", "easel"}  # the fixtures that start PostgreSQL, and a process that draws charts
APART: Final = {"e2e", "processes", "dates"}  # the marks of tests that take long
KEPT: Final = {"accounts", "curation", "store"}  # the folders of what asks a store: the rest asks through these
TESTS: Final = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--engine postgresql`: the tests' stores are on a PostgreSQL server that the run starts. With `both` each test
    that has a store is run twice, with `kept` the quick ones in the folders of what asks a store.
    """
    parser.addoption("--engine", choices=("sqlite", "postgresql", "both", "kept"), default="sqlite")


def _is_about_the_file(module: object) -> bool:
    """Whether a module's tests are about SQLite's file, which no other engine has."""
    return getattr(module, "ABOUT_THE_FILE", False)


def _runs_twice(metafunc: pytest.Metafunc) -> bool:
    """Whether a test runs on both engines: one of its fixtures is a store, or makes one."""
    asked = metafunc.config.getoption("--engine")
    if asked not in {"both", "kept"} or "engine" not in metafunc.fixturenames or _is_about_the_file(metafunc.module):
        return False
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if asked == "kept" and (APART & marks or SERVERS.intersection(metafunc.fixturenames)):
        return False
    folder = metafunc.definition.path.relative_to(TESTS).parts[0]
    return (asked == "both" or folder in KEPT) and binaries() is not None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test on each engine, where that is asked for."""
    if _runs_twice(metafunc):
        engines = ["sqlite", pytest.param("postgresql", id=ON_SERVER)]
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says in one line that there was no second engine."""
    if config.getoption("--engine") in {"both", "kept"} and not binaries():
        terminalreporter.write_line(
            "The tests that have a store ran on SQLite alone: no PostgreSQL server is installed here "
            "(Debian: apt-get install postgresql)."
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that have a store, and those that need a process of their own; on several cores begins with what
    waits, and ends with what is run a second time.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if SERVERS.intersection(fixtures):
            item.add_marker(pytest.mark.processes)
        if "engine" in fixtures and not _is_about_the_file(getattr(item, "module", None)):
            item.add_marker(pytest.mark.engines)
    if "PYTEST_XDIST_WORKER" in os.environ:
        waits = {"e2e", "processes"}
        items.sort(
            key=lambda item: (ON_SERVER in item.nodeid, waits.isdisjoint(mark.name for mark in item.iter_markers()))
        )


def pytest_collection_finish() -> None:
    """What stays until the end isn't looked through at each collection of garbage either, of which there are fewer."""
    gc.freeze()
    gc.set_threshold(20_000)  # a collection for every 700 objects took 10 of the tests' 241 seconds
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Which worker runs what, on several cores."""
    return FromBothEnds(config, log)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """Where the tests' stores are: `engine.new(tmp_path)` is the place of one that isn't made yet."""
    name = getattr(request, "param", request.config.getoption("--engine"))
    running: Engine = request.getfixturevalue("server_engine") if name == "postgresql" else SqliteEngine()
    return running


@pytest.fixture(scope="session")
def server_engine() -> Iterator[Engine]:
    """PostgreSQL, whatever engine the run is on. The tests are skipped where its server isn't installed."""
    with engine_called("postgresql") as running:
        yield running


@pytest.fixture(scope="session")
def empty(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The place of an empty store, to be copied: making one takes longer than most tests."""
    return made(engine, tmp_path_factory.mktemp("store"))


@pytest.fixture
def store(engine: Engine, empty: Place, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with engine.opened(empty, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def empty_words(engine: Engine, empty: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The place of an empty store that is ready for the team's own words, to be copied."""
    place = engine.copy(empty, tmp_path_factory.mktemp("words"))
    open_curation(open_store(place)).close()
    return place


@pytest.fixture
def words_place(engine: Engine, empty_words: Place, tmp_path: Path) -> Place:
    """The place of an empty store that is ready for the team's own words."""
    return engine.copy(empty_words, tmp_path)
