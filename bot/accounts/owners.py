"""The list of owners with the number of their accounts."""

from collections.abc import Sequence

from accounts.health.model import BANDS
from accounts.owners import OwnerRow, list_owners
from bot.accounts.formatting import arr_text, count, counted_choice, join_texts, of_that_past_due, sum_cells
from bot.accounts.lists import GridRows, ListPage, list_reply
from bot.accounts.owner_groups import owner_groups_reply
from bot.accounts.paging import SIZE, Page, parse_page
from bot.accounts.table_cells import count_cell, name_cell, total_columns
from bot.context import Context
from bot.reply import Fact, Reply, Row, Table

HEADER = (
    "owner", "email", "accounts", "arr", "currency", "other_arr", "red", "yellow", "green", "unknown",
    "renewals_90_days", "past_due", "past_due_arr", "other_past_due_arr",
)  # fmt: skip


def owners_reply(context: Context, text: str) -> Reply:
    """Lists the owners, with what each has; of accounts that are named, whose they are."""
    named, page = parse_page("owners", text)
    if named:
        return owner_groups_reply(context, named, page)
    page = Page("owners", page.number)
    found = list_owners(context.store, context.today, context.rates)
    rows = found.rows[page.offset : page.offset + SIZE]
    return list_reply(
        ListPage(
            title=_title(found.rows),
            page=page,
            total=len(found.rows),
            rows=tuple(map(_row, rows)),
            data={"list": "owners", "whole": found.whole},
            objects=rows,
            said=() if found.rows else ("Nobody owns an account, and there is none without an owner.",),
            facts=(Fact("Together", _words(found.whole)),) if found.rows else (),
            actions=(counted_choice("owners"),),
            table=Table(f"owners-{context.today}", HEADER, lambda: map(_cells, found.rows)) if found.rows else None,
            grid=lambda listed: _grid(found.rows[page.offset : page.offset + listed]),
        )
    )


def _title(rows: Sequence[OwnerRow]) -> str:
    if not rows:
        return "No owners"
    owners = count(sum(row.owner_id is not None for row in rows), "owner")
    return f"{owners}, and accounts without one" if any(row.owner_id is None for row in rows) else owners


def _scope(row: OwnerRow) -> str:
    return "unowned" if row.owner_id is None else f"@{row.email or row.name}"


def _row(row: OwnerRow) -> Row:
    renewals = count(row.renewals, "renewal") + " within 90 days"
    past_due = f"{row.past_due:,} past due" if row.past_due else ""
    return Row(
        row.name or "Nobody",
        join_texts((count(row.accounts, "account"), _arr(row))),
        detail=join_texts((_bands(row), renewals, past_due)),
        opens=f"health {_scope(row)}",
    )


def _words(row: OwnerRow) -> str:
    return join_texts((count(row.accounts, "account"), _arr(row), _bands(row)))


def _arr(row: OwnerRow) -> str:
    return join_texts(
        (arr_text(row.arr, row.unpriced), of_that_past_due(str(row.past_due_arr), row.past_due_accounts)), ", "
    )


def _bands(row: OwnerRow) -> str:
    return ", ".join(f"{number:,} {band}" for band, number in row.bands.items() if number)


def _grid(rows: Sequence[OwnerRow]) -> GridRows:
    """The owners for a table that is sorted where it is read."""
    arr = total_columns("ARR", [(row.arr, row.unpriced) for row in rows])
    return GridRows(
        ("Owner", "Accounts", *arr.names, "Red", "Yellow", "Green", "Unknown", "Renewals in 90 days", "Past due"),
        [
            (
                name_cell(row.name, "Nobody"),
                count_cell(row.accounts),
                *money,
                *(count_cell(row.bands.get(band, 0)) for band in BANDS),
                count_cell(row.renewals),
                count_cell(row.past_due),
            )
            for row, money in zip(rows, arr.cells, strict=True)
        ],
        tuple(f"health {_scope(row)}" for row in rows),
        arr.note,
    )


def _cells(row: OwnerRow) -> tuple[object, ...]:
    bands = (row.bands.get(band, 0) for band in BANDS)
    arr, currency, others = sum_cells(row.arr.each)
    late, _, others_late = sum_cells(row.past_due_arr.each, currency)
    arr = None if row.accounts == row.unpriced else arr
    return (
        row.name, row.email, row.accounts, arr, currency, others, *bands, row.renewals, row.past_due, late, others_late,
    )  # fmt: skip
