"""A database, by its SQLAlchemy URL and a query."""

from collections.abc import Generator
from typing import Any, ClassVar

from pydantic import Field

from accounts.readers.changed_rows import ChangedRows
from accounts.readers.sql import query_text, spool_query
from accounts.readers.sql_url import DatabaseUrl
from sources.model import FetchContext, Fetched, Source


class DatabaseSource(Source):
    """Reads all rows of a query, or with `since` those that changed."""

    examples: ClassVar[dict[str, Any]] = {
        "url": "env:CRM_DATABASE",
        "query": "SELECT id, name FROM customers",
        "since": "updated_at",
    }

    url: str = Field(description="The SQLAlchemy URL, or where it is kept: env:CRM_DATABASE")
    query: str = Field(description="What to read: SELECT …, or a file of it, such as accounts.sql")
    since: str = Field(default="", description="A column that says when a row was changed: only newer ones are read")

    @property
    def is_full(self) -> bool:
        return super().is_full and not self.since

    @property
    def place(self) -> str:
        return f"a database, {self.url}"

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        address = DatabaseUrl(context.secrets.resolve(self.url, self.name))
        changed = ChangedRows(self.since, context.cursor, context.now) if self.since else None
        table = spool_query(address, self._text(), changed, sample=context.sample)
        if changed is not None:
            lacking = (
                (changed.without, f"no {self.since}"),
                (changed.ahead, f"a time in {self.since} that is still to come"),
            )
            table.notes = (*table.notes, *(_read_each_time(count, what) for count, what in lacking if count))
        yield Fetched(table=table, as_of=context.now, full=self.is_full, cursor=changed.newest if changed else "")

    def _text(self) -> str:
        """The query; the name of a file of it is relative to the file of sources."""
        beside = self.folder / self.query
        return query_text(beside if self.query.lower().endswith(".sql") and beside.is_file() else self.query)


def _read_each_time(count: int, what: str) -> str:
    """`1 row has no updated_at: it is read each time.`"""
    one = count == 1
    return f"{count:,} {'row has' if one else 'rows have'} {what}: {'it is' if one else 'they are'} read each time."
