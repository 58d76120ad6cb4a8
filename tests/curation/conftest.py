"""A store with the tables of the team's own words."""

from collections.abc import Iterator

import pytest

from accounts import open_store
from store import Store
from tests.engines import Place


@pytest.fixture
def words(words_place: Place) -> Iterator[Store]:
    """An empty store, ready for the team's own words."""
    opened = open_store(words_place)
    yield opened
    opened.close()
