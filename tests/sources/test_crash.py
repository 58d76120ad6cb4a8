"""Killed at random moments, syncs lose, double and halve nothing; `python -m tests.sources.proof` kills 300 times."""

from pathlib import Path

import pytest

from tests.bot.digests.troubled_server import troubled_server
from tests.postgresql import binaries
from tests.sources.proof import LOSSES, prove


@pytest.mark.processes
def test_kills_at_random_moments_lose_double_and_halve_nothing(tmp_path: Path) -> None:
    proof = prove(kills=6, seed=3, folder=tmp_path)
    assert proof.faults == []
    assert proof.seen["kills"] == 6


@pytest.mark.processes
def test_a_server_that_crashes_and_connections_that_are_cut_lose_double_and_halve_nothing(tmp_path: Path) -> None:
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with troubled_server(programs, losses=LOSSES) as on:
        proof = prove(kills=4, seed=3, folder=tmp_path, on=on)
    assert proof.faults == []
    assert on.crashes + on.cuts > 0
