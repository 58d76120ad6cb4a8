"""A company with a file of sources."""

from pathlib import Path

import pytest

from accounts import Store
from sources.state import prepare
from tests.sources.company import Company


@pytest.fixture
def company(store: Store, tmp_path: Path) -> Company:
    prepare(store)
    folder = tmp_path / "company"
    folder.mkdir()
    return Company(store, folder)
