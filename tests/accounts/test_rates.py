"""Exchange rates from a file, and totals over currencies."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import RatesError
from accounts.money.amounts import Money
from accounts.money.rates import Rates, total
from accounts.money.rates_file import EXAMPLE, check_rates, load_rates
from tests.cases import cases

RATES = Rates("USD", date(2026, 6, 1), {"EUR": Decimal("1.08"), "JPY": Decimal("0.0064"), "KWD": Decimal("3.25")})


def _file(folder: Path, text: str) -> Path:
    path = folder / "rates.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_a_sound_file(tmp_path: Path) -> None:
    path = _file(tmp_path, EXAMPLE)
    assert load_rates(path) == Rates("USD", date(2026, 6, 1), {"EUR": Decimal("1.08")})
    assert check_rates(path) == ()


def test_no_file_is_no_rates() -> None:
    assert load_rates(None) is None
    assert check_rates(None) == ()


@cases(
    ("text", "said"),
    [
        ("", "currency is missing"),
        ('currency = "dollars"\nas_of = 2026-06-01\n[rates]', "'dollars' is no currency"),
        ('currency = "USD"\nas_of = "June"\n[rates]', "'June' is no date"),
        ('currency = "USD"\nas_of = 2026-06-01T00:00:00\n[rates]', "is no date"),
        ('currency = "USD"\nas_of = 2026-06-01\n[rates]\nEUR = 1.08', 'rates.EUR: write it in quotes, "1.08"'),
        ('currency = "USD"\nas_of = 2026-06-01\n[rates]\nEUR = "1,08"', "rates.EUR: '1,08' is no rate"),
        ('currency = "USD"\nas_of = 2026-06-01\n[rates]\nEUR = "0"', "rates.EUR: '0' is no rate"),
        ('currency = "USD"\nas_of = 2026-06-01\n[rates]\nEUR = "nan"', "rates.EUR: 'nan' is no rate"),
        ('currency = "USD"\nas_of = 2026-06-01\n[rates]\nEUR = true', "rates.EUR: True is no rate"),
        ('currency = "USD"\nas_of = 2026-06-01\n[rates]\neuro = "1.08"', "'euro' is no currency"),
        ('currency = "USD"\nas_of = 2026-06-01\n[rates]\nUSD = "1.1"', "the rate of the currency itself is 1"),
        ('currency = "USD"\nas_of = 2026-06-01\nrate = 1\n[rates]', "rate isn't known"),
        ("currency = USD", "it isn't TOML"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = _file(tmp_path, text)
    assert any(said in line and line.startswith(str(path)) for line in check_rates(path))
    with pytest.raises(RatesError):
        load_rates(path)


def test_every_fault_has_a_line(tmp_path: Path) -> None:
    text = 'currency = "usd"\n[rates]\nEUR = "x"\nGBP = 1.2'
    assert len(check_rates(_file(tmp_path, text))) == 4


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    assert "can't be read" in check_rates(tmp_path / "none.toml")[0]


@cases(
    ("money", "converted"),
    [
        (Money(10_000, "EUR"), 10_800),
        (Money(10_000, "JPY"), 6_400),  # ¥10,000 × 0.0064 = $64.00
        (Money(10_000, "KWD"), 3_250),  # KWD 10.000 × 3.25 = $32.50
        (Money(1, "EUR"), 1),
        (Money(-10_000, "EUR"), -10_800),
        (Money(5, "USD"), 5),
    ],
)
def test_smallest_units_are_converted_by_their_exponents(money: Money, converted: int) -> None:
    assert RATES.convert(money) == Money(converted, "USD")


@cases(
    ("amounts", "rates", "shown"),
    [
        ([], RATES, "0"),
        ([Money(100_00, "USD")], RATES, "$100"),
        ([Money(100_00, "EUR"), Money(100_00, "USD")], None, "€100 + $100"),
        ([Money(100_00, "EUR"), Money(100_00, "USD")], RATES, "$208 at rates of 2026-06-01"),
        ([Money(100_00, "EUR")], RATES, "$108 at rates of 2026-06-01"),
        (
            [Money(100_00, "EUR"), Money(7_00, "CHF")],
            RATES,
            "$108 + CHF 7 at rates of 2026-06-01 (no rate for CHF)",
        ),
        ([Money(7_00, "CHF")], RATES, "CHF 7"),
        ([Money(7_00, "CHF"), Money(-7_00, "CHF")], RATES, "0"),
    ],
)
def test_a_total_says_what_it_is_made_of(amounts: list[Money], rates: Rates | None, shown: str) -> None:
    assert str(total(amounts, rates)) == shown


@given(st.lists(st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(("USD", "EUR", "CHF", "JPY")))))
def test_nothing_is_lost_in_a_total(amounts: list[Money]) -> None:
    found = total(amounts, RATES)
    for currency in ("USD", "EUR", "CHF", "JPY"):
        assert sum(m.minor for m in found.each if m.currency == currency) == sum(
            m.minor for m in amounts if m.currency == currency
        )
    assert not found.converted or {money.currency for money in found.apart} <= {"CHF"}
