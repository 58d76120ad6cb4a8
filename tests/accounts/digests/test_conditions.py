"""A digest that waits for something comes when it happened, and when that can't be told."""

from datetime import date
from decimal import Decimal

from accounts.digests.conditions import Figures, check, read_conditions
from accounts.money.amounts import Money
from accounts.money.rates import Rates, total
from tests.cases import cases

RATES = Rates("USD", date(2026, 6, 1), {"EUR": Decimal("1.1")})


@cases(
    ("condition", "moved", "comes"),
    [
        ("turned red", ("yellow", "red", 60, 30), True),
        ("turned red", ("red", "red", 38, 20), False),
        ("turned yellow", ("yellow", "red", 60, 30), False),
        ("score < 50", ("yellow", "red", 60, 30), True),
        ("score < 50", ("red", "red", 45, 30), False),
        ("turned yellow or score < 50", ("yellow", "red", 60, 30), True),
    ],
)
def test_what_moved_since_the_last_digest_counts(
    condition: str, moved: tuple[str, str, int, int], *, comes: bool
) -> None:
    assert check(read_conditions(condition), Figures((moved,))) == (comes, ())


@cases(
    ("condition", "at_risk", "comes", "unknown"),
    [
        ("at-risk > 200", [Money(25_000, "USD")], True, ()),
        ("at-risk > 200", [Money(20_000, "USD")], False, ()),
        ("at-risk > 200", [], False, ()),
        ("at-risk > 200 EUR", [Money(25_000, "EUR")], True, ()),
        ("at-risk > 200 EUR", [Money(5_000, "USD")], True, ("at-risk > 200 EUR",)),
        ("at-risk > 200", [Money(5_000, "USD"), Money(5_000, "EUR")], True, ("at-risk > 200",)),
        ("at-risk > 200", [Money(25_000, "USD"), Money(25_000, "EUR")], True, ()),
        ("at-risk > 200", [Money(25_000, "USD"), Money(5_000, "EUR")], True, ("at-risk > 200",)),
        ("at-risk > 200 EUR", [Money(5_000, "USD"), Money(25_000, "EUR")], True, ()),
        ("at-risk > 200 EUR", [Money(25_000, "USD"), Money(5_000, "EUR")], True, ("at-risk > 200 EUR",)),
    ],
)
def test_a_sum_at_risk_is_compared_in_its_currency_and_what_cannot_be_told_lets_it_come(
    condition: str,
    at_risk: list[Money],
    unknown: tuple[str, ...],
    *,
    comes: bool,
) -> None:
    met, untold = check(read_conditions(condition), Figures(at_risk=total(at_risk)))
    assert (met, tuple(map(str, untold))) == (comes, unknown)


def test_with_rates_sums_in_several_currencies_are_one() -> None:
    figures = Figures(at_risk=total([Money(10_000, "USD"), Money(10_000, "EUR")], RATES))
    assert check(read_conditions("at-risk > 205"), figures) == (True, ())
    assert check(read_conditions("at-risk > 215"), figures) == (False, ())


def test_where_not_all_that_moved_is_known_it_comes_and_says_so() -> None:
    red = read_conditions("turned red")
    assert check(red, Figures(complete=False)) == (True, red)


def test_what_is_met_is_why_it_comes_and_not_what_cannot_be_told() -> None:
    figures = Figures((("green", "red", 90, 30),), at_risk=total([Money(5_000, "USD"), Money(5_000, "EUR")]))
    assert check(read_conditions("turned red or at-risk > 200"), figures) == (True, ())


def test_a_digest_without_conditions_always_comes() -> None:
    assert check((), Figures()) == (True, ())
