"""Digests arrive once each, though workers are killed and Slack fails in every way that it does."""

import pytest

from tests.bot.digests.proof import LATE, prove
from tests.bot.digests.troubled_server import troubled_server
from tests.postgresql import binaries

pytestmark = pytest.mark.processes


def test_two_workers_killed_at_random_lose_no_digest_and_double_none() -> None:
    count = prove(30, 2, kill_every=1.0)
    assert count.kills > 3
    assert (count.duplicates, count.lost, count.unrecorded) == (0, 0, 0)


def test_without_looking_into_the_history_the_same_proof_fails() -> None:
    assert prove(15, 1, reconciles=False).duplicates > 0


def test_posts_that_slack_takes_in_late_and_a_history_that_lags_double_none() -> None:
    count = prove(15, 1, kill_every=30, pace=LATE)
    assert (count.duplicates, count.lost, count.unrecorded) == (0, 0, 0)
    assert count.calls["deleted"] > 0, "some did come twice, and were seen to"


def test_a_server_that_crashes_connections_that_are_cut_and_commits_that_are_lost_double_none_and_lose_none() -> None:
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with troubled_server(programs, losses=0.1) as on:
        count = prove(8, 2, kill_every=6.0, on=on)
    assert min(on.crashes, on.cuts, on.proxy.lost.total()) > 0
    assert (count.duplicates, count.lost, count.unrecorded) == (0, 0, 0)
