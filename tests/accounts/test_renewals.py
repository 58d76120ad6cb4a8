"""The renewals ahead, and what became of those that came up."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.money.amounts import Money
from accounts.renewals.deadlines import count_due_soon, crossed_threshold
from accounts.renewals.outcomes import outcomes
from accounts.renewals.renewal_model import MissingData, Renewals, RenewalSum
from accounts.renewals.upcoming import first_renewals, upcoming_renewals
from accounts.scopes.scope import ALL, Scope
from tests.accounts.conftest import TODAY, Factory
from tests.accounts.test_current_state import Chance


def refresh(store: Store, today: date = TODAY) -> None:
    with store.writing() as connection:
        current_state.recompute(connection, None, today)


def usd(whole: int) -> Money:
    return Money(whole * 100, "USD")


@pytest.fixture
def ahead(store: Store, make: Factory) -> Store:
    """Two past due, two with a notice period, one tomorrow, one in 61 days; one without a date, one without ARR."""
    dana = make.owner("Dana")
    for name, renews_on, row in (
        ("Tomorrow", "2026-06-16", {}),
        ("Notice", "2026-08-10", {"notice_days": 60}),  # act by 11 June: missed
        ("Long notice", "2026-09-01", {"notice_days": 90}),
        ("Past", "2026-06-14", {"notice_days": 30, "owner_id": dana}),
        ("Long past", "2026-04-01", {"auto_renews": 0, "segment": "SMB"}),
        ("Later", "2026-08-15", {"owner_id": dana, "segment": "SMB"}),
        ("Today", "2026-06-15", {"auto_renews": 1}),
    ):
        make.account(name, arr=10000, currency="USD", renews_on=renews_on, **row)
    make.account("Undated", arr=10000, currency="USD")
    make.account("Unpriced", renews_on="2026-06-20")
    make.account("Gone", arr=10000, currency="USD", renews_on="2026-06-20", status="churned", churned_on="2026-06-01")
    refresh(store)
    with store.writing() as connection:
        connection.executemany(
            "UPDATE standing SET score = ?, band = ?, score_before = ? WHERE account_id = ?",
            [(20, "red", 35, 1), (55, "yellow", 50, 2), (80, "green", None, 4)],
        )
    return store


def names(found: Renewals) -> list[str]:
    return [row.account for row in found.rows]


def test_past_due_ones_come_first_then_those_with_the_nearest_last_day_to_act(ahead: Store) -> None:
    assert names(upcoming_renewals(ahead, TODAY, 90)) == [
        *("Long past", "Past"),
        *("Long notice", "Notice", "Today", "Tomorrow", "Unpriced", "Later"),
    ]


def test_a_row_says_when_to_act_and_whom_with(store: Store, make: Factory) -> None:
    dana = make.owner("Dana")
    acme = make.account("Acme", owner_id=dana, segment="SMB", notice_days=60)
    make.subscription(acme, "2025-03-01", 120, ends_on="2026-07-31", auto_renews=1)
    make.fact("contact", acme, name="Ann", role="champion")
    refresh(store)
    with store.writing() as connection:
        connection.execute("UPDATE standing SET score = 40, band = 'yellow', score_before = 52, band_before = 'yellow'")
    (row,) = upcoming_renewals(store, TODAY, 60).rows
    assert (row.renews_on, row.act_by) == (date(2026, 7, 31), date(2026, 6, 1))
    assert (row.days_to_renewal, row.days_to_act, row.missed, row.past_due) == (46, -14, True, False)
    assert (row.notice_days, row.auto_renews, row.arr, row.direction) == (60, True, usd(120), -12)
    assert (row.owner, row.champion, row.segment, row.band) == ("Dana", "Ann", "SMB", "yellow")


def test_what_is_not_known_is_said_not_guessed(ahead: Store) -> None:
    row = next(row for row in upcoming_renewals(ahead, TODAY, 90).rows if row.account == "Unpriced")
    assert (row.arr, row.notice_days, row.auto_renews, row.owner, row.champion) == (None, None, None, "", "")
    assert (row.score, row.direction, row.band) == (None, None, "unknown")
    assert row.act_by == row.renews_on


def test_totals_are_of_all_pages_and_say_what_is_at_risk(ahead: Store) -> None:
    found = upcoming_renewals(ahead, TODAY, 90, limit=2)
    assert len(found.rows) == 2
    assert found.up == RenewalSum(8, (usd(700),), unpriced=1)
    assert found.past_due == RenewalSum(2, (usd(200),))
    assert (found.red, found.yellow) == (RenewalSum(1, (usd(100),)), RenewalSum(1, (usd(100),)))
    assert [(window.days, window.up.renewals, window.red.renewals) for window in found.windows] == [
        (30, 3, 1),
        (60, 4, 1),
        (90, 6, 1),
    ]
    assert found.missing == MissingData(accounts=9, undated=1, unpriced=1, unowned=7, without_champion=9)


def test_missing_data_and_totals_are_those_of_the_scope(ahead: Store) -> None:
    mine = upcoming_renewals(ahead, TODAY, 90, Scope(owner_id=1, owner="Dana"))
    assert (names(mine), mine.up) == (["Past", "Later"], RenewalSum(2, (usd(200),)))
    assert mine.missing == MissingData(2, 0, 0, 0, 2)
    assert names(upcoming_renewals(ahead, TODAY, 90, Scope(segment="SMB"))) == ["Long past", "Later"]
    assert names(upcoming_renewals(ahead, TODAY, 90, Scope(owner_id=1, segment="SMB"))) == ["Later"]
    assert upcoming_renewals(ahead, TODAY, 90, Scope(unowned=True)).up.renewals == 6
    nobody = upcoming_renewals(ahead, TODAY, 90, Scope(segment="None such"))
    assert (nobody.rows, nobody.up, nobody.missing) == ((), RenewalSum(), MissingData(0, 0, 0, 0, 0))


@pytest.mark.parametrize(("days", "windows"), [(0, [0]), (30, [30]), (45, [30, 45]), (365, [30, 60, 90, 365])])
def test_any_window_can_be_asked_for(ahead: Store, days: int, windows: list[int]) -> None:
    assert [window.days for window in upcoming_renewals(ahead, TODAY, days).windows] == windows


def test_a_window_beyond_the_calendar_has_everything(ahead: Store) -> None:
    assert upcoming_renewals(ahead, TODAY, 10**9).up.renewals == 8


def test_one_account_comes_up_for_each_day_and_currency_of_its_contracts(store: Store, make: Factory) -> None:
    acme = make.account("Acme")
    make.subscription(acme, "2025-07-01", 100, ends_on="2026-06-30")
    make.subscription(acme, "2025-08-01", 200, ends_on="2026-07-31", product="Core")
    make.subscription(acme, "2025-07-01", 300, ends_on="2026-06-30", currency="EUR", product="Extra")
    refresh(store)
    found = upcoming_renewals(store, TODAY, 60)
    assert [(row.renews_on.day, row.arr) for row in found.rows] == [
        (30, Money(30000, "EUR")),
        (30, usd(100)),
        (31, usd(200)),
    ]
    assert found.up.arr == (Money(30000, "EUR"), usd(300)) or found.up.arr == (usd(300), Money(30000, "EUR"))
    assert found.up.renewals == 3


def test_a_day_before_a_contract_began_is_not_its_renewal(store: Store, make: Factory) -> None:
    for name, starts_on, row in (
        ("Since", "2026-05-01", {}),
        ("Until", "2024-05-01", {}),
        ("By itself", "2026-05-01", {"auto_renews": 1}),
    ):
        account = make.account(name, renews_on="2026-04-30")
        make.subscription(account, starts_on, 100, **row)
    refresh(store)
    found = upcoming_renewals(store, TODAY, 365)
    assert names(found) == ["Until", "By itself"]
    assert found.past_due == RenewalSum(1, (usd(100),))
    late = "SELECT a.name FROM standing s JOIN account a ON a.id = s.account_id WHERE s.past_due > 0"
    assert store.reading.execute(late).fetchall() == [("Until",)]


@pytest.mark.parametrize("seed", range(4))
def test_pages_windows_and_owners_add_up(store: Store, make: Factory, seed: int) -> None:
    chance = Chance(store, make, seed)
    chance.grow(60)
    refresh(store)
    chance.stir()
    whole = upcoming_renewals(store, TODAY, 200, limit=1000)
    assert len(whole.rows) == whole.up.renewals
    assert sum(row.arr.minor for row in whole.rows if row.arr) == sum(money.minor for money in whole.up.arr)
    pages = [upcoming_renewals(store, TODAY, 200, limit=7, offset=at).rows for at in range(0, whole.up.renewals + 7, 7)]
    assert tuple(row for page in pages for row in page) == whole.rows
    scopes = [Scope(owner_id=owner) for owner in chance.owners] + [Scope(unowned=True)]
    assert sum(upcoming_renewals(store, TODAY, 200, scope).up.renewals for scope in scopes) == whole.up.renewals
    assert sum(some.renewals for some in whole.bands.values()) == whole.up.renewals
    counts = [window.up.renewals for window in whole.windows]
    assert counts == sorted(counts)
    assert counts[-1] + whole.past_due.renewals == whole.up.renewals
    for days in (30, 60, 90):
        window = next(each for each in whole.windows if each.days == days)
        narrow = upcoming_renewals(store, TODAY, days)
        assert (window.up.renewals, window.up.arr) == (
            narrow.up.renewals - narrow.past_due.renewals,
            narrow.windows[-1].up.arr,
        )


@pytest.mark.parametrize("seed", range(3))
def test_the_first_of_those_past_due_and_of_those_ahead_are_the_first_of_their_pages(
    store: Store, make: Factory, seed: int
) -> None:
    Chance(store, make, seed).grow(60)
    refresh(store)
    for scope in (ALL, Scope(owner_id=1), Scope(unowned=True), Scope(segment="SMB")):
        whole, first = (
            upcoming_renewals(store, TODAY, 200, scope, limit=1000),
            first_renewals(store, TODAY, 200, scope, lambda _: 2),
        )
        past, ahead = ([row for row in whole.rows if row.past_due is due] for due in (True, False))
        assert first == replace(whole, rows=(*past[:2], *ahead[:2]))


@pytest.mark.parametrize("seed", range(3))
def test_how_near_renewals_have_come_is_what_their_rows_say(store: Store, make: Factory, seed: int) -> None:
    chance = Chance(store, make, seed)
    chance.grow(40)
    refresh(store)
    for scope in (ALL, *(Scope(owner_id=owner) for owner in chance.owners), Scope(segment="SMB")):
        rows = upcoming_renewals(store, TODAY, 90, scope, limit=1000).rows
        assert count_due_soon(store, TODAY, scope) == sum(
            not row.past_due and 0 <= row.days_to_act <= 14 for row in rows
        )
        for back in (0, 1, 3, 14):
            since = TODAY - timedelta(days=back)
            marks = [
                day for row in rows for day in (row.act_by, *(row.renews_on - timedelta(n) for n in (0, 30, 60, 90)))
            ]
            assert crossed_threshold(store, since, TODAY, scope) == any(since < mark <= TODAY for mark in marks)


def told(store: Store, since: str, today: date = TODAY, scope: Scope = ALL) -> list[tuple[str, str, str]]:
    found = outcomes(store, date.fromisoformat(since), today, scope)
    return [(one.account, one.how, one.on.isoformat()) for one in (*found.renewed.first, *found.lost.first)]


class TestWhatBecameOfThem:
    @pytest.mark.parametrize(
        "case",
        [
            ({"ends_on": "2026-06-01"}, {"starts_on": "2026-06-02"}, "renewed", "2026-06-02"),
            ({"ends_on": "2026-05-31"}, {"starts_on": "2026-06-10"}, "renewed", "2026-06-10"),  # late
            ({"ends_on": "2026-06-01", "auto_renews": 1}, None, "renewed", "2026-06-02"),
            (
                {"status": "cancelled", "cancelled_on": "2026-06-05"},
                {"starts_on": "2024-01-01"},
                "cancelled",
                "2026-06-05",
            ),
            (
                {"status": "cancelled", "cancelled_on": "2026-06-05"},
                {"starts_on": "2026-06-05"},
                "renewed",
                "2026-06-05",
            ),
            ({"status": "cancelled", "cancelled_on": "2026-06-05"}, None, "left", "2026-06-05"),
            ({"ends_on": "2026-03-10"}, {"starts_on": "2024-01-01", "arr": 5}, "lapsed", "2026-06-08"),
        ],
    )
    def test_is_told_once_on_its_day(
        self, store: Store, make: Factory, case: tuple[dict[str, Any], dict[str, Any] | None, str, str]
    ) -> None:
        contract, later, how, on = case
        acme = make.account("Acme")
        make.subscription(
            acme, "2025-06-02" if "auto_renews" in contract else "2025-03-01", 100, product="A", **contract
        )
        if later:
            make.subscription(acme, **{"arr": 100, "product": "A", **later})
        refresh(store)
        expected = [("Acme", how, on)]
        assert told(store, "2026-06-01") == expected
        days = [TODAY - timedelta(days=back) for back in range(13, -1, -1)]
        daily = [one for day in days for one in told(store, (day - timedelta(days=1)).isoformat(), day)]
        assert daily == expected

    def test_with_its_account(self, store: Store, make: Factory) -> None:
        gone = {"status": "churned", "churned_on": "2026-06-10"}
        make.subscription(make.account("Acme", **gone), "2025-01-01", 100, auto_renews=1)
        make.account("Beta", arr=700, currency="EUR", **gone)
        make.account("Ceta", **gone)
        refresh(store)
        found = outcomes(store, date(2026, 6, 9), TODAY)
        assert [(one.account, one.how, one.arr) for one in found.lost.first] == [
            ("Acme", "left", usd(100)),
            ("Beta", "left", Money(700, "EUR")),
            ("Ceta", "left", None),
        ]
        assert (found.lost.contracts, found.renewed.contracts) == (3, 0)
        assert told(store, "2026-06-10") == []

    def test_past_due_ones_and_trials_are_nothing_yet(self, store: Store, make: Factory) -> None:
        make.subscription(make.account("Acme"), "2025-06-01", 100, ends_on="2026-05-31")
        make.subscription(make.account("Beta"), "2025-06-01", 100, ends_on="2026-06-05", status="trial")
        refresh(store)
        assert told(store, "2026-01-01") == []

    def test_of_a_scope(self, store: Store, make: Factory) -> None:
        dana = make.owner("Dana")
        for name, row in (("Acme", {"owner_id": dana}), ("Beta", {"segment": "SMB"})):
            make.subscription(make.account(name, **row), "2025-06-02", 100, ends_on="2026-06-01", auto_renews=1)
        refresh(store)
        assert [one[0] for one in told(store, "2026-06-01", scope=Scope(owner_id=dana))] == ["Acme"]
        assert [one[0] for one in told(store, "2026-06-01", scope=Scope(segment="SMB"))] == ["Beta"]
