"""The portfolio digest: ARR and retention as they stand, and what the week did to them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from accounts import Store
from accounts.portfolio.summary import movements_within
from bot.digests.content import portfolio
from tests.accounts.conftest import Factory, make
from tests.bot.digests.mornings import MONDAY, NEXT_MONDAY, Mornings, text

__all__ = ["make"]

BEFORE = MONDAY - timedelta(days=7)


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    return Mornings(store, make)


def test_the_week_s_movements_are_told_beside_the_year_s_retention(mornings: Mornings) -> None:
    rows = mornings.rows
    old = rows.account("Old", customer_since="2024-01-01")
    rows.subscription(old, "2024-01-01", 100_000)
    rows.subscription(old, (MONDAY - timedelta(days=3)).isoformat(), 20_000)  # expansion
    new = rows.account("New", customer_since=(MONDAY - timedelta(days=2)).isoformat())
    rows.subscription(new, (MONDAY - timedelta(days=2)).isoformat(), 5_000)
    gone = rows.account("Gone", customer_since="2024-01-01", status="churned", churned_on="2026-06-12")
    rows.subscription(gone, "2024-01-01", 10_000, cancelled_on="2026-06-12", status="cancelled")
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("portfolio"), MONDAY, BEFORE)
    assert digest.headline == "2 accounts, $125,000 ARR."
    said = text(digest)
    # NRR = (100,000 + 20,000) ÷ 110,000 = 109.09 %; GRR = 100,000 ÷ 110,000 = 90.91 %
    assert "NRR 109.1%" in said
    assert "GRR 90.9%" in said
    assert "ARR in USD | new $5,000 · expansion $20,000 · churn $10,000" in said
    assert "Customers | 1 new · 1 lost" in said
    assert digest.changed


def test_a_week_without_movements_says_so_and_is_no_change(mornings: Mornings) -> None:
    account = mornings.rows.account("Old", customer_since="2024-01-01")
    mornings.rows.subscription(account, "2024-01-01", 100_000)
    mornings.night(NEXT_MONDAY)
    digest = mornings.digest_message(mornings.subscribed("portfolio"), NEXT_MONDAY, MONDAY)
    assert "No movements." in text(digest)
    assert not digest.changed
    assert not digest.empty


def test_what_moved_is_in_one_digest_and_not_in_the_next(mornings: Mornings) -> None:
    account = mornings.rows.account("Old", customer_since="2024-01-01")
    mornings.rows.subscription(account, "2024-01-01", 100_000)
    mornings.rows.subscription(account, MONDAY.isoformat(), 20_000)
    each = mornings.subscribed("portfolio")
    mornings.night(NEXT_MONDAY)
    assert "expansion $20,000" in text(mornings.digest_message(each, MONDAY, BEFORE))
    assert "expansion $20,000" not in text(mornings.digest_message(each, NEXT_MONDAY, MONDAY))


def test_a_company_without_customers_has_nothing_to_report(mornings: Mornings) -> None:
    mornings.night(MONDAY)
    assert mornings.digest_message(mornings.subscribed("portfolio"), MONDAY).empty


def test_all_of_a_digest_is_of_one_moment_though_an_import_ends_meanwhile(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = (MONDAY - timedelta(days=2)).isoformat()
    mornings.rows.subscription(mornings.rows.account("New", customer_since=since), since, 5_000)
    mornings.night(MONDAY)
    each = mornings.subscribed("portfolio")

    def imported() -> None:
        mornings.rows.subscription(mornings.rows.account("Another", customer_since=since), since, 7_000)
        mornings.night(MONDAY)

    def imported_first(*given: Any) -> Any:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(imported).result()
        return movements_within(*given)

    with monkeypatch.context() as patched:
        patched.setattr(portfolio, "movements_within", imported_first)
        said = text(mornings.digest_message(each, MONDAY, BEFORE))
    assert "$5,000 ARR" in said
    assert "new $5,000" in said
    assert "$12,000 ARR" in text(mornings.digest_message(each, MONDAY, BEFORE))
