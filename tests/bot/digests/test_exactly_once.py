"""Digests arrive once each, though workers are killed and Slack fails in every way that it does."""

import pytest

from tests.bot.digests.proof import LATE, prove

pytestmark = pytest.mark.processes


def test_two_workers_killed_at_random_lose_no_digest_and_double_none() -> None:
    count = prove(30, 2)
    assert count.kills > 3
    assert (count.duplicates, count.lost, count.unrecorded) == (0, 0, 0)


def test_without_looking_into_the_history_the_same_proof_fails() -> None:
    assert prove(15, 1, reconciles=False).duplicates > 0


def test_posts_that_slack_takes_in_late_and_a_history_that_lags_double_none() -> None:
    count = prove(15, 1, kill_every=30, pace=LATE)
    assert (count.duplicates, count.lost, count.unrecorded) == (0, 0, 0)
    assert count.calls["deleted"] > 0, "some did come twice, and were seen to"
