"""A faulty Slack for each test, and the mark of tests that start processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside.faulty_slack import FaultySlack, faulty_slack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.processes)


@pytest.fixture
def slack() -> Iterator[FaultySlack]:
    """A Slack that is well so far."""
    with faulty_slack() as running:
        yield running
