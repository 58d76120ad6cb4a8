"""Everything that a store holds, copied to an empty one, from one engine to another or within one."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any, Final

from store.connection import Connection
from store.database import Store
from store.errors import StoreError
from store.migrations import Migrations
from store.opening import attach

AT_ONCE: Final = 5_000  # rows that are in memory together
Progress = Callable[[int, int], object]
"""Called now and then with how many rows are copied and compared, and how many there are."""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CopyResult:
    """How many tables were copied and compared, and how many rows they have in all."""

    tables: int
    rows: int


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: its columns, those of its key, and how many rows it begins with in an empty store."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    begins_with: int

    def pages(self, connection: Connection) -> Iterator[list[Row]]:
        """All rows, by key; those of a table without one at once."""
        select = f"SELECT {', '.join(self.columns)} FROM {self.name}"
        if not self.key:
            yield sorted(connection.execute(select).fetchall(), key=repr)
            return
        key, marks = ", ".join(self.key), ", ".join("?" * len(self.key))
        places = [self.columns.index(name) for name in self.key]
        rows = connection.execute(f"{select} ORDER BY {key} LIMIT ?", (AT_ONCE,)).fetchall()
        later = f"{select} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT ?"
        while rows:
            yield rows
            rows = connection.execute(later, (*(rows[-1][at] for at in places), AT_ONCE)).fetchall()

    def count(self, connection: Connection) -> int:
        """How many rows there are."""
        (count,) = connection.execute(f"SELECT count(*) FROM {self.name}").fetchone()
        return int(count)


def check_current(place: str, packages: Sequence[Migrations]) -> None:
    """Raises `StoreError` for a store of an older version, which opening it would change."""
    with closing(attach(place)) as origin, suppress(sqlite3.DatabaseError):  # of what is no store: opening it says so
        if any(0 < origin.version_of(each) < each.version for each in packages):
            raise StoreError(
                f"{origin} is of an older version of CS Bot. Nothing was copied, and it is as it was. To copy it, "
                "start this version of the bot on it once, which brings it up to date; keep a backup for the older one."
            )


def copy_store(
    origin: Store,
    target: Store,
    packages: Sequence[Migrations],
    progress: Progress | None = None,
    *,
    live: bool = False,
) -> CopyResult:
    """Copies all rows of the packages that the origin has tables of, in one transaction, and compares each.

    Nobody writes to either meanwhile; to a `live` origin others do, of which the copy is as it was at one moment.
    Raises `StoreError`, and leaves the target as it was, where that isn't empty, can't keep a row or keeps another.
    """
    had = [each for each in packages if origin.version_of(each)]
    for package in had:
        origin.add_tables(package)
        target.add_tables(package)
    tables = _tables(tuple(had))
    _check_empty(target.reading, target, tables)
    with ExitStack() as stack:
        source = stack.enter_context(origin.writing() if origin.writable and not live else origin.snapshot())
        into = stack.enter_context(target.writing())
        _check_empty(into, target, tables)
        names = [table.name for table in tables]
        if beside := sorted(set(source.tables()) - set(names)):
            raise StoreError(f"{origin} has tables that this version doesn't know: {', '.join(beside)}.")
        return _replace(tables, source, into, progress)


def replace_rows(source: Connection, into: Connection, package: Migrations, names: Collection[str]) -> CopyResult:
    """Puts the rows of tables of a package into the place of those that are there, and compares each, within the
    transactions of both that are open. Raises `StoreError` for one that can't be kept or is kept as another.
    """
    return _replace([table for table in _tables((package,)) if table.name in names], source, into)


def check_same(origin: Store, target: Store, packages: Sequence[Migrations]) -> CopyResult:
    """Compares all rows of two stores. Raises `StoreError` where one isn't the same, is missing, or is too many."""
    versions = {each: origin.version_of(each) for each in packages}
    if differ := [each.name for each in packages if versions[each] != target.version_of(each)]:
        raise StoreError(f"{origin} and {target} have other tables of {differ[0]}.")
    tables = _tables(tuple(each for each in packages if versions[each]))
    with origin.snapshot() as source, target.snapshot() as copied:
        for table in tables:
            _compare(table, source, copied)
        return CopyResult(len(tables), sum(table.count(source) for table in tables))


def _replace(
    tables: Sequence[_Table], source: Connection, into: Connection, progress: Progress | None = None
) -> CopyResult:
    counted = _Counted(sum(table.count(source) for table in tables), progress)
    with into.resting(*(table.name for table in tables)):
        for table in reversed(tables):
            into.execute(f"DELETE FROM {table.name}")
        for table in tables:
            _copy(table, source, into, counted)
    for table in tables:
        _compare(table, source, into)
        into.continue_ids(table.name)
    return CopyResult(len(tables), counted.done)


@dataclass(slots=True)
class _Counted:
    total: int
    progress: Progress | None
    done: int = 0

    def add(self, rows: int) -> None:
        self.done += rows
        if self.progress is not None:
            self.progress(self.done, self.total)


def _copy(table: _Table, source: Connection, into: Connection, counted: _Counted) -> None:
    for page in table.pages(source):
        try:
            into.insert_many(table.name, table.columns, page)
        except (ValueError, StoreError, sqlite3.DatabaseError) as error:
            why = str(error).strip().partition("\n")[0]
            raise StoreError(f"A row of {table.name} can't be copied, so that nothing was: {why}.") from error
        counted.add(len(page))


def _compare(table: _Table, source: Connection, into: Connection) -> None:
    """Raises `StoreError` for a row that isn't the same on both sides, is missing, or too many."""
    none: list[Row] = []
    for ours, theirs in zip_longest(table.pages(source), table.pages(into), fillvalue=none):
        if ours != theirs:
            pairs = zip_longest(ours, theirs)
            row = next((one or other for one, other in pairs if one != other), ())
            told = ", ".join(f"{name} {value!r}" for name, value in zip(table.columns, row, strict=False))
            raise StoreError(f"A row of {table.name} isn't the same after copying, so that nothing was kept: {told}.")


def _check_empty(connection: Connection, store: Store, tables: Sequence[_Table]) -> None:
    for table in tables:
        if (count := table.count(connection)) > table.begins_with:
            raise StoreError(
                f"{store} isn't empty: {table.name} has {count:,} row{'s' * (count > 1)}. Nothing was copied. "
                "Name another file, database or schema."
            )


@cache
def _tables(packages: tuple[Migrations, ...]) -> list[_Table]:
    """The tables of packages, each after those that it refers to."""
    found, refers = dict[str, _Table](), dict[str, set[str]]()
    for package in packages:
        with closing(package.make_in_memory()) as made:
            for name in _names(made):
                found[name] = _table(made, name)
                refers[name] = {
                    each for (each,) in made.execute('SELECT "table" FROM pragma_foreign_key_list(?)', (name,))
                }
    ordered = dict[str, _Table]()
    while len(ordered) < len(found):
        ready = [name for name in found if name not in ordered and refers[name] <= {name, *ordered}]
        if not ready:
            raise ValueError(f"tables refer to each other in a circle: {', '.join(found.keys() - ordered.keys())}")
        ordered |= {name: found[name] for name in ready}
    return list(ordered.values())


def _names(made: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"
    return [name for (name,) in made.execute(query) if name != "_sqlite_migrations"]


def _table(made: sqlite3.Connection, name: str) -> _Table:
    columns = made.execute("SELECT name, pk FROM pragma_table_info(?)", (name,)).fetchall()
    key = sorted((place, column) for column, place in columns if place)
    (count,) = made.execute(f"SELECT count(*) FROM {name}").fetchone()
    return _Table(name, tuple(column for column, _ in columns), tuple(column for _, column in key), count)
