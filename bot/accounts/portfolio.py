"""The accounts as a whole: ARR, health, renewals ahead, and what was kept of them."""

from collections.abc import Callable, Iterator, Sequence

from accounts.money.rates import Rates
from accounts.portfolio.retention import NOT_KNOWN
from accounts.portfolio.summary import Band, Portfolio, Window, summarise
from accounts.portfolio.trends import bands_by_week
from accounts.scopes.scope import Scope
from bot import chart_builders
from bot.accounts.arguments import PERIODS, parse_lasting_scope
from bot.accounts.arr_chart import arr_chart
from bot.accounts.compared_periods import BESIDE, compared_reply
from bot.accounts.customers_figure import CUSTOMERS, customers_reply
from bot.accounts.formatting import (
    LOOKS,
    converted_at,
    count,
    counted_choice,
    join_texts,
    none_of,
    of_that_past_due,
    period_text,
    sentence,
    short_total,
    to_json,
    whole_arr,
    with_trials,
)
from bot.accounts.leaving import LEAVING, leaving_reply
from bot.accounts.lost import LOST, lost_reply
from bot.accounts.lost import WORDS as LOST_WORDS
from bot.accounts.named_periods import take_period
from bot.accounts.nps_figure import NPS, nps_reply
from bot.accounts.portfolio_figure import FIGURES, currencies_of, figure_reply, worked_out
from bot.accounts.segments import BY_SEGMENT, SEGMENTS, segments_reply
from bot.chart import Chart
from bot.context import Context
from bot.reply import Choice, Fact, Reply, Row

LISTS = {LOST: lost_reply, LEAVING: leaving_reply, SEGMENTS: segments_reply}
"""The lists of accounts that a portfolio is asked for by their name."""
TERMS = {"nrr": "net-revenue-retention", "grr": "gross-revenue-retention", "crr": "customer-retention-rate"}


def portfolio_reply(context: Context, text: str) -> Reply:
    """Answers the portfolio of a scope, with retention over a period."""
    figure, rest = _take_figure(text)
    if other := _other_reply(figure, rest):
        return other(context, rest)
    period, named = take_period(context, rest)
    scope = parse_lasting_scope(context, named, PERIODS)
    found = summarise(context.store, context.today, scope, period, context.rates)
    data = {"kind": "portfolio", "portfolio": to_json(found)}
    if not found.accounts and not found.logos.start:
        said = (none_of("customers", scope),)
        return Reply(title="No accounts", data=data, paragraphs=said, outcome="nothing")
    if figure == CUSTOMERS:
        return customers_reply(found, rest, data)
    if figure:
        return figure_reply(context, found, figure, rest, data)
    return Reply(
        title=join_texts((accounts_text(found), whole_arr(found.arr, unpriced_of(found)), past_due_of(found)), ", "),
        data=data,
        paragraphs=(f"{sentence(scope.words)} Retention is of {period_text(found.period, context.today)}.",),
        facts=tuple(_facts(found)),
        rows_title="Health",
        rows=tuple(_band(each, named) for each in found.bands if each.accounts),
        groups=(Row(bands_in_brief(found.bands), first=True),),
        choices=tuple(_choices(found)),
        actions=tuple(_actions(found, rest, named)),
        footnotes=tuple(_notes(found, context.rates)),
        share=f"portfolio {text}".strip(),
        chart=_chart(context, scope, found),
    )


def _other_reply(figure: str, rest: str) -> Callable[[Context, str], Reply] | None:
    """What answers a request that isn't for one portfolio: for two periods, NPS, or a list."""
    if BESIDE.search(rest):
        return lambda context, text: compared_reply(context, figure, text)
    return nps_reply if figure == NPS else LISTS.get(figure)


def _actions(found: Portfolio, rest: str, named: str) -> Iterator[Choice]:
    """The lists of the same accounts, those of who was lost and who leaves where there are such."""
    yield Choice("Renewals", f"renewals 90 {named}".strip())
    yield Choice("Owners", "owners")
    if found.logos.lost:
        yield Choice("Lost customers", f"portfolio {LOST} {rest}".strip())
    if found.caveats.leaving.accounts:
        yield Choice("Who leaves", f"portfolio {LEAVING} {named}".strip())
    yield counted_choice("portfolio")


def _take_figure(text: str) -> tuple[str, str]:
    """The one figure that is asked for, if one is, and what else the text says."""
    first, _, rest = text.partition(" ")
    if first.casefold() != NPS and (by_segment := BY_SEGMENT.fullmatch(text.strip())):
        return SEGMENTS, by_segment["rest"]
    if first.casefold() in LOST_WORDS:
        return LOST, rest
    return (first.casefold(), rest) if first.casefold() in {*FIGURES, *LISTS, NPS, CUSTOMERS} else ("", text)


def _facts(found: Portfolio) -> Iterator[Fact]:
    several = len(currencies_of(found)) > 1
    for currency in currencies_of(found):
        of_it = (f"{each.metric.upper()} {each.both}" for each in found.kept if each.currency == currency)
        yield Fact(f"Retention in {currency}" if several else "Retention", join_texts(of_it))
    of_all = (f"{each.metric.upper()} {each.both}" for each in found.kept if not each.currency)
    yield Fact("Customers", join_texts((_customers(found), *of_all)))
    yield Fact("Renewals ahead", "; ".join(map(_window, found.renewals)))
    if found.past_due.renewals:
        yield Fact("Past due", _window(found.past_due))
    if (leaving := found.caveats.leaving).accounts:
        yield Fact("Leaving", f"{short_total(leaving.arr)}, {count(leaving.accounts, 'account')}")


def _customers(found: Portfolio) -> str:
    """How many customers there were, joined and left; only how many there are where the start isn't known."""
    logos = found.logos
    if any(each.metric == "crr" and each.text == NOT_KNOWN for each in found.kept):
        return f"{logos.end:,} at the end, how many joined and left isn't known"
    whole = f"{logos.start:,} at the start, {logos.lost:,} lost, {logos.new:,} new, {logos.end:,} at the end"
    return join_texts((whole, f"{logos.unknown:,} not known at the start" if logos.unknown else ""), ", ")


def accounts_text(found: Portfolio) -> str:
    """How many accounts there are, and how many of them are on trial: `12 accounts, 2 of them on trial`."""
    return with_trials(count(found.accounts, "account"), found.on_trial)


def unpriced_of(found: Portfolio) -> int:
    """Of how many accounts no ARR is known."""
    return sum(band.unpriced for band in found.bands)


def past_due_of(found: Portfolio) -> str:
    """What stands beside the ARR of a portfolio."""
    late = found.caveats.past_due
    return of_that_past_due(short_total(late.arr), late.accounts)


def _window(window: Window) -> str:
    within = f"{window.days} days: " if window.days else ""
    return f"{within}{count(window.renewals, 'renewal')}{f', {short_total(window.arr)}' if window.renewals else ''}"


def _band(band: Band, named: str) -> Row:
    look = LOOKS.get(band.name, "unknown")
    return Row(band.name.capitalize(), band_text(band), look=look, opens=f"health {band.name} {named}".strip())


def bands_in_brief(bands: Sequence[Band]) -> str:
    """How many accounts each band has: `15 red, 17 yellow, 65 green`."""
    return ", ".join(f"{each.accounts:,} {each.name}" for each in bands if each.accounts)


def band_text(band: Band) -> str:
    """How many accounts a band has and their ARR, with what is past due of it."""
    late = of_that_past_due(short_total(band.past_due), band.past_due_accounts)
    return join_texts((count(band.accounts, "account"), join_texts((short_total(band.arr, band.unpriced), late), ", ")))


def _choices(found: Portfolio) -> Iterator[Choice]:
    """How each figure comes about, and what it is."""
    few = len(currencies_of(found)) < 2
    yield from worked_out(found, [each for each in found.kept if few or each.metric != "grr"])
    for metric in dict.fromkeys(each.metric for each in found.kept):
        yield Choice(f"What is {metric.upper()}?", f"define {TERMS[metric]}")


def _notes(found: Portfolio, rates: Rates | None) -> Iterator[str]:
    if rates_note := converted_at(found.arr.each, rates):
        yield rates_note
    if found.converted_on:
        yield f"Retention over all currencies is at the rates of {found.converted_on}."
    if found.missing:
        yield f"Missing: {' '.join(map(sentence, found.missing))}"


def _chart(context: Context, scope: Scope, found: Portfolio) -> Chart | None:
    """ARR by month where it is of one currency and soon told, else the accounts in each band by week."""
    if drawn := arr_chart(context, found):
        return drawn
    return chart_builders.bands_over_time(
        {each.day: each.accounts for each in bands_by_week(context.store, context.today, scope)}
    )
