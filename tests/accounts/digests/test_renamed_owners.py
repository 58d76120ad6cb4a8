"""Digests of an owner who is renamed go on, whatever other digests there are and were."""

from dataclasses import replace
from datetime import UTC, datetime, time

from accounts import Store
from accounts.digests.renamed_owners import rename_in_scopes
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe, subscriptions, unsubscribe

NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)
DANA, EMAIL = "@Dana Sample", "dana@sample.example"
SCHEDULE = Schedule(time(9), EVERY_DAY, "UTC")
OLD = Subscription(team="T1", channel="C1", digest="health", scope=DANA, created_by="U1", schedule=SCHEDULE)
NEW = replace(OLD, scope=f"@{EMAIL}")


def scopes(store: Store) -> list[tuple[int, str]]:
    return [(each.id, each.scope) for each in subscriptions(store)]


def renamed(store: Store) -> None:
    with store.writing() as connection:
        rename_in_scopes(connection, "Dana Sample", EMAIL)


def test_one_that_was_ended_is_in_the_way_of_none(store: Store) -> None:
    ended, goes_on = subscribe(store, NEW, NOW), subscribe(store, OLD, NOW)
    unsubscribe(store, ended.id)
    renamed(store)
    assert scopes(store) == [(goes_on.id, f"@{EMAIL}")]
    assert subscribe(store, OLD, NOW).id == ended.id  # which is of the name that it has made way for


def test_one_of_the_same_accounts_that_goes_on_stays_as_it_is(store: Store) -> None:
    kept, old = subscribe(store, NEW, NOW), subscribe(store, OLD, NOW)
    other = subscribe(store, replace(OLD, channel="C2", scope=f"{DANA} enterprise"), NOW)
    renamed(store)
    assert scopes(store) == [(kept.id, f"@{EMAIL}"), (old.id, DANA), (other.id, f"@{EMAIL} enterprise")]
