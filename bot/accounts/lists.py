"""Lists of accounts: which filter, how many, what is missing; a page at a time, and the whole as a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.scopes.scope import Scope
from bot.accounts.formatting import count, join_texts, to_json
from bot.accounts.paging import SIZE, Page
from bot.context import Context
from bot.data_table import MOST_CHARACTERS, MOST_ROWS, Cell, DataTable, rows_within
from bot.reply import NEXT, PREVIOUS, Choice, Fact, Reply, Row, RowRange, Table


@dataclass(frozen=True, slots=True)
class GridRows:
    """Rows for a table that is sorted where it is read, its columns, and what opens each row."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    opens: tuple[str, ...]
    note: str = ""


Grid = Callable[[int], GridRows]  # given how many rows of the list, from the page's first on


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of a list, ready to be shown: its rows, and the objects behind them for the JSON contract."""

    title: str
    page: Page
    total: int
    rows: tuple[Row, ...]
    data: Mapping[str, Any]
    objects: Sequence[object]
    said: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    terms: tuple[Choice, ...] = ()
    actions: tuple[Choice, ...] = ()
    table: Table | None = None
    most: int | None = None  # how many were asked for: the list ends there
    grid: Grid | None = None
    order: str = ""  # of the rows, in words

    @property
    def end(self) -> int:
        """How many rows the pages hold together."""
        return self.total if self.most is None else min(self.total, self.most)


def list_reply(listing: ListPage) -> Reply:
    """The reply that shows a page of a list."""
    page = listing.page
    shown = _range(listing, SIZE)
    return Reply(
        title=listing.title,
        data={
            "kind": "accounts",
            **to_json(listing.data),
            "total": listing.total,
            "page": page.number,
            "rows": to_json(listing.objects),
        },
        paragraphs=(*listing.said, *_beyond(page, listing.end)),
        facts=listing.facts,
        rows_title=shown.title,
        rows=listing.rows,
        choices=listing.terms,
        actions=(*_paging(page, listing.end, SIZE), *listing.actions),
        footnotes=listing.notes,
        share=page.step,
        table=listing.table,
        grid=_made(listing, listing.grid) if listing.grid and listing.rows else None,
        is_list=True,
        listed=shown,
        outcome="answered" if listing.total else "nothing",
    )


def _range(listing: ListPage, most: int) -> RowRange:
    """The rows of a page, so many at the most."""
    first = listing.page.offset + 1
    last = min(first + most - 1, listing.end)
    return RowRange(first, last, listing.total, listing.end, listing.page.begins_with, listing.order)


def _beyond(page: Page, total: int) -> Iterable[str]:
    if total and page.offset >= total:
        yield f"There is no page {page.number}: the last page is {_last(total)}."


def _last(total: int) -> int:
    return (total + SIZE - 1) // SIZE


def _paging(page: Page, total: int, shown: int, most: int = SIZE) -> Iterable[Choice]:
    """What leads to the rows before and after those that are shown, of which there are so many at the most."""
    if page.offset:
        before = min(page.offset + 1 - most, (_last(total) - 1) * SIZE + 1)
        yield Choice(PREVIOUS, page.begins_with(before), first=True)
    if page.offset + shown < total:
        yield Choice(NEXT, page.begins_with(page.offset + shown + 1), first=True)


def _made(listing: ListPage, grid: Grid) -> Callable[[], DataTable]:
    """What makes the table: as many rows as it has room for, and the way to the others."""

    def table() -> DataTable:
        page, found = listing.page, grid(MOST_ROWS)
        shown = rows_within(found.rows, MOST_CHARACTERS, SIZE)
        return DataTable(
            caption=join_texts((listing.title, found.note), ". "),
            title=_range(listing, shown).title,
            columns=found.columns,
            rows=tuple(found.rows[:shown]),
            opens=found.opens[:shown],
            note=found.note,
            paging=tuple(_paging(page, listing.end, shown, MOST_ROWS)),
            instead=tuple(_paging(page, listing.end, SIZE)),
        )

    return table


def limit_notes(context: Context, scope: Scope) -> Iterator[str]:
    """What a limit of ARR is compared with, and what it can't be: nothing where there is none."""
    if not scope.narrowing.by_arr:
        return
    from accounts.health.filtered_list import uncompared  # lists without a limit need none of it

    found = uncompared(context.store, scope)
    if found.several:
        yield "There are no rates: the limit is compared with each amount in its own currency."
    if found.mixed:
        paying = f"{count(found.mixed, 'account')} that pay{'s' * (found.mixed == 1)} in several currencies"
        yield f"Compared by the currency with most ARR: {paying}."
    if found.unpriced:
        yield f"Missing: {count(found.unpriced, 'account')} without a known ARR, which can’t be compared."
    if found.currencies:
        yield f"Missing: accounts in {', '.join(found.currencies)}, as there is no rate to compare them by."
