"""The portfolio digest: ARR and retention, and what the week did to them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from accounts.portfolio.arr_model import ArrMovement, CustomerMovement
from accounts.portfolio.periods import Period
from accounts.portfolio.summary import Portfolio, movements_within, summarise
from accounts.portfolio.trends import arr_by_month, bands_by_week, main_currency
from bot.accounts.arr_chart import QUICK
from bot.accounts.formatting import (
    converted_at,
    count,
    counted_choice,
    join_texts,
    period_text,
    sentence,
    short_total,
    to_json,
    whole_arr,
)
from bot.accounts.portfolio import accounts_text, bands_in_brief, past_due_of, unpriced_of
from bot.chart import Chart
from bot.chart_builders import arr_by_month as arr_over_time
from bot.chart_builders import bands_over_time
from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.digests.content.model import ComposedDigest, DigestContext
from bot.reply import Choice, LazyData

WEEK = timedelta(days=7)


def compose_portfolio(occasion: DigestContext) -> ComposedDigest:
    """The figures of the scope, and the movements since the last digest, or of the last week."""
    context, scope, today = occasion.context, occasion.scope, occasion.context.today
    start = (occasion.since or today - WEEK) + timedelta(days=1)
    year = summarise(context.store, today, scope, rates=context.rates)
    week = Period(min(start, today), today)
    moved = tuple(_moves(*movements_within(context.store, week, scope, context.rates)))
    digest_message = DigestMessage(
        title=occasion.titled("Portfolio"),
        headline=sentence(
            join_texts((accounts_text(year), whole_arr(year.arr, unpriced_of(year)), past_due_of(year)), ", ")
        ),
        data=LazyData(lambda: _data(occasion, year, week)),
        paragraphs=(*occasion.chosen, *_figures(year)),
        sections=tuple(_sections(year, week, moved)),
        footnotes=tuple(_notes(occasion, year)),
        choices=(
            Choice("Open", occasion.asks("portfolio")),
            counted_choice("portfolio"),
            Choice("What is NRR?", "define net-revenue-retention"),
            Choice("What is GRR?", "define gross-revenue-retention"),
        ),
        csv=occasion.asks("health"),
        chart=_chart(occasion, year),
        empty=not year.accounts,
        changed=bool(moved),
    )
    return ComposedDigest(digest_message)


def _data(occasion: DigestContext, year: Portfolio, week: Period) -> dict[str, object]:
    context, scope = occasion.context, occasion.scope
    sections = [to_json(year), to_json(summarise(context.store, context.today, scope, week, context.rates))]
    return {"kind": "digest", "digest": "portfolio", "scope": scope.words, "sections": sections}


def _figures(year: Portfolio) -> Iterator[str]:
    several = len({each.currency for each in year.kept if each.currency}) > 1
    names = (f"{each.metric.upper()}{f' {each.currency}' if several and each.currency else ''}" for each in year.kept)
    figures = (f"{name} {each.both}" for name, each in zip(names, year.kept, strict=True))
    yield f"{period_text(year.period, year.today)}: {join_texts(figures)}"
    ahead = (f"{each.days} days {short_total(each.arr)} ({each.renewals:,})" for each in year.renewals if each.renewals)
    if shown := join_texts(ahead):
        yield f"Renewals within {shown}"
    if year.past_due.renewals:
        yield f"Past due: {short_total(year.past_due.arr)} ({year.past_due.renewals:,})"
    if (leaving := year.caveats.leaving).accounts:
        yield f"Leaving: {short_total(leaving.arr)} ({count(leaving.accounts, 'account')})"


def _sections(year: Portfolio, week: Period, moved: tuple[DigestEntry, ...]) -> Iterator[DigestSection]:
    text = "" if moved else "No movements."
    yield DigestSection(period_text(week, year.today), moved, text)
    if any(each.accounts for each in year.bands):
        yield DigestSection("Health", text=bands_in_brief(year.bands))


def _moves(moved: Iterable[ArrMovement], customers: CustomerMovement) -> Iterator[DigestEntry]:
    for each in moved:
        parts = {
            "new": each.new,
            "expansion": each.expansion,
            "contraction": each.contraction,
            "churn": each.churn,
        }
        shown = join_texts(f"{name} {amount}" for name, amount in parts.items() if amount.minor)
        if shown:
            yield DigestEntry(f"ARR in {each.start.currency}", (shown,))
    if logos := _logos(customers):
        yield DigestEntry("Customers", (logos,))


def _logos(logos: CustomerMovement) -> str:
    return join_texts((f"{logos.new:,} new" if logos.new else "", f"{logos.lost:,} lost" if logos.lost else ""))


def _chart(occasion: DigestContext, year: Portfolio) -> Chart | None:
    """ARR by month where it is soon told, else the accounts in each band by week."""
    if year.accounts <= QUICK:
        several = len(year.arr.each) > 1 and (year.arr.converted is None or bool(year.arr.apart))
        return arr_over_time(*_months(occasion, year), one_of_several=several)
    weeks = bands_by_week(occasion.context.store, occasion.context.today, occasion.scope)
    return bands_over_time({each.day: each.accounts for each in weeks})


def _months(occasion: DigestContext, year: Portfolio) -> tuple[Mapping[date, Decimal], str]:
    """ARR by month in one currency: that of the rates, or the one that most accounts pay in."""
    context = occasion.context
    months = arr_by_month(context.store, context.today, occasion.scope, rates=context.rates)
    if year.arr.converted is not None:
        currency = year.arr.converted.currency
        return {each.day: each.arr.converted.decimal for each in months if each.arr.converted}, currency
    currency = main_currency(context.store, occasion.scope)
    amounts = {each.day: [money.decimal for money in each.arr.each if money.currency == currency] for each in months}
    return {day: sum(found, Decimal(0)) for day, found in amounts.items()}, currency


def _notes(occasion: DigestContext, year: Portfolio) -> Iterator[str]:
    whole = "" if occasion.chosen else "All accounts. "
    yield f"{whole}Retention counts only who paid at the start of the period."
    if rates_note := converted_at(year.arr.each, occasion.context.rates):
        yield rates_note
    if year.missing:
        yield f"Missing: {' '.join(map(sentence, year.missing))}"
