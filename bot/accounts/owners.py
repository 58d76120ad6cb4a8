"""Who owns how many accounts."""

from collections.abc import Sequence

from accounts.owners import OwnerRow, list_owners
from bot.accounts.arguments import SIZE, Page, parse_page
from bot.accounts.formatting import arr_text, count, counted_choice, join_texts, of_that_past_due
from bot.accounts.lists import ListPage, list_reply
from bot.accounts.portfolio import portfolio_reply
from bot.context import Context
from bot.reply import Fact, Reply, Row, Table

HEADER = (
    "owner", "email", "accounts", "arr", "red", "yellow", "green", "unknown", "renewals_90_days", "past_due",
    "past_due_arr",
)  # fmt: skip


def owners_reply(context: Context, text: str) -> Reply:
    """Lists the owners, with what each has; of one who is named, the portfolio."""
    named, page = parse_page("owners", text)
    if named:
        return portfolio_reply(context, named)
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
        )
    )


def _title(rows: Sequence[OwnerRow]) -> str:
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


def _cells(row: OwnerRow) -> tuple[object, ...]:
    bands = (row.bands.get(band, 0) for band in ("red", "yellow", "green", "unknown"))
    return (row.name, row.email, row.accounts, str(row.arr), *bands, row.renewals, row.past_due, str(row.past_due_arr))
