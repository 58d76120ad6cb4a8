"""Changes of watched accounts are told once each, though workers are killed while they look and while they post."""

from pathlib import Path

import pytest

from tests.bot.watches.proof import prove
from tests.engines import Engine

pytestmark = pytest.mark.processes


def test_changes_are_told_once_by_workers_that_are_killed(engine: Engine, tmp_path: Path) -> None:
    count = prove(engine.new(tmp_path), 4, 3, 2)
    assert count.kills > 3
    assert (count.duplicates, count.lost) == (0, 0)
