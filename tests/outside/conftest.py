"""A faulty Slack for each test, and the mark of tests that start processes."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts import open_store
from accounts.sample import load_sample
from tests.outside.faulty_slack import FaultySlack, faulty_slack

HERE = f"{Path(__file__).parent}{os.sep}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder."""
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.processes)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample company as it is today, made once."""
    path, now = tmp_path_factory.mktemp("sample") / "accounts.db", datetime.now(UTC)
    with closing(open_store(path)) as store:
        load_sample(store, now.date(), now, scored=0)
    return path


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """A folder with a copy of that store."""
    shutil.copyfile(sample, tmp_path / "accounts.db")
    return tmp_path


@pytest.fixture
def slack() -> Iterator[FaultySlack]:
    """A Slack that is well so far."""
    with faulty_slack() as running:
        yield running
