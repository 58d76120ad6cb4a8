"""Whoever has to be told is told by one claim at a time, however it came to that."""

from datetime import UTC, datetime, time, timedelta

import pytest

from accounts import Store
from accounts.digests import claims, deliveries, notices, rate_limits
from accounts.digests.claims import Claim
from accounts.digests.notices import Notice, record_unmatched
from accounts.digests.planning import plan_deliveries
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, pause, resume, subscribe, subscription

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
LEASE, SECOND = timedelta(seconds=30), timedelta(seconds=1)


@pytest.fixture
def due(store: Store) -> Store:
    """A store with a digest due."""
    schedule = Schedule(time(9), EVERY_DAY, "UTC")
    wanted = Subscription(team="T1", channel="C1", digest="health", scope="", created_by="U1", schedule=schedule)
    subscribe(store, wanted, NOW - timedelta(hours=1))
    plan_deliveries(store, NOW)
    return store


def delivery(store: Store, now: datetime = NOW) -> Claim:
    held = claims.claim(store, now, LEASE, timedelta(0))
    assert held is not None
    return held


def claim(store: Store, now: datetime = NOW) -> Notice:
    held = notices.claim_notice(store, now, LEASE)
    assert held is not None
    return held


def owed(store: Store) -> list[tuple[str, str, str]]:
    return store.reading.execute("SELECT about, place, why FROM notice ORDER BY id").fetchall()


def test_giving_a_delivery_up_pauses_the_digest_and_owes_the_telling_in_one_step(due: Store) -> None:
    assert deliveries.fail_and_pause(due, delivery(due), NOW, "Slack says is_archived")
    assert subscription(due, 1).state == "paused"
    assert owed(due) == [("undelivered", "U1", "Slack says is_archived")]


def test_who_lost_the_delivery_neither_pauses_nor_tells(due: Store) -> None:
    lost = delivery(due)
    delivery(due, NOW + LEASE)
    assert not deliveries.fail_and_pause(due, lost, NOW, "Slack says is_archived")
    assert not deliveries.finish(due, lost, "failed", NOW, "x", "x")
    assert (subscription(due, 1).state, owed(due)) == ("active", [])


def test_of_a_digest_that_was_paused_already_nobody_is_told_again(due: Store) -> None:
    held = delivery(due)
    pause(due, 1)
    deliveries.fail_and_pause(due, held, NOW, "Slack says is_archived")
    assert owed(due) == []


def test_a_schedule_that_cannot_go_on_owes_its_owner_the_reason(due: Store) -> None:
    with due.writing() as connection:
        connection.execute("UPDATE digest SET zone = 'Mars/Olympus'")
    plan_deliveries(due, NOW + timedelta(days=1))
    assert [why for *_, why in owed(due)] == ["The time zone Mars/Olympus is not known here"]


def test_a_claimed_notice_is_nobody_elses_until_its_lease_ends(due: Store) -> None:
    deliveries.finish(due, delivery(due), "failed", NOW, "x", "x")
    first = claim(due)
    assert notices.claim_notice(due, NOW + SECOND, LEASE) is None
    again = claim(due, NOW + LEASE)
    assert (first.doubtful, again.id, again.fence, again.doubtful) == (False, first.id, 2, True)
    assert not notices.finish(due, first, "told", "1.1")
    assert notices.finish(due, again, "told", "1.2")
    assert notices.recorded_ts(due, first) == "1.2"
    assert notices.claim_notice(due, NOW + 2 * LEASE, LEASE) is None


def test_what_was_given_back_is_not_in_doubt_and_what_was_left_is(due: Store) -> None:
    deliveries.finish(due, delivery(due), "failed", NOW, "x", "x")
    assert notices.requeue(due, claim(due), NOW + SECOND, "C1")
    again = claim(due, NOW + SECOND)
    assert (again.doubtful, again.place) == (False, "C1")
    assert notices.mark_uncertain(due, again, NOW + 2 * SECOND)
    assert claim(due, NOW + 2 * SECOND).doubtful


def test_a_workspace_that_takes_no_posts_gets_no_notices_either(due: Store) -> None:
    deliveries.finish(due, delivery(due), "failed", NOW, "x", "x")
    rate_limits.block_team(due, "T1", "token_revoked")
    assert (notices.claim_notice(due, NOW, LEASE), notices.next_claimable_at(due, NOW)) == (None, None)
    rate_limits.unblock_team(due, "T1")
    rate_limits.pause_posts(due, "T1", NOW + timedelta(minutes=1))
    assert notices.claim_notice(due, NOW, LEASE) is None
    assert notices.next_claimable_at(due, NOW) == "2026-06-15T09:01:00.000Z"
    assert claim(due, NOW + timedelta(minutes=1))


def test_a_clock_set_back_by_a_day_holds_no_notice_back(due: Store) -> None:
    deliveries.finish(due, delivery(due), "failed", NOW, "x", "x")
    notices.requeue(due, claim(due), NOW + timedelta(days=1))
    claims.skip_overdue(due, NOW, timedelta(hours=6), LEASE)
    assert claim(due, NOW + LEASE)


def test_that_no_accounts_match_is_told_once_and_again_when_they_had_come_back(due: Store) -> None:
    for why in ("gone", "gone", "", "", "gone again"):
        record_unmatched(due, 1, why, NOW)
    assert owed(due) == [("unmatched", "U1", "gone"), ("unmatched", "U1", "gone again")]
    assert resume(due, 1, NOW).state == "active"
