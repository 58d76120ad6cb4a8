"""Rows that a web service gives, as a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from accounts.readers import Table
from accounts.readers.spooled_table import SpooledTable

BATCH: Final = 500


def rows_table(called: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Table:
    """The table of rows with these columns, None where a row lacks one; it is read to its end at once.

    Whatever reading raises is raised here: a table that is half there never comes to be. `called` is what messages
    call it.
    """
    return SpooledTable(called, columns, _batches(columns, iter(rows)))


def _batches(columns: Sequence[str], rows: Iterator[Mapping[str, object]]) -> Iterator[list[list[object]]]:
    while batch := [[row.get(column) for column in columns] for row in islice(rows, BATCH)]:
        yield batch
