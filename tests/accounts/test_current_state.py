"""Where customers stand: what counts until when, who has left, and totals that stay in step."""

import random
import sqlite3
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts import Store
from accounts.derived import current_state, totals
from store.batches import id_ranges
from store.connection import Connection
from store.errors import StoreConstraintError
from tests.accounts.conftest import TODAY, Factory
from tests.engines import sqlite_of
from tests.examples import examples


def refreshed(store: Store, ids: Iterable[int] | None = None, today: date = TODAY) -> None:
    with store.writing() as connection:
        current_state.recompute(connection, ids, today)


def rows(store: Store, query: str, *given: object) -> list[tuple[Any, ...]]:
    return store.reading.execute(query, given).fetchall()


def all_counted_until(store: Store) -> dict[int, str | None]:
    refreshed(store)
    return dict(rows(store, "SELECT id, counts_until FROM subscription"))


def counts_until(store: Store, id_: int) -> str | None:
    return all_counted_until(store)[id_]


CONTRACTS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),  # no end
    ({"ends_on": "2026-12-31", "auto_renews": 1}, None),
    ({"ends_on": "2026-12-31"}, "2027-03-31"),  # past due for 90 days at most
    ({"ends_on": "2026-12-31", "auto_renews": 0}, "2027-03-31"),
    ({"status": "cancelled", "cancelled_on": "2026-03-01", "ends_on": "2026-12-31"}, "2026-03-01"),
    ({"status": "cancelled", "ends_on": "2026-03-31"}, "2026-03-31"),
    ({"status": "cancelled"}, "2026-01-01"),  # nobody knows when: never
    ({"cancelled_on": "2026-05-01", "ends_on": "2026-12-31", "auto_renews": 1}, "2026-12-31"),  # notice given
    ({"cancelled_on": "2026-05-01"}, "2026-05-01"),
    ({"status": "trial", "ends_on": "2026-07-01"}, "2026-07-01"),
]
"""A contract since January, and until when it counts."""
LATER: list[tuple[dict[str, Any], str]] = [
    ({"starts_on": "2026-01-01"}, "2026-01-01"),  # the day after: no gap of a day between the two
    ({"starts_on": "2025-12-31"}, "2025-12-31"),
    ({"starts_on": "2025-12-01"}, "2025-12-31"),  # both run in December
    ({"starts_on": "2026-02-20"}, "2026-02-20"),  # renewed late
    ({"starts_on": "2026-04-15"}, "2026-03-31"),  # too late: it had lapsed
    ({"starts_on": "2025-06-01"}, "2026-03-31"),  # beside it, not after it
    ({"starts_on": "2026-01-01", "status": "trial"}, "2026-03-31"),
    ({"starts_on": "2025-12-01", "ends_on": "2025-12-20"}, "2026-03-31"),  # ends earlier
    ({"starts_on": "2026-01-01", "product": "Reports"}, "2026-03-31"),  # another product
    ({"starts_on": "2026-01-01", "product": "Core"}, "2026-01-01"),
    ({"starts_on": "2026-01-01", "status": "cancelled", "cancelled_on": "2026-01-01"}, "2026-03-31"),
]
"""A contract behind one of 2025, and until when that counts."""
LIVES: list[tuple[dict[str, Any], list[tuple[Any, ...]], list[str], str | None]] = [
    ({"status": "active"}, [], [], None),
    ({"status": "churned", "churned_on": "2026-03-01"}, [], [], "2026-03-01"),
    ({"status": "churned"}, [], ["2025-03-01", "2026-02-01"], "2026-02-01"),
    ({"status": "churned"}, [("2025-01-01", "2025-12-31")], [], "2025-12-31"),
    ({"status": "churned"}, [("2025-01-01", "2026-04-30")], ["2024-02-01"], "2026-04-30"),
    ({"status": "churned", "churned_on": "2026-03-01"}, [("2025-01-01", None)], [], "2026-03-01"),
    ({"status": "active"}, [("2025-01-01", None)], ["2026-02-01"], None),  # it goes on: came back
    ({"status": "active"}, [("2025-01-01", "2025-06-30"), ("2026-04-01", None)], ["2025-07-01"], None),
    ({"status": "active"}, [], ["2026-02-01"], "2026-02-01"),
    ({"status": "active", "customer_since": "2026-03-01"}, [], ["2026-02-01"], None),
    ({"status": "active"}, [("2025-01-01", "2025-12-31")], [], "2026-03-31"),  # whatever its status says
    ({"status": "active"}, [("2025-01-01", "2025-12-31")], ["2026-01-15"], "2026-01-15"),
    ({"status": "active"}, [("2025-06-20", "2026-06-10")], [], None),  # past due
    ({"status": "active", "churned_on": "2026-09-01"}, [("2025-01-01", None)], [], "2026-09-01"),
    ({"status": "active", "churned_on": "2026-02-01"}, [("2025-01-01", None)], [], "2026-02-01"),
    ({"status": "active", "churned_on": "2026-02-01"}, [("2025-01-01", None), ("2026-04-01", None)], [], None),
    ({"status": "active"}, [], ["2026-07-01"], None),  # not yet
    ({"status": "trial"}, [("2026-01-01", "2026-01-31", "trial")], [], "2026-01-31"),
    ({"status": "active"}, [("2026-01-01", "2026-01-31", "trial")], [], None),
]
"""An account, its contracts, its churn events, and when it left."""
PAYING: list[tuple[dict[str, Any], int | None]] = [
    ({"arr": None}, None),
    ({"arr": 0, "currency": "USD"}, 0),
    ({"arr": 500, "currency": "USD"}, 500),
    ({"status": "trial", "arr": 500, "currency": "USD", "renews_on": "2026-07-01"}, 0),
    ({"arr": 500, "currency": "USD", "customer_since": "2026-08-01"}, 0),
]
"""An account, and its ARR."""


class TestHowLongAContractCounts:
    def test_by_its_own_word(self, store: Store, make: Factory) -> None:
        made = [
            make.subscription(make.account(f"A{n}"), "2026-01-01", 100, **row) for n, (row, _) in enumerate(CONTRACTS)
        ]
        counted = all_counted_until(store)
        assert [(row, counted[id_]) for (row, _), id_ in zip(CONTRACTS, made, strict=True)] == CONTRACTS

    def test_until_a_later_contract_takes_over(self, store: Store, make: Factory) -> None:
        firsts = []
        for n, (later, _) in enumerate(LATER):
            account = make.account(f"A{n}")
            firsts.append(make.subscription(account, "2025-01-01", 100, ends_on="2025-12-31", product="Core"))
            make.subscription(account, arr=120, **later)
        counted = all_counted_until(store)
        assert [(later, counted[id_]) for (later, _), id_ in zip(LATER, firsts, strict=True)] == LATER

    def test_two_contracts_of_the_same_days_run_beside_each_other(self, store: Store, make: Factory) -> None:
        acme = make.account("Acme")
        both = [make.subscription(acme, "2026-01-01", arr, ends_on="2026-12-31") for arr in (100, 200)]
        assert [counts_until(store, one) for one in both] == ["2027-03-31", "2027-03-31"]

    def test_each_term_in_a_row_of_its_own_is_counted_once_though_all_renew_by_themselves(
        self, store: Store, make: Factory
    ) -> None:
        acme = make.account("Acme")
        for year in (2024, 2025, 2026):
            make.subscription(acme, f"{year}-01-01", 100, ends_on=f"{year}-12-31", auto_renews=1)
        refreshed(store)
        assert rows(store, "SELECT arr, arr_before FROM revenue") == [(10000, 10000)]
        assert rows(store, "SELECT renews_on, arr FROM renewal") == [("2026-12-31", 10000)]

    def test_until_the_account_left(self, store: Store, make: Factory) -> None:
        acme = make.account("Acme", status="churned", churned_on="2026-02-01")
        assert counts_until(store, make.subscription(acme, "2025-01-01", 100, auto_renews=1)) == "2026-02-01"

    def test_a_contract_whose_account_said_it_leaves_is_not_past_due(self, store: Store, make: Factory) -> None:
        acme = make.account("Acme")
        contract = make.subscription(acme, "2025-06-01", 100, ends_on="2026-05-31")
        make.fact("churn", acme, churned_on="2026-05-01")
        assert counts_until(store, contract) == "2026-05-31"
        assert rows(store, "SELECT left_on FROM customer_period") == [("2026-05-31",)]
        assert rows(store, "SELECT * FROM standing") == rows(store, "SELECT * FROM renewal") == []


class TestWhoHasLeft:
    def test_is_settled_in_one_place(self, store: Store, make: Factory) -> None:
        made = [self.lived(make, f"A{n}", *life) for n, (*life, _) in enumerate(LIVES)]
        refreshed(store)
        left = rows(store, "SELECT account_id, left_on FROM customer_period ORDER BY account_id")
        assert left == [(account, left_on) for account, (*_, left_on) in zip(made, LIVES, strict=True)]
        customers = [account for account, left_on in left if left_on is None or left_on > TODAY.isoformat()]
        assert rows(store, "SELECT account_id FROM standing ORDER BY 1") == [(each,) for each in customers]

    @staticmethod
    def lived(make: Factory, name: str, account: Any, contracts: Any, events: Any) -> int:
        """The id of an account with contracts and churn events."""
        id_ = make.account(name, **account)
        for start, end, *status in contracts:
            make.subscription(id_, start, 100, ends_on=end, status=status[0] if status else "active")
        for day in events:
            make.fact("churn", id_, churned_on=day)
        return id_

    @pytest.mark.parametrize(
        ("contracts", "events"),
        [([], []), ([("2025-01-01", None)], []), ([("2025-01-01", None)], ["2024-02-01"])],  # it bought after that
    )
    def test_one_that_left_nobody_knows_when_is_no_customer_and_counts_in_no_period(
        self, store: Store, make: Factory, contracts: list[tuple[str, str | None]], events: list[str]
    ) -> None:
        acme = make.account("Acme", status="churned", arr=100, currency="USD")
        for start, end in contracts:
            make.subscription(acme, start, 100, ends_on=end)
        for day in events:
            make.fact("churn", acme, churned_on=day)
        refreshed(store)
        for table in ("standing", "customer_period", "renewal"):
            assert rows(store, f"SELECT 1 FROM {table}") == []
        assert rows(store, "SELECT arr, arr_before, customer, known FROM revenue") == [(0, 0, 0, 0)]

    def test_a_prospect_is_no_customer_until_it_has_a_contract(self, store: Store, make: Factory) -> None:
        make.account("Acme", status="prospect", arr=100, currency="USD", renews_on="2026-07-01")
        signed = make.account("Beta", status="prospect")
        make.subscription(signed, "2026-07-01", 100)
        refreshed(store)
        assert rows(store, "SELECT account_id, arr FROM standing") == [(signed, 0)]

    def test_scores_outlive_a_refresh_and_leave_with_the_customer(self, store: Store, make: Factory) -> None:
        acme = make.account("Acme", arr=100, currency="USD", customer_since="2024-01-01")
        refreshed(store)
        with store.writing() as connection:
            connection.execute("UPDATE standing SET score = 30, band = 'red', score_before = 50, known = 70")
            connection.execute("UPDATE account SET arr = 200, segment = 'SMB'")
        refreshed(store, [acme])
        assert rows(store, "SELECT arr, segment, score, band, score_before, known FROM standing") == [
            (200, "SMB", 30, "red", 50, 70)
        ]
        with store.writing() as connection:
            connection.execute("UPDATE account SET status = 'churned', churned_on = '2026-06-01'")
        refreshed(store, [acme])
        assert rows(store, "SELECT * FROM standing") == []
        assert rows(store, "SELECT arr, arr_before, band FROM revenue") == [(0, 200, "")]


class TestWhatACustomerHas:
    def test_the_earliest_renewal_and_its_last_day_to_act_over_a_years_end(self, store: Store, make: Factory) -> None:
        acme = make.account("Acme", notice_days=60)
        make.subscription(acme, "2026-02-01", 100, ends_on="2027-01-31")
        make.subscription(acme, "2026-03-01", 50, ends_on="2027-02-28", notice_days=30, auto_renews=1)
        refreshed(store)
        assert rows(store, "SELECT arr, renews_on, act_by, auto_renews FROM standing") == [
            (15000, "2027-01-31", "2026-12-02", None)
        ]
        assert rows(store, "SELECT renews_on, act_by, notice_days, auto_renews, arr FROM renewal ORDER BY 1") == [
            ("2027-01-31", "2026-12-02", 60, None, 10000),
            ("2027-02-28", "2027-01-29", 30, 1, 5000),
        ]

    @pytest.mark.parametrize(("notice", "act_by"), [(-5, "2026-12-31"), (0, "2026-12-31"), (10**9, "2017-01-02")])
    def test_a_notice_period_that_cannot_be_breaks_nothing(
        self, store: Store, make: Factory, notice: int, act_by: str
    ) -> None:
        make.account("Acme", arr=100, currency="USD", renews_on="2026-12-31", notice_days=notice)
        refreshed(store)
        assert rows(store, "SELECT act_by FROM standing") == [(act_by,)]

    def test_contracts_of_one_day_come_up_together_by_the_earliest_day_to_act(
        self, store: Store, make: Factory
    ) -> None:
        acme = make.account("Acme")
        make.subscription(acme, "2026-01-01", 100, ends_on="2026-12-31", notice_days=30, auto_renews=1)
        make.subscription(acme, "2026-02-01", 50, ends_on="2026-12-31", notice_days=90, auto_renews=0)
        refreshed(store)
        assert rows(store, "SELECT renews_on, act_by, notice_days, auto_renews, arr FROM renewal") == [
            ("2026-12-31", "2026-10-02", 90, 0, 15000)
        ]

    def test_arr_of_every_currency_is_kept_and_the_accounts_own_is_the_main_one(
        self, store: Store, make: Factory
    ) -> None:
        acme = make.account("Acme", currency="EUR")
        make.subscription(acme, "2026-01-01", 100, currency="EUR")
        make.subscription(acme, "2026-01-01", 900)
        refreshed(store)
        assert rows(store, "SELECT arr, currency, currencies FROM standing") == [(10000, "EUR", 2)]
        assert rows(store, "SELECT currency, arr, customer FROM revenue ORDER BY 1") == [
            ("EUR", 10000, 1),
            ("USD", 90000, 0),
        ]

    def test_a_renewal_taken_over_already_is_the_next_ones(self, store: Store, make: Factory) -> None:
        acme = make.account("Acme")
        make.subscription(acme, "2025-07-01", 100, ends_on="2026-06-30")
        make.subscription(acme, "2026-07-01", 120, ends_on="2027-06-30")
        refreshed(store)
        assert rows(store, "SELECT arr, renews_on FROM standing") == [(10000, "2027-06-30")]
        assert rows(store, "SELECT renews_on, arr FROM renewal") == [("2027-06-30", 12000)]

    def test_a_contract_that_was_cancelled_or_leaves_with_its_account_does_not_come_up(
        self, store: Store, make: Factory
    ) -> None:
        acme = make.account("Acme")
        make.subscription(acme, "2025-07-01", 100, ends_on="2026-07-31", cancelled_on="2026-05-01", auto_renews=1)
        leaving = make.account("Beta", churned_on="2026-07-15")
        make.subscription(leaving, "2025-07-01", 100, ends_on="2026-07-31", auto_renews=1)
        refreshed(store)
        assert rows(store, "SELECT account_id, arr, renews_on FROM standing ORDER BY 1") == [
            (acme, 10000, None),
            (leaving, 10000, None),
        ]

    def test_an_accounts_own_dates_stand_where_it_has_no_contracts_or_these_have_no_end(
        self, store: Store, make: Factory
    ) -> None:
        make.account("Acme", arr=100, currency="USD", renews_on="2025-03-31", auto_renews=1, notice_days=31)
        make.account("Beta", arr=200, currency="USD", renews_on="2025-03-31")
        ceta = make.account("Ceta", arr=300, currency="USD", renews_on="2026-12-31")
        make.subscription(ceta, "2024-01-01", 5)
        refreshed(store)
        assert rows(store, "SELECT account_id, arr, renews_on, act_by FROM renewal ORDER BY 1") == [
            (1, 100, "2027-03-31", "2027-02-28"),
            (2, 200, "2025-03-31", "2025-03-31"),
            (3, 500, "2026-12-31", "2026-12-31"),
        ]

    def test_arr_is_nothing_where_nothing_is_paid_and_unknown_where_nobody_knows(
        self, store: Store, make: Factory
    ) -> None:
        made = [make.account(f"A{n}", **account) for n, (account, _) in enumerate(PAYING)]
        refreshed(store)
        arr = dict(rows(store, "SELECT account_id, arr FROM standing"))
        assert [(account, arr[id_]) for (account, _), id_ in zip(PAYING, made, strict=True)] == PAYING

    def test_the_champion_is_one_who_has_not_left(self, store: Store, make: Factory) -> None:
        acme, beta = make.account("Acme"), make.account("Beta")
        make.fact("contact", acme, name="Ann", role="champion", left_on="2026-06-15")
        make.fact("contact", acme, name="Ben", role="sponsor")
        make.fact("contact", acme, name="Cleo", role="champion", left_on="2026-06-16")
        make.fact("contact", beta, name="Dan", role="champion", left_on="2026-01-01")
        refreshed(store)
        assert rows(store, "SELECT champion FROM standing ORDER BY account_id") == [("Cleo",), (None,)]
        with store.writing() as connection:
            current_state.advance_to(connection, TODAY + timedelta(days=1))
        assert rows(store, "SELECT champion FROM standing ORDER BY account_id") == [(None,), (None,)]


class Chance:
    """Random rows of everything that standing is worked out from, often contradicting each other."""

    def __init__(self, store: Store, make: Factory, seed: int) -> None:
        self.store, self.make, self.random = store, make, random.Random(seed)
        self.owners = [make.owner(f"Owner {n}") for n in range(3)]
        self.accounts: list[int] = []
        self.number = 0

    def day(self) -> str:
        return (TODAY + timedelta(days=self.random.randrange(-900, 200))).isoformat()

    def maybe(self, value: object, chance: float = 0.5) -> Any:
        return value if self.random.random() < chance else None

    def grow(self, accounts: int) -> list[int]:
        """New accounts with contracts, churn events and champions."""
        with self.make.at_once():
            grown = [self._account() for _ in range(accounts)]
            self.accounts += grown
            for _ in range(accounts * 2):
                self._contract(self.random.choice(self.accounts))
            for _ in range(accounts // 2):
                self._fact("churn", churned_on=self.day())
                self._fact("contact", name=f"C{self.number}", role="champion", left_on=self.maybe(self.day()))
        return grown

    def _account(self) -> int:
        self.number += 1
        status = self.random.choice(("active", "active", "active", "trial", "churned", "prospect"))
        currency = self.random.choice(("USD", "EUR"))
        return self.make.account(
            f"A{self.number}",
            status=status,
            owner_id=self.maybe(self.random.choice(self.owners), 0.8),
            segment=self.maybe(self.random.choice(("SMB", "Enterprise")), 0.8),
            arr=self.maybe(self.random.choice((0, 100, 5000))),
            currency=currency,
            customer_since=self.maybe(self.day()),
            churned_on=self.maybe(self.day(), 0.2),
            renews_on=self.maybe(self.day()),
            auto_renews=self.maybe(self.random.randrange(2)),
            notice_days=self.maybe(30),
        )

    def _contract(self, account_id: int) -> None:
        self.number += 1
        self.make.subscription(
            account_id,
            start := self.day(),
            self.random.randrange(1, 1000),
            key=f"s{self.number}",
            ends_on=self.maybe(
                (date.fromisoformat(start) + timedelta(days=self.random.choice((30, 364, 365)))).isoformat(), 0.8
            ),
            status=self.random.choice(("active", "active", "active", "trial", "cancelled")),
            cancelled_on=self.maybe(self.day(), 0.2),
            currency=self.random.choice(("USD", "USD", "EUR")),
            auto_renews=self.maybe(self.random.randrange(2)),
            notice_days=self.maybe(60),
        )

    def _fact(self, table: str, **row: Any) -> None:
        self.number += 1
        self.make.fact(table, self.random.choice(self.accounts), key=f"f{self.number}", **row)

    def stir(self) -> None:
        """Scores change, owners change, accounts go."""
        with self.store.writing() as connection:
            for account_id in self.random.sample(self.accounts, k=len(self.accounts) // 2):
                band = self.random.choice(("red", "yellow", "green", "unknown"))
                connection.execute("UPDATE standing SET band = ? WHERE account_id = ?", (band, account_id))
            gone = self.random.choice(self.accounts)
            connection.execute("DELETE FROM account WHERE id = ?", (gone,))
        self.accounts.remove(gone)


def assert_in_step(connection: Connection) -> None:
    for total in totals.TOTALS:
        first = total.sums[0][0]
        kept = connection.execute(f"SELECT * FROM {total.table} WHERE {first} != 0").fetchall()
        some = [row for row in connection.execute(total.recount).fetchall() if row[len(total.keys)] != 0]
        assert sorted(kept, key=repr) == sorted(some, key=repr), total.table
        left = connection.execute(f"SELECT * FROM {total.table} WHERE {first} = 0").fetchall()
        if total.of != "revenue":  # where accounts that left count in other sums
            assert all(not any(row[len(total.keys) :]) for row in left)
    for table in ("renewal", "revenue"):
        strayed = f"""SELECT * FROM {table} r JOIN standing s USING (account_id)
            WHERE r.band <> s.band OR r.owner_id IS DISTINCT FROM s.owner_id OR r.segment <> s.segment"""
        assert connection.execute(strayed).fetchall() == []


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    tables = {
        "standing": "account_id, owner_id, segment, arr, currency, currencies, renews_on, act_by, auto_renews,"
        " champion",
        "arr_step": "account_id, currency, changed_on, arr_before, arr, owner_id, segment",
    }
    tables |= dict.fromkeys(("customer_period", "revenue", "renewal", "subscription"), "*")
    return {table: rows(store, f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3") for table, columns in tables.items()}


@pytest.fixture(params=["row by row", "in bulk"])
def _how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Totals and indexes kept in step with each row, or made anew, and accounts worked out a few at a time."""
    if request.param == "in bulk":
        monkeypatch.setattr(totals, "BULK_FROM", 0)
        monkeypatch.setattr(current_state, "BATCH_SIZE", 7)


@pytest.mark.usefixtures("_how")
@pytest.mark.parametrize("seed", range(examples(0.16)))
def test_totals_are_what_a_recount_gives_after_any_change(store: Store, make: Factory, seed: int) -> None:
    chance = Chance(store, make, seed)
    chance.grow(30)
    refreshed(store)
    assert_in_step(store.reading)
    for _ in range(3):
        chance.stir()
        assert_in_step(store.reading)
        refreshed(store, chance.grow(5) + chance.accounts[:10])
        assert_in_step(store.reading)
    with store.writing() as connection, totals.bulk_change(connection):
        connection.execute("UPDATE standing SET band = 'green', owner_id = NULL WHERE account_id % 2 = 1")
    assert_in_step(store.reading)


@pytest.mark.usefixtures("_how")
@pytest.mark.parametrize("seed", range(examples(0.16)))
def test_the_days_that_pass_change_as_much_as_working_out_everything_again(
    store: Store, make: Factory, seed: int
) -> None:
    chance = Chance(store, make, seed)
    chance.grow(60)
    today = TODAY - timedelta(days=30)
    refreshed(store, today=today)
    for days in (1, 1, 7, 40, 200):
        today += timedelta(days=days)
        with store.writing() as connection:
            current_state.advance_to(connection, today)
        advanced = contents(store)
        assert_in_step(store.reading)
        refreshed(store, today=today)
        assert contents(store) == advanced


def test_a_change_in_bulk_leaves_every_index_and_trigger_as_it_was(
    store: Store, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
    before = sqlite_of(store).execute(everything).fetchall()
    monkeypatch.setattr(totals, "BULK_FROM", 0)
    Chance(store, make, 1).grow(20)
    refreshed(store)
    assert rows(store, everything) == before
    assert rows(store, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(
    ("changed", "rests"), [(0, False), (10, False), (11, True)], ids=["nothing", "few of all", "many of all"]
)
def test_totals_rest_where_many_of_all_accounts_change(
    store: Store, make: Factory, monkeypatch: pytest.MonkeyPatch, changed: int, *, rests: bool
) -> None:
    for number in range(80):
        make.account(f"A{number}", arr=100, currency="USD")
    refreshed(store)
    monkeypatch.setattr(totals, "BULK_FROM", 5)
    with store.writing() as connection, totals.changing_rows(connection, changed):
        connection.execute("UPDATE standing SET band = 'red'")
        counted = connection.execute("SELECT sum(accounts) FROM standing_sum WHERE band = 'red'").fetchone()
        assert counted == ((None,) if rests else (80,))
    assert_in_step(store.reading)


@pytest.mark.parametrize(("few", "share"), [(1000, 8), (0, 0), (0, 1000)], ids=["row by row", "a share", "most"])
def test_totals_and_rows_follow_bands_that_change(
    store: Store, make: Factory, monkeypatch: pytest.MonkeyPatch, few: int, share: int
) -> None:
    Chance(store, make, 3).grow(40)
    refreshed(store)
    monkeypatch.setattr(totals, "BULK_FROM", few)
    monkeypatch.setattr(totals, "_SHARE", share)
    for band, every in (("red", 2), ("green", 3), ("unknown", 5)):
        among = f"{{account}} IN (SELECT id FROM account WHERE id % {every} = 0)"
        with store.writing() as connection, totals.moving_bands(connection, 20, among):
            connection.execute(f"UPDATE standing SET band = ? WHERE {among.format(account='account_id')}", (band,))
        assert_in_step(store.reading)


@pytest.mark.parametrize(("size", "expected"), [(1, 6), (2, 3), (3, 2), (5, 2), (6, 1)])
def test_spans_hold_every_id_once(store: Store, make: Factory, size: int, expected: int) -> None:
    ids = [make.account(f"A{number}") for number in range(5)]
    found = list(id_ranges(store.reading, "account", "id", size))
    assert [id_ for first, last in found for id_ in ids if first < id_ <= last] == ids
    assert (found[0][0], found[-1][1], len(found)) == (0, sys.maxsize, expected)


def test_rows_that_stay_as_they_are_are_not_written_again(store: Store, make: Factory) -> None:
    make.account("Acme", arr=100, currency="USD")
    make.account("Beta", arr=100, currency="USD", renews_on="2026-01-01", auto_renews=1)
    refreshed(store)
    refreshed(store, today=date(2027, 1, 2))
    assert rows(store, "SELECT as_of FROM standing ORDER BY account_id") == [("2026-06-15",), ("2027-01-02",)]


def test_a_refresh_that_fails_leaves_totals_in_step(store: Store, make: Factory) -> None:
    Chance(store, make, 2).grow(20)
    refreshed(store)
    with (
        pytest.raises((sqlite3.IntegrityError, StoreConstraintError)),
        store.writing() as connection,
        totals.bulk_change(connection),
    ):
        connection.execute("UPDATE standing SET band = CASE WHEN account_id > 5 THEN NULL ELSE 'red' END")
    assert_in_step(store.reading)
    with store.writing() as connection:
        connection.execute("UPDATE standing SET band = CASE WHEN account_id > 5 THEN 'green' ELSE 'red' END")
    assert_in_step(store.reading)


def test_standing_is_kept_current_once_a_day(store: Store, make: Factory) -> None:
    make.account("Acme", arr=100, currency="USD")
    assert totals.computed_for(store.reading) is None
    assert current_state.advance_if_needed(store, TODAY)
    assert not current_state.advance_if_needed(store, TODAY)
    assert current_state.advance_if_needed(store, TODAY + timedelta(days=1))
    assert not current_state.advance_if_needed(store, TODAY)
    assert totals.computed_for(store.reading) == TODAY + timedelta(days=1)
