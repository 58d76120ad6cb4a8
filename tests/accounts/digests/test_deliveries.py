"""Who holds a claim may write, and nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts import Store
from accounts.digests import claims, deliveries, rate_limits
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Payload, message_key
from accounts.digests.planning import plan_deliveries, plan_now
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, pause, subscribe, unsubscribe

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
LEASE, PACE = timedelta(seconds=30), timedelta(seconds=1)
SAY = Payload(({"text": "first"}, {"text": "second"}))
WHOLE = Payload((*SAY.messages, {"text": "third"}))


@pytest.fixture
def due(store: Store) -> Store:
    """A store with two digests due."""
    for channel in ("C1", "C2"):
        schedule = Schedule(time(9), EVERY_DAY, "UTC")
        wanted = Subscription(team="T1", channel=channel, digest="health", scope="", created_by="U1", schedule=schedule)
        subscribe(store, wanted, NOW - timedelta(hours=1))
    plan_deliveries(store, NOW)
    return store


def claim(store: Store, now: datetime = NOW) -> Claim:
    held = claims.claim(store, now, LEASE, PACE)
    assert held is not None
    return held


def test_a_claimed_delivery_is_nobody_elses_until_its_lease_ends(due: Store) -> None:
    first, second = claim(due), claim(due, NOW + PACE)
    assert {first.subscription.channel, second.subscription.channel} == {"C1", "C2"}
    assert claims.claim(due, NOW + 2 * PACE, LEASE, PACE) is None
    again = claim(due, NOW + LEASE)
    assert (again.subscription.id, again.fence, again.doubtful) == (first.subscription.id, 2, True)


def test_a_workspace_gets_no_two_posts_within_its_pace(due: Store) -> None:
    claim(due)
    assert claims.claim(due, NOW + PACE / 2, LEASE, PACE) is None


def test_a_clock_set_back_by_a_day_holds_no_workspace_back(due: Store) -> None:
    rate_limits.pause_posts(due, "T1", NOW + timedelta(days=1))
    assert claim(due)


def test_who_lost_the_claim_writes_nothing(due: Store) -> None:
    lost = claim(due)
    claim(due, NOW + PACE)
    held = claim(due, NOW + LEASE)
    assert not deliveries.save_payload(due, lost, SAY)
    assert not deliveries.record_post(due, lost, "1.1", NOW)
    assert not deliveries.requeue(due, lost, NOW, NOW, "late")
    assert not deliveries.finish(due, lost, "failed", NOW)
    assert deliveries.save_payload(due, held, SAY)
    assert due.reading.execute("SELECT count(*) FROM attempt").fetchone() == (0,)


def test_every_message_is_a_claim_of_its_own_and_the_last_one_ends_the_delivery(due: Store) -> None:
    held = claim(due)
    deliveries.save_payload(due, held, SAY)
    later = NOW + timedelta(minutes=1)
    deliveries.record_post(due, replace(held, messages=SAY.messages), "1.1", NOW)
    claim(due, NOW + PACE)
    second = claim(due, later)
    assert (second.posted, second.messages, second.doubtful) == (("1.1",), SAY.messages, False)
    deliveries.record_post(due, second, "1.2", later)
    states = due.reading.execute("SELECT state, posted FROM delivery WHERE digest_id = ?", (held.subscription.id,))
    assert states.fetchall() == [("sent", '["1.1", "1.2"]')]


def test_what_was_given_back_is_not_in_doubt_and_what_was_left_is(due: Store) -> None:
    deliveries.requeue(due, claim(due), NOW + PACE, NOW, "ratelimited")
    deliveries.mark_uncertain(due, claim(due, NOW + PACE), NOW + 2 * PACE, NOW, "fatal_error")
    held = [claim(due, NOW + 3 * PACE), claim(due, NOW + 4 * PACE)]
    assert sorted(each.doubtful for each in held) == [False, True]


def test_pausing_withholds_what_nobody_has_begun(due: Store) -> None:
    begun = claim(due)
    for id_ in (1, 2):
        pause(due, id_)
    states = dict(due.reading.execute("SELECT digest_id, state FROM delivery").fetchall())
    assert states == {begun.subscription.id: "pending", 3 - begun.subscription.id: "skipped"}


def test_a_stopped_workspace_is_left_alone_until_it_is_restarted(due: Store) -> None:
    assert rate_limits.block_team(due, "T1", "token_revoked")
    assert not rate_limits.block_team(due, "T1", "token_revoked")
    assert claims.claim(due, NOW, LEASE, PACE) is None
    rate_limits.unblock_team(due, "T1")
    assert claim(due)


def test_no_two_messages_have_one_mark(due: Store) -> None:
    one, two = claim(due).subscription, claim(due, NOW + PACE).subscription
    days = ["2026-06-15", "2026-06-16"]
    marks = [message_key(each, day, number) for each in (one, two) for day in days for number in range(3)]
    assert len(set(marks)) == len(marks)


def test_a_digest_that_is_begun_is_finished_before_another_begins(due: Store) -> None:
    held = claim(due)
    deliveries.save_payload(due, held, SAY)
    deliveries.record_post(due, replace(held, messages=SAY.messages), "1.1", NOW)
    next_ = claim(due, NOW + 2 * PACE)  # the other one has been due for longer
    assert (next_.subscription.id, next_.posted) == (held.subscription.id, ("1.1",))


def begun(store: Store) -> Claim:
    """A delivery of three messages that is claimed for its second one."""
    held = claim(store)
    deliveries.save_payload(store, held, WHOLE)
    deliveries.record_post(store, replace(held, messages=WHOLE.messages), "1.1", NOW)
    return claim(store, NOW + deliveries.BETWEEN_MESSAGES)


def ended_and_begun_anew(store: Store, held: Claim) -> None:
    """Its digest is ended and subscribed to again, and the other one of the store has come."""
    unsubscribe(store, 3 - held.subscription.id)
    unsubscribe(store, held.subscription.id)
    subscribe(store, replace(held.subscription, id=0), NOW + timedelta(seconds=2))


def state(store: Store, held: Claim) -> tuple[str, str, str]:
    return store.reading.execute(  # type: ignore[no-any-return]
        "SELECT state, reason, posted FROM delivery WHERE digest_id = ? AND occasion = ?",
        (held.subscription.id, held.occasion),
    ).fetchone()


def test_a_digest_ended_between_its_messages_posts_no_more_of_them_though_it_is_begun_anew(due: Store) -> None:
    held = begun(due)
    deliveries.requeue(due, held, NOW + timedelta(seconds=2), NOW, "ratelimited")
    ended_and_begun_anew(due, held)
    assert claims.claim(due, NOW + timedelta(hours=1), LEASE, PACE) is None
    assert state(due, held) == ("skipped", "unsubscribed", '["1.1"]')
    assert plan_now(due, held.subscription.id, NOW + timedelta(hours=1))


def test_what_was_under_way_when_its_digest_was_ended_is_recorded_and_the_last_of_it(due: Store) -> None:
    held = begun(due)
    ended_and_begun_anew(due, held)
    assert plan_now(due, held.subscription.id, NOW + timedelta(seconds=3))  # it waits for nobody
    assert not claims.renew(due, held, NOW + LEASE)
    assert deliveries.record_post(due, held, "1.2", NOW + timedelta(seconds=4))
    assert state(due, held) == ("skipped", "unsubscribed", '["1.1", "1.2"]')
    assert claim(due, NOW + timedelta(minutes=1)).occasion == "2026-06-15 09:00:03"
    assert claims.claim(due, NOW + timedelta(minutes=1), LEASE, timedelta(0)) is None


def test_who_comes_after_one_in_doubt_is_told_that_its_digest_was_ended(due: Store) -> None:
    held = begun(due)
    ended_and_begun_anew(due, held)
    deliveries.mark_uncertain(due, held, NOW + timedelta(minutes=1), NOW, "fatal_error")
    again = claim(due, NOW + timedelta(minutes=1))
    assert (again.occasion, again.doubtful, again.withdrawn) == (held.occasion, True, True)
