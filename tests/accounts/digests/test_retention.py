"""The record is kept for as long as is said, and what decides what is sent and compared for as long as its digest."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts import Store
from accounts.digests import retention
from accounts.digests.delivery_log import attempts, deliveries, last_sent_on
from accounts.digests.planning import plan_deliveries
from accounts.digests.retention import ATTEMPTS_KEPT, DELIVERIES_KEPT, prune
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from store.timestamps import to_text
from tests.accounts.conftest import Factory, make

__all__ = ["make"]

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def subscribed(store: Store, channel: str = "C1", now: datetime = NOW) -> Subscription:
    schedule = Schedule(time(9), EVERY_DAY, "UTC")
    wanted = Subscription(team="T1", channel=channel, digest="health", scope="", created_by="U1", schedule=schedule)
    return subscribe(store, wanted, now)


def delivered(store: Store, days_ago: int, state: str = "sent", digest_id: int = 1, at: str = "") -> str:
    """A delivery of a day before now, with an attempt; returns its occasion."""
    when = NOW - days_ago * DAY
    occasion = f"{when.date()}{at}"
    open_from = to_text(when) if state == "pending" else None
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO delivery (digest_id, occasion, team, state, due_at, open_from) VALUES (?, ?, 'T1', ?, ?, ?)",
            (digest_id, occasion, state, to_text(when), open_from),
        )
        connection.execute(
            "INSERT INTO attempt (digest_id, occasion, fence, at, outcome, detail) VALUES (?, ?, 1, ?, 'posted', '')",
            (digest_id, occasion, to_text(when)),
        )
    return occasion


def pruned(store: Store) -> Iterator[int]:
    """Prunes until nothing is left to; gives how many rows each time."""
    while removed := prune(store, NOW):
        yield removed


def kept(store: Store) -> list[str]:
    return [each.occasion for each in deliveries(store, limit=5000)]


def test_deliveries_are_on_record_for_400_days_and_what_was_tried_for_90(store: Store) -> None:
    subscribed(store)
    occasions = {days: delivered(store, days) for days in (1, 89, 91, 399, 401, 800)}
    assert sum(pruned(store)) == 6
    assert kept(store) == [occasions[days] for days in (1, 89, 91, 399)]
    tried = {days: len(attempts(store, 1, occasions[days])) for days in (1, 89, 91, 399)}
    assert tried == {1: 1, 89: 1, 91: 0, 399: 0}
    assert prune(store, NOW) == 0


def test_what_a_digest_compares_with_stays_however_old_it_is(store: Store) -> None:
    subscribed(store)
    last = delivered(store, 700)
    for days in (650, 600, 500):
        delivered(store, days, "skipped")
    delivered(store, 900)
    sum(pruned(store))
    assert last_sent_on(store, 1, NOW.date().isoformat()) == date.fromisoformat(last)
    assert len(kept(store)) == 2  # and the last of the schedule


def test_no_date_of_the_schedule_can_come_again_for_what_was_removed(store: Store) -> None:
    first = NOW - 900 * DAY
    subscribed(store, now=first)
    plan_deliveries(store, first + 890 * DAY)
    with store.writing() as connection:
        connection.execute("UPDATE delivery SET state = 'skipped', open_from = NULL")
    sum(pruned(store))
    before = kept(store)
    assert plan_deliveries(store, NOW - 100 * DAY) == plan_deliveries(store, first)  # a clock set back brings nothing
    assert kept(store) == before
    assert subscribed(store, now=NOW - 11 * DAY).next_on == NOW.date() - 9 * DAY


def test_what_is_still_open_is_never_removed(store: Store) -> None:
    subscribed(store)
    for days in (500, 450):
        delivered(store, days, "pending")
    delivered(store, 1)
    assert list(pruned(store)) == []
    assert len(kept(store)) == 3


def test_one_asked_for_at_once_takes_nothing_from_the_schedule_s_last(store: Store) -> None:
    subscribed(store)
    scheduled = delivered(store, 600, "skipped")
    asked = delivered(store, 500, "sent", at=" 10:00:00")
    delivered(store, 550, "failed", at=" 10:00:00")
    sum(pruned(store))
    assert kept(store) == [asked, scheduled]


def test_each_transaction_is_small(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH_SIZE", 50)
    subscribed(store)
    for days in range(401, 601):
        delivered(store, days)
    delivered(store, 1)
    steps = list(pruned(store))
    assert max(steps) <= 100  # 50 deliveries, and 50 attempts at others
    assert len(kept(store)) == 1


def test_notices_that_were_told_go_with_the_deliveries(store: Store) -> None:
    subscribed(store)
    old, late = to_text(NOW - DELIVERIES_KEPT - DAY), to_text(NOW - ATTEMPTS_KEPT - DAY)
    with store.writing() as connection:
        for owed_at, open_from in ((old, None), (old, old), (late, None)):
            connection.execute(
                "INSERT INTO notice (digest_id, about, why, owed_at, place, open_from)"
                " VALUES (1, 'undelivered', '', ?, 'U1', ?)",
                (owed_at, open_from),
            )
    assert sum(pruned(store)) == 1
    assert store.reading.execute("SELECT count(*) FROM notice WHERE owed_at = ?", (old,)).fetchone() == (1,)


def test_who_moved_is_kept_for_as_long(store: Store, make: Factory) -> None:
    acme = make.account("Acme")
    days = [(NOW.date() - timedelta(days=back)).isoformat() for back in (1, 399, 401, 500)]
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO health_change"
            " (account_id, moved_on, moved_before, score_before, band_before, way, currency, segment)"
            " VALUES (?, ?, '', 10, 'red', 'recovered', '', '')",
            [(acme, day) for day in days],
        )
    assert sum(pruned(store)) == 2
    assert [day for (day,) in store.reading.execute("SELECT moved_on FROM health_change ORDER BY 1 DESC")] == days[:2]
