"""Lists of accounts: which filter, how many, what is missing; a page at a time, and the whole as a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.scopes.scope import Scope
from bot.accounts.arguments import SIZE, Page
from bot.accounts.formatting import count, to_json
from bot.context import Context
from bot.reply import Choice, Fact, Reply, Row, Table


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

    @property
    def end(self) -> int:
        """How many rows the pages hold together."""
        return self.total if self.most is None else min(self.total, self.most)


def list_reply(listing: ListPage) -> Reply:
    """The reply that shows a page of a list."""
    page = listing.page
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
        rows_title=_shown(page, listing),
        rows=listing.rows,
        choices=listing.terms,
        actions=(*_paging(page, listing.end), *listing.actions),
        footnotes=listing.notes,
        share=page.step,
        table=listing.table,
        is_list=True,
        outcome="answered" if listing.total else "nothing",
    )


def _shown(page: Page, listing: ListPage) -> str:
    first, last = page.offset + 1, min(page.offset + SIZE, listing.end)
    if first > last:
        return ""
    return f"{first:,}–{last:,} of {listing.total:,}" if last > first else f"{first:,} of {listing.total:,}"


def _beyond(page: Page, total: int) -> Iterable[str]:
    if total and page.offset >= total:
        yield f"There is no page {page.number}: the last page is {_last(total)}."


def _last(total: int) -> int:
    return (total + SIZE - 1) // SIZE


def _paging(page: Page, total: int) -> Iterable[Choice]:
    if page.number > 1:
        yield Choice("‹ Previous", page.other(min(page.number - 1, max(1, _last(total))) - page.number), first=True)
    if page.offset + SIZE < total:
        yield Choice("Next ›", page.other(1), first=True)


def limit_notes(context: Context, scope: Scope) -> Iterator[str]:
    """What a limit of ARR is compared with, and what it can't be: nothing where there is none."""
    from accounts.health.filtered_list import uncompared

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
