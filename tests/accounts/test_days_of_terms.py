"""Contracts that renew by themselves are found by the day on which their terms end, however long those are."""

import sqlite3
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from accounts import Store
from accounts.renewals.outcomes import outcomes
from accounts.renewals.terms import DAY_OF_TERM, add_months, days_of_terms, next_renewal
from tests.accounts.conftest import TODAY, Book

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
START = st.one_of(DAYS, DAYS.map(lambda day: day.replace(month=2, day=28)), st.just(date(2024, 2, 29)))


@st.composite
def contracts(draw: st.DrawFn) -> tuple[date, date]:
    """A start, and an end that is whole months later, the day before that, or any day."""
    start = draw(START)
    whole = add_months(start, draw(st.sampled_from([1, 3, 6, 12, 24, 7])))
    return start, draw(st.one_of(st.just(whole), st.just(whole - timedelta(days=1)), DAYS))


@given(contracts(), DAYS, st.integers(0, 400))
@example((date(2023, 3, 1), date(2024, 2, 29)), date(2025, 2, 27), 3)
@example((date(2025, 1, 31), date(2025, 2, 28)), date(2026, 5, 30), 2)
def test_the_day_of_a_term_names_every_day_on_which_one_ends(
    contract: tuple[date, date], first: date, ahead: int
) -> None:
    start, end = contract
    last = first + timedelta(days=ahead)
    connection = sqlite3.connect(":memory:")
    query = f"SELECT {DAY_OF_TERM.format(row='')} FROM (SELECT ? AS starts_on, ? AS ends_on)"
    (day,) = connection.execute(query, (start.isoformat(), end.isoformat())).fetchone()
    connection.close()
    if first <= next_renewal(start, end, first) <= last:
        assert day in days_of_terms(first, last)


def test_what_renewed_by_itself_since_yesterday_is_told_without_a_look_at_every_contract(
    store: Store, book: Book
) -> None:
    for name, start in (("Yearly", date(2024, 6, 15)), ("Monthly", date(2026, 4, 15)), ("Later", date(2024, 7, 1))):
        account = book.account(name, customer_since="2024-01-01")
        end = add_months(start, 1 if name == "Monthly" else 12) - timedelta(days=1)
        book.subscription(account, start.isoformat(), 1000, ends_on=end.isoformat(), auto_renews=1)
    found = outcomes(store, TODAY - timedelta(days=1), TODAY)
    assert [each.account for each in found.renewed] == ["Monthly", "Yearly"]
    plans = store.reading.execute(
        f"EXPLAIN QUERY PLAN SELECT 1 FROM subscription s WHERE {DAY_OF_TERM.format(row='s.')} IN ('06-14', '14', '')"
        " AND s.ends_on < '2026' AND s.status = 'active' AND s.cancelled_on IS NULL AND s.auto_renews IS NOT 0"
    ).fetchall()
    assert "subscription_by_day_of_term" in plans[0][-1]
