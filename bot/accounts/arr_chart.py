"""ARR by month as a chart, where it is of one currency and soon told."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import dropwhile

from accounts.money.amounts import Money
from accounts.money.rates import Total
from accounts.portfolio.summary import Portfolio
from accounts.portfolio.trends import MonthArr, arr_by_month
from bot import chart_builders
from bot.chart import Chart
from bot.context import Context

QUICK = 5_000  # accounts up to which ARR by month is drawn: with more, it takes longer than the answer should


def arr_chart(context: Context, found: Portfolio) -> Chart | None:
    """ARR by month of the accounts of a portfolio; none where there are many, or where currencies differ."""
    if found.accounts > QUICK:
        return None
    months = arr_by_month(context.store, context.today, found.scope, rates=context.rates)
    return chart_builders.arr_by_month(*arr_in_one_currency(months))


def arr_in_one_currency(months: Sequence[MonthArr]) -> tuple[Mapping[date, Decimal], str]:
    """ARR by month from the first month that has any on, 0 in later ones without; nothing where currencies differ."""
    begun = [*dropwhile(lambda each: not each.arr.each, months)]
    amounts = {each.day: _in_one(each.arr) for each in begun if each.arr.each}
    currencies = {money.currency for money in amounts.values() if money}
    if len(currencies) != 1 or not all(amounts.values()):
        return {}, ""
    whole = {each.day: money.decimal if (money := amounts.get(each.day)) else Decimal(0) for each in begun}
    return whole, currencies.pop()


def _in_one(arr: Total) -> Money | None:
    if arr.converted is not None:
        return None if arr.apart else arr.converted
    return arr.each[0] if len(arr.each) == 1 else None
