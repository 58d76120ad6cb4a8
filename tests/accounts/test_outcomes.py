"""What became of renewals is kept as days pass, and told once to everybody whom it is about."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.renewals.contract_terms import add_months
from accounts.renewals.outcomes import KEPT, Outcomes, ReportedUntil, outcomes
from accounts.scopes.scope import ALL, Scope
from tests.accounts.conftest import TODAY, Factory
from tests.accounts.test_current_state import Chance, refreshed, rows
from tests.cases import cases
from tests.engines import sqlite_of
from tests.examples import examples

WEEK_AGO = TODAY - timedelta(days=7)
KEY = "account_id, contract, settled_on, how"


def kept(store: Store) -> list[tuple[Any, ...]]:
    return rows(store, f"SELECT {KEY}, arr, currency, owner_id, segment FROM outcome ORDER BY {KEY}")


def names(found: Outcomes) -> list[str]:
    return [each.account for each in (*found.renewed.first, *found.lost.first)]


def lost(make: Factory, name: str, day: date, **row: Any) -> int:
    """A customer whose contract was cancelled on a day."""
    account = make.account(name, **row)
    make.subscription(account, "2025-01-01", 100, status="cancelled", cancelled_on=day.isoformat())
    make.subscription(account, "2025-01-01", 200)
    return account


@pytest.mark.parametrize("seed", range(examples(0.16)))
def test_what_is_kept_as_days_pass_is_what_is_found_when_all_is_worked_out_anew(
    store: Store, make: Factory, seed: int
) -> None:
    chance = Chance(store, make, seed)
    chance.grow(60)
    today = TODAY - timedelta(days=60)
    refreshed(store, today=today)
    for days in (1, 1, 1, 7, 40, 99):
        today += timedelta(days=days)
        with store.writing() as connection:
            current_state.advance_to(connection, today)
        advanced = kept(store)
        refreshed(store, today=today)
        assert kept(store) == advanced
        chance.stir()
        chance.grow(5)
        refreshed(store, chance.accounts, today)
        touched = kept(store)
        refreshed(store, today=today)
        assert kept(store) == touched


def test_every_term_of_a_contract_that_renews_by_itself_is_told(store: Store, make: Factory) -> None:
    for name, start, months in (
        ("Monthly", date(2026, 2, 15), 1),
        ("Yearly", date(2024, 6, 15), 12),
        ("Later", date(2024, 7, 1), 12),
    ):
        end = add_months(start, months) - timedelta(days=1)
        make.subscription(make.account(name), start.isoformat(), 1000, ends_on=end.isoformat(), auto_renews=1)
    refreshed(store)
    assert names(outcomes(store, TODAY - timedelta(days=1), TODAY)) == ["Monthly", "Yearly"]
    lately = outcomes(store, TODAY - timedelta(days=70), TODAY).renewed.first
    assert [each.on.month for each in lately if each.account == "Monthly"] == [6, 5, 4]


def test_what_is_longer_ago_is_forgotten(store: Store, make: Factory) -> None:
    lost(make, "Acme", TODAY - timedelta(days=KEPT))
    lost(make, "Beta", TODAY - timedelta(days=KEPT - 1))
    refreshed(store)
    assert names(outcomes(store, date.min, TODAY)) == ["Beta"]
    with store.writing() as connection:
        current_state.advance_to(connection, TODAY + timedelta(days=1))
    assert names(outcomes(store, date.min, TODAY)) == []


def test_what_is_imported_late_is_news_and_what_was_known_is_not(store: Store, make: Factory) -> None:
    lost(make, "Acme", TODAY - timedelta(days=3))
    refreshed(store)
    told = outcomes(store, WEEK_AGO, TODAY)
    assert names(told) == ["Acme"]
    late, today = lost(make, "Late", TODAY - timedelta(days=2)), lost(make, "Today", TODAY)
    refreshed(store, [late, today])
    assert names(outcomes(store, WEEK_AGO, TODAY, known=told.known)) == ["Today", "Late"]
    tomorrow = TODAY + timedelta(days=1)
    assert names(outcomes(store, WEEK_AGO, tomorrow, known=told.known)) == ["Today", "Late"]


def test_what_lay_ahead_when_others_were_told_is_told_on_its_day(store: Store, make: Factory) -> None:
    """Further east a day begins earlier, and with it what is kept of that day."""
    lost(make, "Acme", TODAY + timedelta(days=1))
    refreshed(store, today=TODAY + timedelta(days=1))
    told = outcomes(store, WEEK_AGO, TODAY)
    assert names(told) == []
    assert names(outcomes(store, WEEK_AGO, TODAY + timedelta(days=1), known=told.known)) == ["Acme"]


def test_an_account_that_changes_hands_is_news_to_its_new_owner_alone(store: Store, make: Factory) -> None:
    ann, bo = make.owner("Ann"), make.owner("Bo")
    acme = lost(make, "Acme", TODAY - timedelta(days=3), owner_id=ann, segment="SMB")
    refreshed(store)
    known = outcomes(store, WEEK_AGO, TODAY).known
    with store.writing() as connection:
        connection.execute("UPDATE account SET owner_id = ? WHERE id = ?", (bo, acme))
    refreshed(store, [acme])

    def news(scope: Scope) -> list[str]:
        return names(outcomes(store, WEEK_AGO, TODAY, scope, known))

    assert news(Scope(owner_id=bo)) == news(Scope(owner_id=bo, segment="SMB")) == ["Acme"]
    assert news(ALL) == news(Scope(segment="SMB")) == news(Scope(owner_id=ann)) == []
    refreshed(store)  # and is noted once
    known = outcomes(store, WEEK_AGO, TODAY).known
    refreshed(store, [acme])
    assert news(Scope(owner_id=bo)) == []


def test_of_many_the_latest_are_listed_and_all_are_counted(store: Store, make: Factory) -> None:
    for name, back in (("Acme", 3), ("Beta", 1), ("Ceta", 2), ("Alpha", 1)):
        lost(make, name, TODAY - timedelta(days=back))
    refreshed(store)
    found = outcomes(store, WEEK_AGO, TODAY, most=lambda _: 3)
    assert (found.lost.contracts, names(found)) == (4, ["Alpha", "Beta", "Ceta"])


@cases("scope", [ALL, Scope(owner_id=1), Scope(unowned=True), Scope(segment="SMB")])
@cases("known", [None, ReportedUntil(1, TODAY)])
def test_no_question_looks_at_more_than_its_days(store: Store, scope: Scope, known: ReportedUntil | None) -> None:
    asked: list[str] = []
    connection = sqlite_of(store)
    connection.set_trace_callback(asked.append)
    outcomes(store, WEEK_AGO, TODAY, scope, known)
    connection.set_trace_callback(None)
    plans = [row[-1] for each in asked if "FROM outcome" in each for row in rows(store, f"EXPLAIN QUERY PLAN {each}")]
    of_outcomes = [each for each in plans if " z " in each]
    assert of_outcomes
    assert all("SEARCH z USING COVERING INDEX outcome_" in each for each in of_outcomes), plans
