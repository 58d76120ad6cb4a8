"""A row of a list by its number, in place of an account's name: `row 2 of health red`."""

import re

from bot.accounts.paging import SIZE, parse_page
from bot.context import Context
from bot.registry import Command
from bot.reply import Choice, Reply, Row

_ROW = re.compile(
    r"(?P<lead>.*? of )??row (?P<number>\d{1,3}|last) of (?P<listed>(?:health|accounts|renewals|owners|portfolio)\b.*)",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"rows (\d+) to (\d+)$")


def with_row(context: Context, text: str, command: Command) -> str | Reply:
    """The text with the account in the place of the row that it names; of a row that opens something else, or that a
    list doesn't have, the reply. Any other text as it is.
    """
    found = _ROW.fullmatch(text.strip())
    if found is None:
        return text
    from bot.accounts.asked_lists import asked_list  # an account that is named needs none of it

    opens = _opened(context, found["number"].casefold(), found["listed"], command)
    if opens.startswith("account id "):
        return f"{found['lead'] or ''}{opens.removeprefix('account ')}"
    return (asked_list(context, opens, command) if opens else None) or _no_such_row(found["number"], found["listed"])


def _opened(context: Context, number: str, listed: str, command: Command) -> str:
    """The request that a row opens; empty where the list has no such row.

    Rows are counted from the first that was shown, and the last is the last of those.
    """
    verb, _, text = listed.partition(" ")
    page = parse_page(verb, text)[1]
    shown = _SHOWN.search(text)
    most = int(shown[2]) - int(shown[1]) + 1 if shown else SIZE
    rows = _rows(context, page.step, command)
    if number == "last":
        return rows[:most][-1].opens if rows else ""
    at = int(number)
    if at > len(rows) >= SIZE:
        rows, at = _rows(context, page.begins_with(page.offset + at), command), 1
    return rows[at - 1].opens if 0 < at <= len(rows) else ""


def _rows(context: Context, request: str, command: Command) -> tuple[Row, ...]:
    from bot.accounts.asked_lists import asked_list

    reply = asked_list(context, request, command)
    return tuple(row for row in reply.rows if row.opens) if reply else ()


def _no_such_row(number: str, listed: str) -> Reply:
    said = f"There is no row {number} in the list of “{listed}”."
    return Reply(
        title="No such row",
        data={"kind": "error", "message": said, "example": f"account row 1 of {listed}"},
        paragraphs=(said,),
        actions=(Choice("The list", listed),),
        outcome="nothing",
    )
