"""A store with the tables of the team's own words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import open_store
from curation import open_curation
from store import Store
from tests.engines import Engine, Place


@pytest.fixture(scope="session")
def empty_words(engine: Engine, empty: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The place of an empty store that is ready for the team's own words, to be copied."""
    place = engine.copy(empty, tmp_path_factory.mktemp("words"))
    open_curation(open_store(place)).close()
    return place


@pytest.fixture
def words(engine: Engine, empty_words: Place, tmp_path: Path) -> Iterator[Store]:
    """An empty store, ready for the team's own words."""
    opened = open_store(engine.copy(empty_words, tmp_path))
    yield opened
    opened.close()
