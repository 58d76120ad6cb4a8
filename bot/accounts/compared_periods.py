"""Figures of a portfolio over two periods: `portfolio nrr this quarter beside a year before`."""

import re
from datetime import date, timedelta
from typing import Final

from accounts.portfolio.periods import Period, extract_period, last_year
from accounts.portfolio.summary import Portfolio, summarise
from accounts.renewals.contract_terms import add_months, year_before
from bot.accounts.arguments import PERIODS, parse_lasting_scope
from bot.accounts.customers_figure import CUSTOMERS
from bot.accounts.formatting import count, period_text, sentence, to_json
from bot.accounts.named_periods import take_period
from bot.accounts.nps_figure import NPS, nps_text
from bot.accounts.portfolio_figure import FIGURES, figure_notes, figure_value
from bot.context import Context
from bot.reply import Choice, Reply, Row

BESIDE: Final = re.compile(r"(?:^|\s)beside\s+", re.IGNORECASE)
_YEAR_BEFORE: Final = re.compile(r"(?:a|the|one) year (?:before|ago|earlier)|(?:the )?same .*last year", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"(?:the )?(?:period|time|one) before|(?:the )?(?:previous|prior) (?:period|one)", re.IGNORECASE
)
_ALL: Final = ("nrr", "grr", "crr", "arr", CUSTOMERS)
_ALIKE: Final = 3  # days that two periods may differ by and be called of one length


def compared_reply(context: Context, figure: str, text: str) -> Reply:
    """The reply that has a figure, or those of a portfolio, over one period and over another."""
    asked, second = BESIDE.split(text, maxsplit=1)
    named_period, named = take_period(context, asked)
    scope = parse_lasting_scope(context, named, PERIODS)
    first = named_period or last_year(context.today)
    found = [
        summarise(context.store, context.today, scope, period, context.rates)
        for period in (first, _other(second, first, context.today))
    ]
    shown = [each for each in (figure or "",) if each in {*FIGURES, CUSTOMERS, NPS}] or list(_ALL)
    texts = [period_text(each.period, context.today) for each in found]
    return Reply(
        title=f"{_name(shown[0]) if len(shown) == 1 else 'Portfolio'}: {texts[0]} beside {texts[1]}",
        data={"kind": "portfolio", "portfolio": to_json(found[0]), "beside": to_json(found[1]), "figure": figure},
        paragraphs=(sentence(scope.words), *_lengths(found[0].period, found[1].period)),
        rows=tuple(_row(context, each, found, texts) for each in shown),
        is_list=True,
        actions=(
            Choice("Only the first", f"portfolio {figure} {asked}".strip()),
            Choice("How is this counted?", "counted portfolio"),
        ),
        footnotes=tuple(dict.fromkeys(note for each in found for note in figure_notes(context, each))),
        share=f"portfolio {figure} {text}".replace("  ", " ").strip(),
    )


def _other(text: str, first: Period, today: date) -> Period:
    """The period that is compared with; of its own words, or told from the first. Raises `PeriodError`."""
    if _YEAR_BEFORE.fullmatch(text.strip()):
        return Period(year_before(first.start), year_before(first.end))
    if _BEFORE.fullmatch(text.strip()):
        months = _whole_months(first)
        start = add_months(first.start, -months) if months else first.start - (first.end - first.before)
        return Period(start, first.before)
    period, rest = extract_period(text, today)
    if period is None or rest:
        from accounts.errors import PeriodError

        raise PeriodError(f"“{text.strip()}” is no period to compare with. Write a year before, last quarter or 2025.")
    return period


def _whole_months(period: Period) -> int:
    """How many whole months a period is; 0 where it begins or ends within one."""
    after = period.end + timedelta(days=1)
    whole = period.start.day == after.day == 1
    return (after.year - period.start.year) * 12 + after.month - period.start.month if whole else 0


def _lengths(first: Period, second: Period) -> tuple[str, ...]:
    days = [(each.end - each.before).days for each in (first, second)]
    if abs(days[0] - days[1]) <= _ALIKE:
        return ()
    return (f"The periods aren’t equally long, {count(days[0], 'day')} and {count(days[1], 'day')}.",)


def _row(context: Context, figure: str, found: list[Portfolio], texts: list[str]) -> Row:
    first, second = (_value(context, each, figure) for each in found)
    return Row(_name(figure), f"{texts[0]}: {first}", detail=f"{texts[1]}: {second}", first=True)


def _name(figure: str) -> str:
    return FIGURES[figure][0] if figure in FIGURES else {CUSTOMERS: "Customers at the end", NPS: "NPS"}[figure]


def _value(context: Context, found: Portfolio, figure: str) -> str:
    if figure == CUSTOMERS:
        return f"{found.logos.end:,}"
    if figure == NPS:
        return nps_text(context, found.scope, found.period)[1]
    return figure_value(context, found, figure)
