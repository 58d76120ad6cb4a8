"""What a file has to do with the store before a row is read: which of its columns names the account, and refusals."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice
from string import ascii_lowercase, ascii_uppercase

from accounts.columns import Column, ColumnMapping, normalise
from accounts.errors import ImportFileError
from accounts.values import CellError
from accounts.values.dates import is_day, is_period
from accounts.values.numbers import split_number
from accounts.values.texts import key
from store.connection import Connection

MOST = 50  # different values that are looked up
_LISTED = "(SELECT CAST(value AS text) FROM json_each({values}))"
_KNOWN = f"""SELECT EXISTS (SELECT 1 FROM account WHERE key IN {_LISTED.format(values=":ids")})
OR EXISTS (SELECT 1 FROM account WHERE domain IN {_LISTED.format(values=":names")})
OR EXISTS (SELECT 1 FROM account WHERE lower(name) IN {_LISTED.format(values=":names")})"""
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)  # as the store's own columns become lower


def choose_account_column(
    connection: Connection, found: ColumnMapping, sample: Sequence[Sequence[object]]
) -> ColumnMapping:
    """The columns with another one for the account, and a note, when the first one names no account of the store and
    another does.
    """
    first, others = found.fields.get("account"), found.others.get("account", ())
    if first is None or not others or found.columns[first].how != "name" or _known(connection, sample, first):
        return found
    best = next((at for at in others if _known(connection, sample, at)), None)
    if best is None:
        return found
    columns = list(found.columns)
    old, new = columns[first], columns[best]
    columns[best] = replace(new, field="account", how="name", why="")
    columns[first] = replace(old, field=None, how="", why="names no account of the store")
    note = f"Accounts are found by “{new.header}”: “{old.header}” names none of the store."
    return replace(found, columns=tuple(columns), notes=(*found.notes, note))


def require_parents(connection: Connection, kind: str, fields: Collection[str]) -> None:
    """Raises `ImportFileError` where no row could find what it belongs to, because none of that was imported yet."""
    if kind == "accounts":
        return
    needed = "account" if "account" in fields or kind != "usage" else "subscription"
    if connection.execute(f"SELECT 1 FROM {needed} LIMIT 1").fetchone() is None:
        raise ImportFileError(
            f"There are no {needed}s in the store yet, and {kind} name theirs. Import those first: "
            f"cs import {needed}s {needed}s.csv"
        )


def _known(connection: Connection, sample: Sequence[Sequence[object]], position: int) -> bool:
    """Whether a column's first values have an id, a domain or a name of an account among them."""
    cells = dict.fromkeys(filter(None, (_text(row[position]) for row in sample if position < len(row))))
    ids = list(islice(cells, MOST))
    values = {"ids": json.dumps(ids), "names": json.dumps([id_.translate(_LOWER) for id_ in ids])}
    return bool(connection.execute(_KNOWN, values).fetchone()[0])


def _text(cell: object) -> str | None:
    try:
        return key(cell)
    except CellError:
        return None


def reject_wide_usage(source: str, found: ColumnMapping, sample: Sequence[Sequence[object]]) -> None:
    """Raises `ImportFileError` for use with a column for each day or for each account, as charts are exported."""
    headers = [column.header for column in found.columns]
    days = [header for header in headers if is_day(header) or is_period(header)]
    others = [column for column in found.columns if column.field != "used_on"]
    if "used_on" not in found.fields and len(days) > 1:
        wide, named = "day", days
    elif (
        "used_on" in found.fields
        and not {"account", "subscription"} & found.fields.keys()
        and _are_counts(others, sample)
    ):
        wide, named = "account", [column.header for column in others]
    else:
        return
    several = ", ".join(f"“{name}”" for name in named[:2])
    raise ImportFileError(
        f"{source} has a column for each {wide}: {several}{' …' * (len(named) > 2)}. Usage has a row for each account "
        "and day, such as:\naccount,date,events\nAcme,2026-01-31,12"
    )


def _are_counts(columns: Sequence[Column], sample: Sequence[Sequence[object]]) -> bool:
    """Whether the columns have nothing but numbers."""
    cells = [row[column.position] for column in columns for row in sample if column.position < len(row)]
    said = [text for text in map(_text, cells) if text is not None]
    return bool(said) and all((parts := split_number(text)) and not parts.before and not parts.after for text in said)


_MONTHLY = frozenset(["month", "period", "snapshot", "months"])
_OF_CONTRACTS = frozenset(["key", "product", "ends_on", "cancelled_on"])


def reject_monthly_revenue(source: str, found: ColumnMapping, sample: Sequence[Sequence[object]]) -> None:
    """Raises `ImportFileError` for a file of subscriptions that has a row for each month of an account."""
    fields = found.fields
    starts, account = fields.get("starts_on"), fields.get("account")
    if starts is None or account is None or _OF_CONTRACTS & fields.keys():
        return
    header = found.columns[starts].header
    if not _MONTHLY & {*normalise(header).split()} and not all(is_period(row[starts]) for row in sample):
        return
    if len({row[account] for row in sample}) < len(sample):
        raise ImportFileError(
            f"{source} has a row for each {header} of an account, and no contracts: added up, all of them would count "
            "at once. Import the rows of the last one as accounts, with their mrr: cs import accounts FILE"
        )
