"""Totals that lists say at once: kept in step with the rows they count, or counted anew after a bulk change.

Each `Total` is declared once; its table, its triggers and its recount are made from that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.scopes.scope import Scope
from store.connection import Connection, Query


@dataclass(frozen=True, slots=True)
class Total:
    """Sums in a `table` over the rows `of` another by some of its columns: `sums` are expressions over a `{row}`.

    `out_of` is a finer total of the same rows, which it is quicker to count it out of.
    """

    table: str
    of: str
    keys: tuple[str, ...]
    sums: tuple[tuple[str, str], ...]
    out_of: str = ""

    @property
    def statements(self) -> tuple[str, ...]:
        """The table with its unique key, and the triggers that keep it in step."""
        columns = [f"{key} {'INTEGER' if key == 'owner_id' else 'TEXT NOT NULL'}" for key in self.keys]
        columns += [f"{name} INTEGER NOT NULL" for name, _ in self.sums]
        return (
            *self._created(columns),
            self._trigger("insert", "INSERT", self._add("new", "+")),
            self._trigger("delete", "DELETE", self._add("old", "-")),
            self._trigger("update", f"UPDATE OF {self._columns}", self._add("old", "-") + self._add("new", "+")),
        )

    def _created(self, columns: list[str]) -> tuple[str, ...]:
        if "owner_id" in self.keys:  # null for accounts without an owner, which a primary key can't be
            key = f"CREATE UNIQUE INDEX {self.table}_key ON {self.table} ({self._unique})"
            whose = f"CREATE INDEX {self.table}_of_owner ON {self.table} (owner_id)"
            return f"CREATE TABLE {self.table} ({', '.join(columns)}) STRICT", key, whose
        columns = [*columns, f"PRIMARY KEY ({', '.join(self.keys)})"]
        return (f"CREATE TABLE {self.table} ({', '.join(columns)}) STRICT, WITHOUT ROWID",)

    @property
    def recount(self) -> str:
        """The sums as they should be, out of the rows."""
        return self._select(self.of, (expression.format(row=self.of) for _, expression in self.sums))

    @property
    def refill(self) -> str:
        """The same, out of the finer total where there is one and it is right."""
        return self._select(self.out_of, (name for name, _ in self.sums)) if self.out_of else self.recount

    def _select(self, rows: str, summed: Iterable[str]) -> str:
        keys = ", ".join(self.keys)
        return f"SELECT {keys}, {', '.join(f'sum({each})' for each in summed)} FROM {rows} GROUP BY {keys}"

    def shifted(self, sign: str, among: str) -> str:
        """The statement that adds what some rows amount to, or takes it; `among` is a condition on `{account}`."""
        keys, whose = ", ".join(self.keys), among.format(account=f"{self.of}.account_id")
        sums = ", ".join(f"{sign}CAST(sum({each.format(row=self.of)}) AS bigint)" for _, each in self.sums)
        return f"{self._into} SELECT {keys}, {sums} FROM {self.of} WHERE {whose} GROUP BY {keys} {self._upsert}"

    @property
    def _into(self) -> str:
        return f"INSERT INTO {self.table} ({', '.join((*self.keys, *(name for name, _ in self.sums)))})"

    @property
    def _upsert(self) -> str:
        added = ", ".join(f"{name} = {self.table}.{name} + excluded.{name}" for name, _ in self.sums)
        return f"ON CONFLICT ({self._unique}) DO UPDATE SET {added}"

    @property
    def _unique(self) -> str:
        return ", ".join("coalesce(owner_id, 0)" if key == "owner_id" else key for key in self.keys)

    @property
    def _columns(self) -> str:
        """What the total depends on of a row."""
        summed = re.findall(r"\{row}\.(\w+)", " ".join(expression for _, expression in self.sums))
        return ", ".join(dict.fromkeys((*self.keys, *summed)))

    @property
    def _moved(self) -> str:
        parts = [f"{{row}}.{key}" for key in self.keys] + [each for _, each in self.sums if "{row}" in each]
        return " OR ".join(f"{part.format(row='old')} IS DISTINCT FROM {part.format(row='new')}" for part in parts)

    def _add(self, row: str, sign: str) -> str:
        keys = ", ".join(f"{row}.{key}" for key in self.keys)
        sums = ", ".join(f"{sign}({expression.format(row=row)})" for _, expression in self.sums)
        return f"{self._into} VALUES ({keys}, {sums}) {self._upsert}; "

    def _trigger(self, name: str, event: str, body: str) -> str:
        when = f" WHEN {self._moved}" if name == "update" else ""
        return f"CREATE TRIGGER {self.table}_{name} AFTER {event} ON {self.of}{when} BEGIN {body}END"


def _when(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} ELSE 0 END"


def _flag(condition: str) -> str:
    return _when(condition, "1")


_STANDING: Final = (
    ("accounts", "1"),
    ("undated", _flag("{row}.renews_on IS NULL AND {row}.leaves_on IS NULL AND {row}.arr IS DISTINCT FROM 0")),
    ("unpriced", _flag("{row}.arr IS NULL")),
    ("unowned", _flag("{row}.owner_id IS NULL")),
    ("without_champion", _flag("{row}.champion IS NULL")),
)


def _movement(prefix: str, column: str) -> tuple[tuple[str, str], ...]:
    """What became of ARR in a year, of all of it (without a prefix) or of what runs, and of what wasn't known then."""
    now, before, known = f"{{row}}.{column}", f"{{row}}.{column}_before", "{row}.known = 1"
    customer, customer_before = f"{{row}}.{prefix}customer", f"{{row}}.{prefix}customer_before"
    return (
        (f"{column}_before", _when(known, before)),
        (f"{prefix}expansion", _when(f"{known} AND {before} > 0 AND {now} > {before}", f"{now} - {before}")),
        (f"{prefix}contraction", _when(f"{known} AND {now} > 0 AND {before} > {now}", f"{before} - {now}")),
        (f"{prefix}churn", _when(f"{known} AND {now} <= 0", before)),
        (f"{prefix}new", _when(f"{known} AND {before} <= 0", now)),
        (column, now),
        (f"{prefix}unknown", _when("{row}.known = 0", now)),
        (f"{prefix}unknown_before", _when("{row}.known = 0", f"{{row}}.unknown_before + {before}")),
        (f"{prefix}customers_before", _when(known, customer_before)),
        (f"{prefix}customers_lost", _flag(f"{known} AND {customer_before} > {customer}")),
        (f"{prefix}customers_new", _flag(f"{known} AND {customer} > {customer_before}")),
        (f"{prefix}customers", customer),
        (f"{prefix}customers_unknown", _when("{row}.known = 0", customer)),
    )


_REVENUE: Final = (
    ("accounts", _flag("{row}.arr > 0")),
    *_movement("", "arr"),
    *_movement("running_", "running"),
    ("past_due_accounts", "{row}.past_due_account"),
    ("unknown_accounts", "{row}.unknown_account"),
    ("unpriced_accounts", "{row}.unpriced_account"),
    ("running_unpriced_accounts", "{row}.running_unpriced_account"),
)
_RENEWAL: Final = (("renewals", "1"), ("arr", "coalesce({row}.arr, 0)"), ("unpriced", _flag("{row}.arr IS NULL")))
TOTALS: Final = (
    Total("standing_total", "standing", ("segment", "owner_id", "band"), _STANDING),
    Total("standing_sum", "standing", ("segment", "band"), _STANDING, "standing_total"),
    Total("revenue_total", "revenue", ("segment", "owner_id", "band", "currency"), _REVENUE),
    Total("revenue_sum", "revenue", ("segment", "band", "currency"), _REVENUE, "revenue_total"),
    Total("renewal_total", "renewal", ("renews_on", "segment", "band", "currency"), _RENEWAL),
    Total("renewal_sum", "renewal", ("renews_on", "band", "currency"), _RENEWAL, "renewal_total"),
)
"""A `…_total` has a row for each owner or segment, a `…_sum` fewer: as few in a large store as in a small one."""


def table_for(rows: str, scope: Scope) -> str:
    """The table of totals to read for a scope, which its condition holds on: of `standing` or of `revenue`.

    Of a scope that is narrowed it is the rows themselves, with the same columns.
    """
    if scope.narrowed:
        kept = next(each for each in TOTALS if each.table == f"{rows}_total")
        sums = ", ".join(f"{expression.format(row=rows)} AS {name}" for name, expression in kept.sums)
        return f"(SELECT account_id, {', '.join(kept.keys)}, {sums} FROM {rows})"
    return f"{rows}_total" if scope.owned else f"{rows}_sum"


# The band apart from the rest: it changes most, and is in no index.
_CARRIED: Final = {"band": ("band",), "whose": ("owner_id", "segment")}
_ALL_CARRIED: Final = tuple(each for columns in _CARRIED.values() for each in columns)
_CARRY: Final = tuple(
    f"""CREATE TRIGGER standing_carry_{name} AFTER UPDATE OF {", ".join(columns)} ON standing
WHEN {" OR ".join(f"old.{each} IS DISTINCT FROM new.{each}" for each in columns)}
BEGIN
    UPDATE renewal SET {", ".join(f"{each} = new.{each}" for each in columns)} WHERE account_id = new.account_id;
    UPDATE revenue SET {", ".join(f"{each} = new.{each}" for each in columns)} WHERE account_id = new.account_id;
END"""
    for name, columns in _CARRIED.items()
)
STATEMENTS: Final = (
    "CREATE TABLE derived_state (as_of TEXT, grace_days INTEGER NOT NULL DEFAULT 90) STRICT",
    "INSERT INTO derived_state VALUES (NULL)",
    *(statement for total in TOTALS for statement in total.statements),
    *_CARRY,
)
"""What the newest migration has of this, one statement each; a test compares. A change here is another migration."""


BULK_FROM: Final = 2_000
"""So many rows change with totals and indexes in step, whatever the size of the store."""
_SHARE: Final = 8  # of that part of all rows that change, counting all anew costs less


@contextmanager
def changing_rows(connection: Connection, accounts: int) -> Iterator[None]:
    """Inside a write transaction that changes what is known of so many accounts: in bulk where that is many of all."""
    if accounts > BULK_FROM and accounts * _SHARE > connection.execute("SELECT count(*) FROM standing").fetchone()[0]:
        with bulk_change(connection):
            yield
    else:
        yield


@contextmanager
def bulk_change(connection: Connection) -> Iterator[None]:
    """Inside a write transaction that changes many rows of `standing`, `revenue` or `renewal`: totals rest, and are
    counted anew at the end. All triggers on those tables rest: they may do no more than `copy_columns` and `recount`.

    No query of the connection may be under way when it begins.
    """
    with connection.resting("standing", "revenue", "renewal") as resting:  # False within another one's bulk change
        yield
        if resting:
            copy_columns(connection)
            recount(connection)


@contextmanager
def moving_bands(connection: Connection, accounts: int, among: str) -> Iterator[None]:
    """Inside a write transaction in which bands of so many accounts change, which a condition on `{account}` tells.

    Of more than a few what they amount to is taken from the totals before and added after, or where they are many of
    all, everything is counted anew.
    """
    if accounts <= BULK_FROM:
        yield
        return
    many = accounts * _SHARE > connection.execute("SELECT count(*) FROM standing").fetchone()[0]
    with (
        connection.resting("standing", indexes=many) as resting,
        connection.resting("renewal", "revenue", indexes=False),
    ):
        if resting and not many:
            _shift(connection, "-", among)
        yield
        if resting:
            copy_columns(connection, ("band",), among)
        if resting and many:
            recount(connection)
        elif resting:
            _shift(connection, "+", among)


def _shift(connection: Connection, sign: str, among: str) -> None:
    for total in TOTALS:
        connection.execute(total.shifted(sign, among))


def copy_columns(connection: Connection, columns: Sequence[str] = _ALL_CARRIED, among: str = "TRUE") -> None:
    """Carries owner, segment and band from `standing` to the rows of renewals and revenue where they differ."""
    theirs, new = (", ".join(f"{row}.{each}" for each in columns) for row in ("x", "s"))
    sets = ", ".join(f"{each} = s.{each}" for each in columns)
    for table in ("renewal", "revenue"):
        connection.execute(
            f"UPDATE {table} AS x SET {sets} FROM standing s"
            f" WHERE s.account_id = x.account_id AND ({theirs}) IS DISTINCT FROM ({new})"
            f" AND {among.format(account='x.account_id')}"
        )


def recount(connection: Connection) -> None:
    """Counts every total anew."""
    for total in TOTALS:
        connection.execute(f"DELETE FROM {total.table}")
        connection.execute(f"INSERT INTO {total.table} {total.refill}")


COMPUTED_FOR: Final[Query] = ("SELECT as_of FROM derived_state", ())
GRACE_DAYS: Final[Query] = ("SELECT grace_days FROM derived_state", ())


def computed_for(connection: Connection) -> date | None:
    """The day for which all accounts were worked out last; None when they never were."""
    (day,) = connection.execute(*COMPUTED_FOR).fetchone()
    return None if day is None else date.fromisoformat(day)


def grace_days(connection: Connection) -> int:
    """The days of grace that all accounts were worked out with; `contract_terms.GRACE` until told otherwise."""
    (days,) = connection.execute(*GRACE_DAYS).fetchone()
    return int(days)
