"""The customers that were lost within a period, each with what it paid and when it left."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from accounts.money.rates import Rates
from accounts.portfolio.arr_model import CustomerMovement
from accounts.portfolio.lost import LostCustomer, LostCustomers, list_lost
from accounts.portfolio.periods import Period, last_year
from accounts.portfolio.summary import movements_within
from accounts.scopes.scope import Scope
from bot.accounts.arguments import PERIODS, parse_lasting_scope
from bot.accounts.formatting import (
    amounts,
    converted_at,
    count,
    counted_choice,
    join_texts,
    other_amounts,
    period_text,
    short_date,
)
from bot.accounts.lists import GridRows, ListPage, list_reply
from bot.accounts.named_periods import take_period
from bot.accounts.paging import SIZE, parse_page
from bot.accounts.table_cells import day_cell, money_columns, name_cell
from bot.context import Context
from bot.data_table import NOT_KNOWN, Cell
from bot.reply import Choice, Fact, Reply, Row, Table

LOST: Final = "lost"
WORDS: Final = frozenset({LOST, "churned", "former"})
ALL_ROWS: Final = 1_000_000
HEADER: Final = (
    "account", "owner", "segment", "arr", "currency", "other_arr", "left_on", "unpaid_from", "reason", "crm_url",
)  # fmt: skip


def lost_reply(context: Context, text: str) -> Reply:
    """Lists the customers that a scope lost within a period, the last 12 months unless one is named."""
    asked, page = parse_page(f"portfolio {LOST}", text)
    named_period, named = take_period(context, asked)
    period = named_period or last_year(context.today)
    scope = parse_lasting_scope(context, named, PERIODS)

    def listed(limit: int, offset: int = 0) -> LostCustomers:
        return list_lost(context.store, period, scope, limit, offset, context.rates)

    found = listed(SIZE, page.offset)
    _, customers = movements_within(context.store, period, scope, context.rates)
    when = period_text(period, context.today)
    return list_reply(
        ListPage(
            title=f"{count(found.total, 'customer')} lost, {when}: {scope.words}"
            if found.total
            else f"No customers lost, {when}",
            page=page,
            total=found.total,
            rows=tuple(lost_row(each, context.today) for each in found.rows),
            data={"list": LOST, "scope": scope.words, "period": period, "arr": found.arr, "customers": customers},
            objects=found.rows,
            said=() if found.total else (_none(scope, period, context.today, customers),),
            facts=tuple(_facts(found, customers, context.rates)),
            notes=tuple(_notes(found, scope, period, customers, context)),
            terms=(Choice("What is churn?", "define churn"),),
            actions=(
                Choice("The churn rate", f"portfolio churn {asked}".strip()),
                counted_choice("logos"),
            ),
            table=Table(f"lost-{period.start}-{period.end}", HEADER, lambda: map(_cells, listed(ALL_ROWS).rows))
            if found.total
            else None,
            grid=lambda rows: _grid(listed(rows, page.offset).rows, context.rates),
        )
    )


def _none(scope: Scope, period: Period, today: date, customers: CustomerMovement) -> str:
    when = period_text(period, today)
    if not customers.start:
        return f"Of {scope.words} no customer is known that paid at the start of {when}."
    if customers.start == 1:
        return f"The one customer of {scope.words} that paid at the start of {when} did at its end."
    return f"All {count(customers.start, 'customer')} of {scope.words} that paid at the start of {when} did at its end."


def _facts(found: LostCustomers, customers: CustomerMovement, rates: Rates | None) -> Iterator[Fact]:
    if found.total:
        yield Fact("ARR at the start", amounts(found.arr.each, rates), first=True)
        yield Fact("Customers", f"{customers.start:,} at the start, {customers.lost:,} of them lost")


def lost_row(each: LostCustomer, today: date) -> Row:
    """A customer that was lost: when, with how much, whose it was, and why as far as anybody said."""
    return Row(
        each.account,
        join_texts((_left(each, today), " + ".join(map(str, each.arr)), each.owner or "no owner")),
        detail=f"Reason: {each.reason}" if each.reason else "",
        why=f"Reason: {each.reason}" if each.reason else "",
        look="unknown",
        opens=f"account id {each.account_id}",
        url=each.crm_url,
    )


def _left(each: LostCustomer, today: date) -> str:
    """The day it left, and where its ARR counted longer than that, until when; else from when on it paid nothing."""
    unpaid = f"no ARR from {short_date(each.unpaid_from, today)} on" if each.unpaid_from else ""
    if each.left_on is None:
        return unpaid or "left on no known day"
    left = f"left {short_date(each.left_on, today)}"
    return join_texts((left, unpaid if each.unpaid_from and (each.unpaid_from - each.left_on).days > 1 else ""), ", ")


def _notes(
    found: LostCustomers, scope: Scope, period: Period, customers: CustomerMovement, context: Context
) -> Iterator[str]:
    if customers.unknown_at_start:
        who = count(customers.unknown_at_start, "account")
        yield f"Not known: whether {who} paid at the start; none of them is listed. cs counted known says which."
    if len(found.arr.each) > 1 and not context.rates and found.total > 1:
        yield "There are no rates: accounts are ordered by their bare amounts."
    if rates_note := converted_at(found.arr.each, context.rates):
        yield rates_note
    yield (
        f"Filter: {scope.words}, paid on {short_date(period.before, context.today)} and not on"
        f" {short_date(period.end, context.today)}, most revenue first."
    )


def _grid(rows: Sequence[LostCustomer], rates: Rates | None) -> GridRows:
    arr = money_columns("ARR at the start", [each.arr for each in rows], rates)
    return GridRows(
        ("Account", *arr.names, "Left", "Owner", "Reason"),
        [
            (
                name_cell(each.account),
                *money,
                day_cell(day) if (day := each.left_on or each.unpaid_from) else Cell(NOT_KNOWN),
                name_cell(each.owner, "no owner"),
                name_cell(each.reason, NOT_KNOWN),
            )
            for each, money in zip(rows, arr.cells, strict=True)
        ],
        tuple(f"account id {each.account_id}" for each in rows),
        arr.note,
    )


def _cells(each: LostCustomer) -> tuple[object, ...]:
    main, *others = each.arr
    return (
        each.account, each.owner, each.segment, main.decimal, main.currency, other_amounts(others), each.left_on,
        each.unpaid_from, each.reason, each.crm_url,
    )  # fmt: skip
