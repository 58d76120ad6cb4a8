"""The portfolio by segment: accounts, ARR, health and retention of each, those of most accounts first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from accounts.portfolio.periods import Period, last_year
from accounts.portfolio.summary import Portfolio, summarise
from accounts.renewals.renewal_model import BANDS
from accounts.scopes.scope import ALL, Scope
from accounts.scopes.segments import load_segments
from bot.accounts.arguments import PERIODS, parse_lasting_scope
from bot.accounts.formatting import converted_at, count, counted_choice, join_texts, period_text, short_total, sum_cells
from bot.accounts.lists import ListPage, list_reply
from bot.accounts.named_periods import take_period
from bot.accounts.paging import SIZE, parse_page
from bot.context import Context
from bot.reply import Choice, Reply, Row, Table

SEGMENTS: Final = "segments"
HEADER: Final = ("segment", "accounts", "arr", "currency", "other_arr", *BANDS, "nrr", "grr", "crr")
BY_SEGMENT: Final = re.compile(r"(?:\w+ )?(?:by|per) segments?\b\s*(?P<rest>.*)", re.IGNORECASE)
"""What a portfolio by segment is asked for with, whichever figure of it."""


def segments_reply(context: Context, text: str) -> Reply:
    """Lists the segments of all accounts, or of an owner's, with the figures of each; retention is over a period."""
    asked, page = parse_page("portfolio by segment", text)
    named_period, named = take_period(context, asked)
    period, scope = named_period or last_year(context.today), parse_lasting_scope(context, named, PERIODS)
    whole = summarise(context.store, context.today, scope, rates=context.rates)
    with context.store.snapshot() as connection:
        segments = load_segments(connection, scope)
    shown = segments[page.offset : page.offset + SIZE]
    found = [(each, _of(context, scope, each, period)) for each in shown]
    return list_reply(
        ListPage(
            title=f"{count(len(segments), 'segment')}: {scope.words}" if segments else "No segments",
            page=page,
            total=len(segments),
            rows=tuple(_row(name, each, named_period) for name, each in found),
            data={"list": SEGMENTS, "scope": scope.words, "period": period},
            objects=[_figures(name, each) for name, each in found],
            said=() if segments else (_without_segments(scope),),
            notes=tuple(_notes(context, whole, found, period, len(segments))),
            table=Table(
                f"segments-{period.start}-{period.end}",
                HEADER,
                lambda: (_cells(each, _of(context, scope, each, period)) for each in segments),
            )
            if segments
            else None,
            actions=(Choice("All of them", f"portfolio {asked}".strip()), counted_choice("portfolio")),
        )
    )


def _of(context: Context, scope: Scope, segment: str, period: Period) -> Portfolio:
    return summarise(context.store, context.today, replace(scope, segment=segment), period, context.rates)


def _row(name: str, found: Portfolio, named: Period | None) -> Row:
    """A segment: how many accounts, their ARR and health, and what was kept of them."""
    bands = ", ".join(f"{each.accounts:,} {each.name}" for each in found.bands if each.accounts)
    return Row(
        name,
        join_texts((count(found.accounts, "account"), short_total(found.arr), bands)),
        detail=join_texts(_kept(found)),
        opens=f"portfolio {found.scope.request} {named.request if named else ''}".strip(),
    )


def _without_segments(scope: Scope) -> str:
    none = "No account has a segment" if scope == ALL else f"Of {scope.words} none has a segment"
    return f"{none}: that comes from imported files."


def _kept(found: Portfolio) -> Iterator[str]:
    several = len({each.currency for each in found.kept if each.currency}) > 1
    for each in found.kept:
        yield f"{each.metric.upper()} {each.both}{f' in {each.currency}' if several and each.currency else ''}"


def _cells(name: str, found: Portfolio) -> tuple[object, ...]:
    """A segment as a row of a file; NRR and GRR are those of the currency that the row has its ARR in."""
    whole = found.arr
    arr, currency, others = sum_cells(whole.each if whole.converted is None else (whole.converted, *whole.apart))
    kept = {(each.metric, each.currency): each.value for each in found.kept}
    bands = {each.name: each.accounts for each in found.bands}
    retention = (kept.get((metric, of)) for metric, of in (("nrr", currency), ("grr", currency), ("crr", "")))
    return (
        name,
        found.accounts,
        arr,
        currency,
        others,
        *(bands.get(each, 0) for each in BANDS),
        *map(_rounded, retention),
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _figures(name: str, found: Portfolio) -> dict[str, object]:
    return {"segment": name, "accounts": found.accounts, "arr": found.arr, "bands": found.bands, "kept": found.kept}


def _notes(
    context: Context, whole: Portfolio, found: Sequence[tuple[str, Portfolio]], period: Period, segments: int
) -> Iterator[str]:
    if segments == len(found) and (without := whole.accounts - sum(each.accounts for _, each in found)):
        yield f"{count(without, 'account')} without a segment."
    if rates_note := converted_at(whole.arr.each, context.rates):
        yield rates_note
    if segments:
        yield f"Most accounts first. Retention is of {period_text(period, context.today)}."
