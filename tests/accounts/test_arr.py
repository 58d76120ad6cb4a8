"""ARR on any day, and what became of it between two."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.money.amounts import Money
from accounts.portfolio.arr_history import arr_change, arr_change_last_year, arr_on, movements
from accounts.portfolio.arr_model import AccountMovement, ArrChange, ArrMovement, CustomerMovement
from accounts.scopes.scope import Scope
from tests.accounts.conftest import TODAY, Factory
from tests.accounts.test_current_state import Chance

Of = Callable[[Store, Scope], ArrChange]
THEN = date(2025, 6, 15)


def refresh(store: Store, today: date = TODAY) -> None:
    with store.writing() as connection:
        current_state.recompute(connection, None, today)


def unknown_on(store: Store, day: date) -> set[int]:
    query = "SELECT account_id FROM arr_note WHERE kind = 'unknown' AND starts_on <= :day AND until > :day"
    return {account_id for (account_id,) in store.reading.execute(query, {"day": day.isoformat()})}


def usd(whole: int) -> Money:
    return Money(whole * 100, "USD")


@pytest.fixture
def moved(store: Store, make: Factory) -> Store:
    """One account of each movement: 100 kept, 100 → 150, 200 → 120, 300 lost, 50 new; and one in euros."""
    dana = make.owner("Dana")
    kept, grown = make.account("Kept", owner_id=dana), make.account("Grown", owner_id=dana, segment="SMB")
    shrunk, lost, new = (
        make.account("Shrunk", segment="SMB"),
        make.account("Lost", owner_id=dana),
        make.account("New"),
    )
    make.subscription(kept, "2024-01-01", 100)
    make.subscription(grown, "2024-01-01", 100)
    make.subscription(grown, "2025-09-01", 50)
    make.subscription(shrunk, "2024-12-01", 200, ends_on="2025-11-30")
    make.subscription(shrunk, "2025-12-01", 120, ends_on="2026-11-30")
    make.subscription(lost, "2024-01-01", 300, status="cancelled", cancelled_on="2026-06-15")
    make.subscription(new, "2026-06-15", 50)
    make.account("Euro", arr=7000, currency="EUR", customer_since="2025-06-15")
    refresh(store)
    return store


def test_every_movement_is_told_by_its_kind(moved: Store) -> None:
    found = sorted(movements(moved.reading, THEN, TODAY), key=lambda one: one.account_id)
    assert found == [
        AccountMovement(1, "USD", 10000, 10000),
        AccountMovement(2, "USD", 10000, 15000),
        AccountMovement(3, "USD", 20000, 12000),
        AccountMovement(4, "USD", 30000, 0),
        AccountMovement(5, "USD", 0, 5000),
        AccountMovement(6, "EUR", 7000, 7000),
    ]
    assert [one.kind for one in found] == ["kept", "expansion", "contraction", "churn", "new", "kept"]


def history(store: Store, scope: Scope) -> ArrChange:
    return arr_change(store, THEN, TODAY, scope)


def from_totals(store: Store, scope: Scope) -> ArrChange:
    return arr_change_last_year(store, TODAY, scope)


@pytest.mark.parametrize("of", [history, from_totals])
class TestBetweenTwoDays:
    def test_start_and_end_are_joined_by_the_movements(self, moved: Store, of: Of) -> None:
        found = of(moved, Scope())
        assert found.moved == (
            ArrMovement(usd(700), usd(50), usd(80), usd(300), usd(50), usd(420)),
            ArrMovement(*(Money(minor, "EUR") for minor in (7000, 0, 0, 0, 0, 7000))),
        )
        assert found.customers == CustomerMovement(start=5, lost=1, new=1, end=5)

    def test_a_scope_has_those_whose_accounts_they_are_now(self, moved: Store, of: Of) -> None:
        found = of(moved, Scope(owner_id=1, owner="Dana"))
        assert found.moved == (ArrMovement(usd(500), usd(50), usd(0), usd(300), usd(0), usd(250)),)
        assert found.customers == CustomerMovement(3, 1, 0, 2)
        assert of(moved, Scope(segment="SMB")).customers == CustomerMovement(2, 0, 0, 2)
        assert of(moved, Scope(unowned=True, segment="SMB")).moved[0].contraction == usd(80)
        assert of(moved, Scope(segment="None such")).moved == ()


def test_the_last_day_of_a_contract_and_the_first_of_the_next_leave_no_gap(moved: Store) -> None:
    days = [date(2025, 11, 30), date(2025, 12, 1)]
    assert [each.arr[0] for each in arr_on(moved, days, Scope(segment="SMB"))] == [usd(350), usd(270)]


def test_arr_on_days_says_amounts_by_currency(moved: Store) -> None:
    then, eve, now = arr_on(moved, [date(2024, 6, 1), TODAY - timedelta(days=1), TODAY])
    assert then.arr == (usd(500),)
    assert eve.arr == (usd(670), Money(7000, "EUR"))
    assert now.arr == (usd(420), Money(7000, "EUR"))
    assert arr_on(moved, []) == ()


def test_an_account_that_moves_to_another_currency_stays_a_customer(store: Store, make: Factory) -> None:
    acme = make.account("Acme")
    make.subscription(acme, "2025-01-01", 100, status="cancelled", cancelled_on="2026-01-01")
    make.subscription(acme, "2026-01-01", 90, currency="EUR")
    refresh(store)
    for found in (arr_change(store, THEN, TODAY), arr_change_last_year(store, TODAY)):
        assert found.customers == CustomerMovement(1, 0, 0, 1)
        assert [(one.churn.minor, one.new.minor) for one in found.moved] == [(0, 9000), (10000, 0)]


def test_trials_pay_nothing(store: Store, make: Factory) -> None:
    make.subscription(make.account("Acme"), "2025-01-01", 100, status="trial")
    make.account("Beta", status="trial", arr=500, currency="USD")
    refresh(store)
    assert arr_change(store, THEN, TODAY).moved == arr_change_last_year(store, TODAY).moved == ()


@pytest.mark.parametrize("seed", range(4))
def test_totals_of_a_year_are_those_of_the_history(store: Store, make: Factory, seed: int) -> None:
    Chance(store, make, seed).grow(60)
    refresh(store)
    for scope in (
        Scope(),
        Scope(owner_id=1),
        Scope(unowned=True),
        Scope(segment="SMB"),
        Scope(owner_id=2, segment="SMB"),
    ):
        assert arr_change_last_year(store, TODAY, scope) == arr_change(store, THEN, TODAY, scope)


LATELY = [(7, 0), (90, 0), (60, 20), (300, 200), (20, -5), (0, 0)]  # from so many days ago to so many


@pytest.mark.parametrize("seed", range(3))
def test_what_changed_lately_adds_up_to_every_accounts_movement(store: Store, make: Factory, seed: int) -> None:
    chance = Chance(store, make, seed)
    chance.grow(80)
    refresh(store, TODAY - timedelta(days=1))
    with store.writing() as connection:
        current_state.advance_to(connection, TODAY)
    chance.grow(5)
    with store.writing() as connection:
        current_state.recompute(connection, chance.accounts, TODAY)
    for days in LATELY:
        check_movements(store, *(TODAY - timedelta(days=back) for back in days))


def check_movements(store: Store, before: date, after: date) -> None:
    for scope in (Scope(), Scope(segment="SMB"), Scope(unowned=True), Scope(owner_id=2, segment="SMB")):
        every = list(movements(store.reading, before, after, scope))
        unknown = unknown_on(store, before)
        moves = [each for each in every if each.account_id not in unknown]
        found = arr_change(store, before, after, scope)
        for one in found.moved:
            mine = [each for each in moves if each.currency == one.end.currency]
            ends = [each.after for each in every if each.currency == one.end.currency]
            assert (one.start.minor, one.end.minor) == (sum(m.before for m in mine), sum(ends))
            assert one.new.minor == sum(each.after for each in mine if each.kind == "new")
            assert one.churn.minor == sum(each.before for each in mine if each.kind == "churn")
            changes = [each.after - each.before for each in mine if each.kind in {"expansion", "contraction"}]
            assert one.expansion.minor - one.contraction.minor == sum(changes)
            assert one.expansion.minor == sum(change for change in changes if change > 0)
        assert {one.end.currency for one in found.moved if not one.unknown_at_start} <= {e.currency for e in every}
        starts = {each.account_id for each in moves if each.before > 0}
        pays = {each.account_id for each in every if each.after > 0}
        customers = found.customers
        assert (customers.start, customers.lost, customers.end) == (len(starts), len(starts - pays), len(pays))
        assert (customers.new, customers.unknown) == (len(pays - starts - unknown), len(pays & unknown))


def test_totals_of_another_day_are_not_taken_for_todays(moved: Store) -> None:
    later = TODAY + timedelta(days=400)
    assert arr_change_last_year(moved, later) == arr_change(moved, later.replace(year=2026), later)


@pytest.mark.parametrize("seed", range(3))
def test_the_sum_over_owners_is_all(store: Store, make: Factory, seed: int) -> None:
    chance = Chance(store, make, seed)
    chance.grow(40)
    refresh(store)
    scopes = [Scope(owner_id=owner) for owner in chance.owners] + [Scope(unowned=True)]
    every = [arr_change_last_year(store, TODAY, scope) for scope in scopes]
    whole = arr_change_last_year(store, TODAY)
    assert sum(each.customers.start for each in every) == whole.customers.start
    for one in whole.moved:
        mine = [each for some in every for each in some.moved if each.end.currency == one.end.currency]
        for name in ("start", "expansion", "contraction", "churn", "new", "end"):
            assert sum(getattr(each, name).minor for each in mine) == getattr(one, name).minor
        unknown = one.unknown.minor if one.unknown else 0
        moved = one.expansion.minor - one.contraction.minor - one.churn.minor + one.new.minor + unknown
        assert one.end.minor == one.start.minor + moved
