"""A store with the tables of the team's own words."""

import pytest

from curation import open_curation
from store import Store


@pytest.fixture
def words(store: Store) -> Store:
    """An empty store, ready for the team's own words."""
    return open_curation(store)
