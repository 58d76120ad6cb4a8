"""Who moved is kept in step with every change, and read as if all moves were looked through."""

import random
from datetime import date, datetime, time, timedelta

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.digests.health_changes import HealthChanges, health_changes
from accounts.money.amounts import Money
from accounts.money.rates import total
from accounts.scopes.scope import ALL, Scope
from tests.accounts.conftest import Factory, make
from tests.bot.digests.mornings import MONDAY, Mornings, at
from tests.engines import sqlite_of

__all__ = ["make"]

RANKS = {"red": 0, "yellow": 1, "green": 2}
SCOPES = (ALL, Scope(owner_id=1), Scope(unowned=True), Scope(segment="SMB"), Scope(owner_id=2, segment="SMB"))
# The first move of each account since a day, or what moved it since the last night; against what a digest told of it.
LOOKED_THROUGH = """
WITH moved AS (
    SELECT account_id, score_before, band_before, moved_on FROM health_change WHERE moved_on >= :since
    UNION ALL
    SELECT account_id, score_before, band_before, '9999' FROM standing
    WHERE (SELECT max(scored_on) FROM scoring) >= :since AND band <> 'unknown' AND band_before <> 'unknown'
        AND (band <> band_before OR abs(score - score_before) >= 10)
), ordered AS (
    SELECT account_id, score_before, band_before,
        row_number() OVER (PARTITION BY account_id ORDER BY moved_on) AS number FROM moved
), earliest AS (
    SELECT * FROM ordered WHERE number = 1
)
SELECT s.account_id, s.arr, s.currency, s.score, s.band,
    CASE WHEN t.account_id IS NULL THEN m.score_before ELSE t.score END,
    CASE WHEN t.account_id IS NULL THEN m.band_before ELSE t.band END
FROM earliest m JOIN standing s ON s.account_id = m.account_id
    LEFT JOIN digest_account t ON t.digest_id = :digest AND t.account_id = s.account_id AND t.occasion = (
        SELECT max(occasion) FROM delivery WHERE digest_id = :digest AND state = 'sent'
    )
WHERE {scope} AND s.band <> 'unknown'"""


def looked_through(store: Store, scope: Scope, since: date, digest: int) -> dict[str, list[tuple[int, Money]]]:
    """The accounts that went each way and their ARR, the most first."""
    where, given = scope.where("s")
    for value in given:
        where = where.replace("?", repr(value), 1)
    found: dict[str, list[tuple[int, Money]]] = {"worse": [], "recovered": []}
    rows = store.reading.execute(LOOKED_THROUGH.format(scope=where), {"since": since.isoformat(), "digest": digest})
    for id_, arr, currency, score, band, score_before, band_before in rows.fetchall():
        if band_before == "unknown" or (band == band_before and score > score_before - 10):
            continue
        way = "recovered" if RANKS[band] > RANKS[band_before] else "worse"
        found[way].append((id_, Money(arr, currency)))
    return {way: sorted(each, key=lambda one: (-one[1].minor, one[0])) for way, each in found.items()}


def assert_told(store: Store, since: date, digest: int = 0) -> int:
    """That what is read is what is found by looking through, for every scope; returns how many moved at all."""
    for scope in SCOPES:
        expected = looked_through(store, scope, since, digest)
        for way, moves in health_changes(store.reading, scope, since, digest, most=lambda _: 5).items():
            assert [each.account_id for each in moves.first] == [id_ for id_, _ in expected[way]][:5], (scope, way)
            assert (moves.accounts, moves.arr) == (len(expected[way]), total(arr for _, arr in expected[way]))
    whole = health_changes(store.reading, ALL, since, digest).values()
    return sum(moves.accounts for moves in whole)


@pytest.mark.parametrize("seed", range(4))
def test_changes_of_any_scope_and_since_any_day_are_those_that_moved(store: Store, make: Factory, seed: int) -> None:
    chance, mornings, seen = random.Random(seed), Mornings(store, make), 0
    owners = [make.owner("Ann"), make.owner("Bo")]
    accounts = [
        mornings.customer(
            f"{number:02}", number + 1, owner_id=chance.choice((None, *owners)), segment=chance.choice((None, "SMB"))
        )
        for number in range(24)
    ]
    mornings.night(MONDAY - timedelta(days=1))
    subscription = mornings.subscribed("health")
    for ahead in range(8):
        day = MONDAY + timedelta(days=ahead)
        for each in chance.sample(accounts, 8):
            mornings.pulse(each, chance.randint(1, 5), day)
        mornings.night(day)
        if ahead % 3:
            mornings.delivered(at(day).date())
        for each in chance.sample(accounts, 3):  # during the day
            mornings.pulse(
                each, chance.randint(1, 5), datetime.combine(day, time(15 + chance.randrange(5)), at(day).tzinfo)
            )
        changed = chance.sample(accounts, 3)
        with store.writing() as connection:
            for each in changed:
                row = (chance.choice((None, *owners)), chance.choice((None, "SMB")), chance.randrange(10_000), each)
                connection.execute("UPDATE account SET owner_id = ?, segment = ?, arr = ? WHERE id = ?", row)
            if ahead == 4:
                connection.execute("UPDATE account SET status = 'churned', churned_on = '2026-06-01' WHERE id = 1")
                connection.execute("DELETE FROM account WHERE id = ?", (accounts.pop(),))
            current_state.recompute(connection, [1, *(each for each in changed if each in accounts)], day)
        for back in range(4):
            seen += assert_told(store, day - timedelta(days=back), subscription.id if back % 2 else 0)
    assert seen > 100


def test_a_store_without_scores_has_no_changes_of_health(store: Store) -> None:
    assert health_changes(store.reading, ALL, None) == {"worse": HealthChanges(), "recovered": HealthChanges()}


@pytest.mark.parametrize("scope", SCOPES)
def test_no_move_is_looked_at_but_those_of_the_days(store: Store, make: Factory, scope: Scope) -> None:
    mornings = Mornings(store, make)
    mornings.night(MONDAY)
    moved = {"moved_on": MONDAY.isoformat(), "moved_before": "", "score_before": 90, "band_before": "green"}
    now = {"way": "worse", "arr": 1, "currency": "USD", "owner_id": scope.owner_id, "segment": scope.segment}
    make.insert("health_change", account_id=mornings.customer("One"), **moved, **now)
    asked: list[str] = []
    connection = sqlite_of(store)
    connection.set_trace_callback(asked.append)
    health_changes(store.reading, scope, MONDAY)
    connection.set_trace_callback(None)
    plans = [
        row[-1]
        for each in asked
        if "health_change" in each
        for row in store.reading.execute(f"EXPLAIN QUERY PLAN {each}").fetchall()
    ]
    assert [each for each in plans if each.startswith("SCAN") and "json_each" not in each] == []
    assert sum("COVERING INDEX health_change_" in each for each in plans) >= 4
