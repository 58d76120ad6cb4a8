"""Cells of tables about accounts: numbers as numbers, what isn't known said, and amounts that sort as they should."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total
from bot.accounts.formatting import LOOKS
from bot.data_table import NOT_KNOWN, NOTHING, Cell

CURRENCIES: Final = 4  # that have a column of their own where there are no rates
Amount = Money | None


@dataclass(frozen=True, slots=True)
class MoneyColumns:
    """The columns of amounts and, for each row, as many cells; `note` says what they are sorted by."""

    names: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    note: str = ""


def money_columns(name: str, amounts: Sequence[Sequence[Money]], rates: Rates | None) -> MoneyColumns:
    """One column where all amounts can be compared: they are in one currency, or there are rates for them. Else a
    column for each currency: a number of euros says nothing beside one of yen.

    Of each row the amounts in its currencies are given, none where nothing is known of it.
    """
    currencies = [currency for currency, _ in Counter(one.currency for each in amounts for one in each).most_common()]
    if len(currencies) < 2:
        return MoneyColumns((name,), tuple((_amount(each[0] if each else None),) for each in amounts))
    if rates is not None and all(map(rates.has, currencies)):
        cells = tuple((_converted(each, rates),) for each in amounts)
        return MoneyColumns(
            (name,), cells, f"{name} is sorted by its worth in {rates.currency} at rates of {rates.as_of}."
        )
    named = currencies[:CURRENCIES]
    names = tuple(f"{name} in {currency}" for currency in named)
    rest = ("other " + name,) if len(currencies) > CURRENCIES else ()
    return MoneyColumns((*names, *rest), tuple(_spread(each, named, other=bool(rest)) for each in amounts))


def total_columns(name: str, totals: Sequence[tuple[Total, int]]) -> MoneyColumns:
    """The columns of sums, each with of how many accounts no amount is known: one column where the sums can be
    compared, else one for each currency.
    """
    each = [total for total, _ in totals]
    rated = next((total for total in each if total.converted is not None), None)
    currencies = {money.currency for total in each for money in total.each}
    if rated is None and len(currencies) < 2:
        cells = tuple((_sum(total.each[0] if total.each else None, unpriced),) for total, unpriced in totals)
        return MoneyColumns((name,), cells)
    if rated is not None and not any(total.apart for total in each):
        converted = [total.converted or (total.each[0] if total.each else None) for total in each]
        cells = tuple((_sum(money, unpriced),) for money, (_, unpriced) in zip(converted, totals, strict=True))
        return MoneyColumns((name,), cells, f"Amounts are at the rates of {rated.as_of}.")
    named = [currency for currency, _ in Counter(m.currency for t in each for m in t.each).most_common(CURRENCIES)]
    return MoneyColumns(
        tuple(f"{name} in {currency}" for currency in named),
        tuple(tuple(_of_currency(total, unpriced, currency) for currency in named) for total, unpriced in totals),
        "" if len(currencies) <= CURRENCIES else f"{len(currencies) - CURRENCIES} more currencies are in the CSV.",
    )


def _of_currency(total: Total, unpriced: int, currency: str) -> Cell:
    return _sum(
        next((money for money in total.each if money.currency == currency), None), 0 if total.each else unpriced
    )


def _sum(money: Amount, unpriced: int) -> Cell:
    """A sum; without one, whether it is known that there is none."""
    return _amount(money) if money is not None else Cell(NOT_KNOWN if unpriced else NOTHING)


def _amount(money: Amount) -> Cell:
    return Cell(NOT_KNOWN) if money is None else Cell(str(money), money.decimal)


def _converted(amounts: Sequence[Money], rates: Rates) -> Cell:
    """Amounts as they are, sorted by what they are worth together."""
    if not amounts:
        return Cell(NOT_KNOWN)
    worth = sum((rates.convert(each).decimal for each in amounts), Decimal(0))
    return Cell(" + ".join(map(str, amounts)), worth)


def _spread(amounts: Sequence[Money], currencies: Sequence[str], *, other: bool) -> tuple[Cell, ...]:
    """Each amount in the column of its currency; where none is known, that in each."""
    if not amounts:
        return (Cell(NOT_KNOWN),) * len(currencies) + (Cell(NOT_KNOWN),) * other
    by_currency = {each.currency: each for each in amounts}
    cells = tuple(_amount(by_currency[each]) if each in by_currency else Cell(NOTHING) for each in currencies)
    rest = " + ".join(str(each) for each in amounts if each.currency not in currencies)
    return (*cells, Cell(rest or NOTHING)) if other else cells


def health_cell(band: str, score: int | None, known: int = 100) -> Cell:
    """A score with the colour of its band, sorted by the score: `34`, `55, 60% known`."""
    if score is None:
        return Cell(NOT_KNOWN, look="unknown")
    share = f", {known}% known" if 0 < known < 100 else ""
    return Cell(f"{score}{share}", score, LOOKS.get(band, "unknown"))


def day_cell(day: date | None) -> Cell:
    """A day, as ISO text: it sorts as it should, and no reader takes the month for the day."""
    return Cell(NOT_KNOWN if day is None else day.isoformat())


def count_cell(number: int | None) -> Cell:
    """A number of things."""
    return Cell(NOT_KNOWN) if number is None else Cell(f"{number:,}", number)


def name_cell(name: str, none: str = NOTHING) -> Cell:
    """A name; `none` where there is nobody."""
    return Cell(name.strip() or none)
