"""Which of several columns tells the account: ids of one tool say nothing where the accounts came from another."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice

from accounts.columns import Recognised
from accounts.errors import ImportFileError
from accounts.values import ValueFault
from accounts.values.texts import key

MOST = 50  # different values that are looked up
_BY_ID = "SELECT count(*) FROM json_each(?) JOIN account ON account.key = value"
_BY_NAME = """
SELECT count(DISTINCT value) FROM account JOIN (SELECT lower(value) AS value FROM json_each(?))
ON lower(account.name) = value OR account.domain = value"""


def link(connection: sqlite3.Connection, found: Recognised, sample: Sequence[Sequence[object]]) -> Recognised:
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


def need_what_they_name(connection: sqlite3.Connection, kind: str, fields: Collection[str]) -> None:
    """Raises `ImportFileError` where no row could find what it belongs to, because none of that was imported yet."""
    if kind == "accounts":
        return
    needed = "account" if "account" in fields or kind != "usage" else "subscription"
    if connection.execute(f"SELECT 1 FROM {needed} LIMIT 1").fetchone() is None:
        raise ImportFileError(
            f"There are no {needed}s in the store yet, and {kind} name theirs. Import those first: "
            f"cs import {needed}s {needed}s.csv"
        )


def _known(connection: sqlite3.Connection, sample: Sequence[Sequence[object]], position: int) -> int:
    """How many of a column's first values are ids, else names or domains, of accounts."""
    cells = dict.fromkeys(filter(None, (_text(row[position]) for row in sample if position < len(row))))
    values = json.dumps(list(islice(cells, MOST)))
    by_id: int = connection.execute(_BY_ID, (values,)).fetchone()[0]
    return by_id or int(connection.execute(_BY_NAME, (values,)).fetchone()[0])


def _text(cell: object) -> str | None:
    try:
        return key(cell)
    except ValueFault:
        return None
