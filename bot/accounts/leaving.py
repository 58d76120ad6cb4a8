"""The accounts that leave: under notice, or with a day of leaving ahead, the first to leave first."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from accounts.money.rates import Rates
from accounts.renewals.leaving import LeavingArr, LeavingList, list_leaving
from bot.accounts.arguments import parse_scope_argument
from bot.accounts.formatting import amounts, converted_at, count, counted_choice, join_texts, short_date
from bot.accounts.lists import GridRows, ListPage, list_reply
from bot.accounts.paging import SIZE, parse_page
from bot.accounts.table_cells import day_cell, money_columns, name_cell
from bot.context import Context
from bot.data_table import NOT_KNOWN, Cell
from bot.reply import Choice, Fact, Reply, Row, Table

LEAVING: Final = "leaving"
ALL_ROWS: Final = 1_000_000
HEADER: Final = ("account", "owner", "segment", "arr", "currency", "leaves_on", "notice_on", "crm_url")


def leaving_reply(context: Context, text: str) -> Reply:
    """Lists what leaves of a scope, an account once for each day and currency."""
    asked, page = parse_page(f"portfolio {LEAVING}", text)
    scope = parse_scope_argument(context, asked)

    def listed(limit: int, offset: int = 0) -> LeavingList:
        return list_leaving(context.store, scope, lambda _: limit, offset)

    found = listed(SIZE, page.offset)
    none = f"Among {scope.words} none is under notice or leaves on a day ahead, as far as files say."
    leave = "leaves" if found.accounts == 1 else "leave"
    return list_reply(
        ListPage(
            title=f"{count(found.accounts, 'account')} {leave}: {scope.words}"
            if found.entries
            else "Nobody is known to leave",
            page=page,
            total=found.entries,
            rows=tuple(_row(each, context.today) for each in found.rows),
            data={"list": LEAVING, "scope": scope.words, "accounts": found.accounts, "arr": found.arr},
            objects=found.rows,
            said=() if found.entries else (none,),
            facts=tuple(_facts(found, context.rates)),
            notes=tuple(_notes(found, scope.words, context.rates)),
            terms=(Choice("What is churn?", "define churn"),) if found.entries else (),
            actions=(Choice("Renewals", f"renewals 90 {asked}".strip()), counted_choice("notice")),
            table=Table(f"leaving-{context.today}", HEADER, lambda: map(_cells, listed(ALL_ROWS).rows))
            if found.entries
            else None,
            grid=lambda rows: _grid(listed(rows, page.offset).rows, context.rates),
        )
    )


def _facts(found: LeavingList, rates: Rates | None) -> Iterator[Fact]:
    if found.entries:
        yield Fact("ARR that leaves", amounts(found.arr, rates) or "no ARR", first=True)


def _row(each: LeavingArr, today: date) -> Row:
    """What leaves of an account: when, with how much, whose it is, and since when that is known."""
    day = f"leaves on {short_date(each.leaves_on, today)}" if each.leaves_on else "leaves on no known day"
    return Row(
        each.account,
        join_texts((day, str(each.arr), each.owner or "no owner")),
        detail=f"Notice given on {short_date(each.notice_on, today)}" if each.notice_on else "",
        look="unknown",
        opens=f"account id {each.account_id}",
        url=each.crm_url,
    )


def _notes(found: LeavingList, words: str, rates: Rates | None) -> Iterator[str]:
    if rates_note := converted_at(found.arr, rates):
        yield rates_note
    yield f"Filter: {words}, under notice or with a day of leaving ahead, the first to leave first."


def _grid(rows: Sequence[LeavingArr], rates: Rates | None) -> GridRows:
    arr = money_columns("ARR", [(each.arr,) for each in rows], rates)
    return GridRows(
        ("Account", *arr.names, "Leaves", "Notice given", "Owner"),
        [
            (
                name_cell(each.account),
                *money,
                *(day_cell(day) if day else Cell(NOT_KNOWN) for day in (each.leaves_on, each.notice_on)),
                name_cell(each.owner, "no owner"),
            )
            for each, money in zip(rows, arr.cells, strict=True)
        ],
        tuple(f"account id {each.account_id}" for each in rows),
        arr.note,
    )


def _cells(each: LeavingArr) -> tuple[object, ...]:
    return (
        each.account, each.owner, each.segment, each.arr.decimal, each.arr.currency, each.leaves_on, each.notice_on,
        each.crm_url,
    )  # fmt: skip
