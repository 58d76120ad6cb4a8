"""Rows that are in the store by an id that a source had for them before: where it merges two, it may give a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.importing.names import fold
from accounts.kinds import KINDS
from store.database import Store


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of the store: its id there, and its name, if it is an account."""

    key: str
    name: str | None


def known_rows(store: Store, kind: str, ids: Sequence[str]) -> Sequence[KnownRow]:
    """The rows of a kind that have these ids in the store, accounts also those that have one as another name."""
    table = KINDS[kind].table
    name = "t.name" if table == "account" else "NULL"
    query, found = f"SELECT t.key, {name} FROM {table} t", []
    for each in ids:
        row = store.reading.execute(f"{query} WHERE t.key = ?", (each,)).fetchone()
        if row is None and table == "account":
            alias = f"{query} JOIN account_alias l ON l.account_id = t.id WHERE l.name = ?"
            row = store.reading.execute(alias, (fold(each),)).fetchone()
        if row is not None:
            found.append(KnownRow(*row))
    return found
