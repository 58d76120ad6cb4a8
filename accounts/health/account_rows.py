"""Reads rows of many accounts as columns of whole numbers, each row with the place of its account."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from accounts.health.usage_rows import Ints
from store.connection import Connection
from store.integer_columns import NO_DAY

_SPREAD: Final = 2  # ids to an account, up to which all between the first and the last are read
_BETWEEN: Final = "BETWEEN :first_id AND :last_id"
_LISTED: Final = "IN (SELECT CAST(value AS bigint) FROM json_each(:ids))"

ColumnQuery: TypeAlias = tuple[Sequence[str], str]
"""The names of columns, of which the first has the account, and the query that has them."""


class AccountRows:
    """Queries about the same accounts, whose ids go up; `given` are the values that they name.

    A query says `{ids}` after the column that has the id of an account, of each table that it joins: PostgreSQL takes
    limits of one for those of another only where they are equal, and would read the other as a whole.
    """

    def __init__(self, connection: Connection, ids: Ints, given: Mapping[str, Any]) -> None:
        self.ids = ids
        self._connection = connection
        self._values = given
        self._dense = len(ids) > 0 and int(ids[-1] - ids[0]) < _SPREAD * len(ids)
        if self._dense:
            self._given = {**given, "first_id": int(ids[0]), "last_id": int(ids[-1])}
        else:
            self._given = {**given, "ids": json.dumps(ids.tolist())}

    def of(self, ids: Ints) -> "AccountRows":
        """The same queries about other accounts, whose ids go up."""
        return AccountRows(self._connection, ids, self._values)

    def read_ahead(self, columns: Iterable[ColumnQuery], texts: Iterable[str]) -> None:
        """Reads what `columns` and `texts` will ask in one round trip."""
        ids = _BETWEEN if self._dense else _LISTED
        asked = [self._connection.columns_query(names, query.format(ids=ids)) for names, query in columns]
        asked += [query.format(ids=ids) for query in texts]
        self._connection.read_ahead(*((query, self._given) for query in asked))

    def columns(self, names: Sequence[str], query: str, days: Collection[str] = ()) -> list[Ints]:
        """Columns of a query, none of which may be NULL; the first names the account, and becomes its place. Those of
        `days` come as ordinals.
        """
        sql = query.format(ids=_BETWEEN if self._dense else _LISTED)
        account, *others = self._connection.integer_columns(names, sql, self._given, days=days)
        places = np.searchsorted(self.ids, account)
        among = np.flatnonzero(self.ids[places] == account) if len(account) and len(self.ids) else places[:0]
        if len(among) == len(account):
            return [places, *others]
        return [places[among], *(each[among] for each in others)]

    def texts(self, query: str) -> list[str]:
        """A text of each account, as a query gives it beside the id; "" for accounts that it doesn't give."""
        sql = query.format(ids=_BETWEEN if self._dense else _LISTED)
        found: dict[int, str] = dict(self._connection.execute(sql, self._given).fetchall())
        return [found.get(id_, "") for id_ in self.ids.tolist()]


def known_day(day: str) -> str:
    """SQL of a day that isn't NULL: `NO_DAY` for none."""
    return f"coalesce({day}, '{NO_DAY}')"


def capped(column: str, most: int = 10**12) -> str:
    """SQL of a number that counts as `most` where it is more: sums stay within what SQLite can count."""
    return f"CASE WHEN {column} > {most} THEN {most} ELSE {column} END"
