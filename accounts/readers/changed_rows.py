"""Only the rows of a query that are new or changed, by a column that says when each was changed."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from accounts.errors import ImportFileError

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult

Rows = list[list[object]]
OVERLAP: Final = timedelta(minutes=5)  # what was written before the newest row may have been committed after it
_HOUR: Final = timedelta(hours=1)  # that times without a zone have twice, where clocks go back in autumn
_AHEAD: Final = timedelta(hours=14)  # by which a time without a zone may be ahead of UTC
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)")
_OFFSET: Final = re.compile(r"(Z|[+-]\d\d:?\d\d)?$")
_BEFORE: Final = "cs_before"


class ChangedRows:
    """Reads from the cursor on, which is kept as text. `newest` is where the next run goes on; rows whose column is
    empty are read each time, and are counted in `without`, as are those whose time is still to come, in `ahead`: a
    cursor there would pass over all that changes until then.

    Equal values and those of the last minutes are read again, of times without a zone those of an hour more: an import
    takes no notice of rows that it has.
    """

    def __init__(self, column: str, cursor: str = "", now: datetime | None = None) -> None:
        self.column, self.without, self.ahead = column, 0, 0
        self._now = now
        known: Any = _from_text(cursor) if cursor else None
        self._newest: Any = None if self._is_ahead(known) else known
        self._offset: str | None = None

    @property
    def newest(self) -> str:
        """The newest value that was read, as text; empty when there is none."""
        return "" if self._newest is None else _to_text(self._newest)

    def run(self, connection: "Connection", query: str) -> "CursorResult[tuple[object, ...]]":
        """Runs the query, of which it reads only what is changed."""
        if self._newest is None:
            return connection.exec_driver_sql(query)
        from sqlalchemy import text

        inner = query.replace(":", "\\:")  # else it would be a parameter
        column = f"cs_changed.{connection.dialect.identifier_preparer.quote(self.column)}"
        limited = f"SELECT * FROM ({inner}\n) cs_changed WHERE {column} >= :{_BEFORE} OR {column} IS NULL"
        return connection.execution_options(no_parameters=False).execute(text(limited), {_BEFORE: self._from})

    def watch(self, names: Sequence[str], batches: Iterator[Rows]) -> Iterator[Rows]:
        """The batches as they are, of which the newest value is noted. Raises `ImportFileError`."""
        position = next((at for at, name in enumerate(names) if name.casefold() == self.column.casefold()), None)
        if position is None:
            raise ImportFileError(
                f"The query has no column “{self.column}” to tell what changed by. It has {', '.join(names)[:200]}."
            )
        for batch in batches:
            for cells in batch:
                self._note(cells[position])
            yield batch

    @property
    def _from(self) -> object:
        if isinstance(self._newest, datetime):
            return self._newest - (OVERLAP if self._newest.tzinfo else OVERLAP + _HOUR)
        return _earlier(self._newest) if isinstance(self._newest, str) else self._newest

    def _is_ahead(self, value: object) -> bool:
        """Whether a time, as such or as text, is still to come."""
        if isinstance(value, str) and (found := _MOMENT.match(value)):
            with suppress(ValueError):
                value = datetime.fromisoformat(f"{found[1]}T{found[3]}")
        if self._now is None or not isinstance(value, date):
            return False
        if not isinstance(value, datetime):
            return value > (self._now.astimezone(UTC) + _AHEAD).date()
        if value.tzinfo:
            return value > self._now
        return value > (self._now.astimezone(UTC) + _AHEAD).replace(tzinfo=None)

    def _note(self, value: Any) -> None:  # noqa: ANN401 - whatever a database has for a moment
        if value is None:
            self.without += 1
            return
        if isinstance(value, str):
            self._check_offset(value)
        if self._is_ahead(value):
            self.ahead += 1
            return
        if self._newest is None:
            self._newest = value
            return
        try:
            self._newest = max(self._newest, value)
        except TypeError:
            raise ImportFileError(
                f"“{self.column}” can't tell what changed: it has both {self._newest!r} and {value!r}."
            ) from None

    def _check_offset(self, value: str) -> None:
        """Texts are compared as texts: with two offsets from UTC, that is another order than that of time."""
        found = _OFFSET.search(value)
        offset = found[0] if found else ""
        if self._offset is None:
            self._offset = offset
        if offset != self._offset:
            raise ImportFileError(
                f"“{self.column}” can't tell what changed: it has times as text of several zones, such as {value}. "
                "Give it as a time in the query, or all in UTC."
            )


def _earlier(text: str) -> str:
    """A time as text before that, which is less than all texts of that second on; any other text as it is."""
    found = _MOMENT.match(text)
    if found is None:
        return text
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[3]}") - OVERLAP - _HOUR
    except (ValueError, OverflowError):
        return text
    return moment.isoformat(found[2], "seconds")


_TYPES: Final[dict[str, Any]] = {"time": datetime.fromisoformat, "day": date.fromisoformat, "int": int,
                                 "number": Decimal, "text": str}  # fmt: skip


def _to_text(value: object) -> str:
    match value:
        case datetime():
            return f"time {(value.astimezone(UTC) if value.tzinfo else value).isoformat()}"
        case date():
            return f"day {value.isoformat()}"
        case bool() | int():
            return f"int {int(value)}"
        case float() | Decimal():
            return f"number {value}"
        case _:
            return f"text {value}"


def _from_text(text: str) -> object:
    kind, _, value = text.partition(" ")
    return _TYPES[kind](value)
