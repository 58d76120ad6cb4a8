"""Rows that are in the store by an id that a source had for them before: where it merges two, it may give a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.importing.names import fold
from accounts.kinds import KINDS
from store.database import Store


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of the store: its id there, and its name, if it is an account."""

    key: str
    name: str | None


class KnownRows:
    """The rows of a kind in the store by their ids, accounts also by ids that are other names of theirs.

    All of them are read when the first one is looked for, which few runs do.
    """

    def __init__(self, store: Store, kind: str) -> None:
        self._store, self._table = store, KINDS[kind].table

    def find(self, ids: Sequence[str]) -> list[KnownRow]:
        """The rows that have these ids, in their order."""
        keys = (each if each in self._names else self._aliases.get(fold(each) or "") for each in ids)
        return [KnownRow(key, self._names[key]) for key in keys if key is not None]

    @cached_property
    def _names(self) -> dict[str, str | None]:
        name = "name" if self._table == "account" else "NULL"
        return dict(self._store.reading.execute(f"SELECT key, {name} FROM {self._table}").fetchall())

    @cached_property
    def _aliases(self) -> dict[str, str]:
        if self._table != "account":
            return {}
        named = "SELECT l.name, a.key FROM account_alias l JOIN account a ON a.id = l.account_id"
        return dict(self._store.reading.execute(named).fetchall())
