"""Killed at random moments, syncs lose, double and halve nothing; `python -m tests.sources.proof` kills 300 times."""

from pathlib import Path

import pytest

from tests.sources.proof import prove


@pytest.mark.processes
def test_kills_at_random_moments_lose_double_and_halve_nothing(tmp_path: Path) -> None:
    proof = prove(kills=6, seed=3, folder=tmp_path)
    assert proof.faults == []
    assert proof.seen["kills"] == 6
