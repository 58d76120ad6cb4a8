"""What each owner has, and who they are in Slack."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import Store, open_store
from accounts.derived import current_state
from accounts.money.rates import Rates
from accounts.owners import list_owners
from accounts.portfolio.summary import summarise
from accounts.scopes.scope import Scope
from tests.accounts.conftest import TODAY, Factory
from tests.engines import Engine, Place
from tests.examples import examples


def _refresh(store: Store) -> None:
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)


def test_each_owner_has_their_accounts_revenue_and_renewals(store: Store, make: Factory) -> None:
    dana, lee = make.owner("Dana", email="dana@ours.example"), make.owner("Lee")
    make.owner("Nobody's")
    for name, owner, arr, ends_on in (
        ("A", dana, 100, "2026-07-01"),
        ("B", dana, 50, "2026-06-01"),
        ("C", lee, 70, "2027-01-01"),
        ("D", None, 30, "2026-09-13"),
    ):
        make.subscription(make.account(name, owner_id=owner), "2025-01-01", arr, ends_on=ends_on)
    _refresh(store)
    found = list_owners(store, TODAY)
    assert [(row.name, row.accounts, str(row.arr), row.renewals, row.past_due) for row in found.rows] == [
        ("Dana", 2, "$150", 1, 1),
        ("Lee", 1, "$70", 0, 0),
        ("", 1, "$30", 1, 0),
    ]
    assert (found.rows[0].email, found.rows[-1].owner_id) == ("dana@ours.example", None)
    whole = found.whole
    assert (whole.accounts, str(whole.arr), whole.renewals, whole.past_due) == (4, "$250", 2, 1)


_ACCOUNT = st.tuples(
    st.sampled_from((None, 1, 2, 3)),
    st.sampled_from(("USD", "EUR", "CHF")),
    st.integers(0, 10_000),
    st.integers(-200, 400),
)


@settings(max_examples=examples(0.25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_ACCOUNT, max_size=12))
def test_the_owners_add_up_to_the_portfolio(
    engine: Engine,
    empty: Place,
    tmp_path_factory: pytest.TempPathFactory,
    accounts: list[tuple[int | None, str, int, int]],
) -> None:
    store = open_store(engine.copy(empty, tmp_path_factory.mktemp("owners")))
    try:
        make = Factory(store)
        make.insert("import", id=1, kind="accounts", source="", sha256="", imported_by="", imported_at="2026-01-01")
        with make.at_once():
            for number in (1, 2, 3):
                make.owner(f"Owner {number}")
            for number, (owner, currency, arr, ahead) in enumerate(accounts):
                id_ = make.account(str(number), owner_id=owner)
                ends_on = (TODAY + timedelta(days=ahead)).isoformat()
                make.subscription(id_, "2025-01-01", arr, currency=currency, ends_on=ends_on)
        _refresh(store)
        rates = Rates("USD", date(2026, 6, 1), {"EUR": Decimal("1.10")})
        found, whole = list_owners(store, TODAY, rates), summarise(store, TODAY, rates=rates)
        assert sum(row.accounts for row in found.rows) == found.whole.accounts == whole.accounts
        assert found.whole.arr == whole.arr
        assert {band.name: band.accounts for band in whole.bands} == found.whole.bands
        assert found.whole.renewals == whole.renewals[-1].renewals
        assert found.whole.past_due == whole.past_due.renewals
        for row in found.rows:
            scope = Scope(unowned=True) if row.owner_id is None else Scope(row.owner_id, row.name)
            alone = summarise(store, TODAY, scope, rates=rates)
            assert (alone.accounts, alone.arr) == (row.accounts, row.arr)
            assert (alone.renewals[-1].renewals, alone.past_due.renewals) == (row.renewals, row.past_due)
    finally:
        store.close()
