"""Formats dates, amounts, scores and renewals as text and as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.money.amounts import Money, largest_first
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import ALL, Scope
from bot.reply import Choice, Look

if TYPE_CHECKING:
    from accounts.portfolio.periods import Period
    from accounts.renewals.renewal_model import MissingData, Renewal

# Scores travel as decimal strings, as amounts do; other whole numbers count something.
SCORES = frozenset(
    {
        "score",
        "score_before",
        "change",
        "direction",
        "points",
        "since_yesterday",
        "since_last_week",
        "since_last_scored",
        "held_from",
    }
)


def to_json(value: object) -> Any:  # noqa: ANN401  it is what JSON takes
    """The value as JSON takes it: amounts with their currency, dates as ISO text, no numbers but counts."""
    if isinstance(value, Money):
        return {"amount": str(value.decimal), "currency": value.currency}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _named(each.name, getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _named(name: str, value: object) -> Any:  # noqa: ANN401  it is what JSON takes
    return str(value) if name in SCORES and isinstance(value, int) else to_json(value)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOOKS: dict[str, Look] = {"red": "red", "yellow": "yellow", "green": "green", "unknown": "unknown"}


def short_date(when: date, today: date) -> str:
    """The day, with its year unless that is this year's: `30 Jun`, `30 Jun 2027`."""
    shown = f"{when.day} {MONTHS[when.month - 1]}"
    return shown if when.year == today.year else f"{shown} {when.year}"


def short_day(instant: str, today: date) -> str:
    """The day of an instant that is ISO text, as `short_date` has it."""
    return short_date(date.fromisoformat(instant[:10]), today)


def month_text(month: str) -> str:
    """A month as people name it: `Jun 2026` for `2026-06`."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def period_text(period: "Period", today: date) -> str:
    """The days of a period: `18 Jun 2025 to 17 Jun`."""
    return f"{short_date(period.start, today)} to {short_date(period.end, today)}"


def bare_order(currencies: Iterable[str], rates: "Rates | None", things: str) -> str:
    """That a list in the order of revenue compares bare amounts, where there are several currencies and not every rate;
    else nothing.
    """
    known = {*currencies}
    lacking = sorted(code for code in known if not (rates and rates.has(code)))
    if len(known) < 2 or not lacking:
        return ""
    named = " and ".join(filter(None, (", ".join(lacking[:-1]), lacking[-1])))
    return f"There are no rates for {named}: {things} are ordered by their bare amounts."


def days_away(when: date, today: date) -> str:
    """How far off a day is: `today`, `in 12 days`, `3 days ago`."""
    days = (when - today).days
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"


def count(number: int, thing: str) -> str:
    """A number of things: `1 account`, `1,200 accounts`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def none_of(things: str, scope: Scope) -> str:
    """That a scope has none of some things: `There are no accounts among those of Dana.`"""
    return f"There are no {things}{'' if scope == ALL else f' among {scope.words}'}."


def with_trials(accounts: str, on_trial: int | None) -> str:
    """So many accounts, and how many of them are on trial: `12 accounts, 2 of them on trial`."""
    return f"{accounts}, {on_trial:,} of them on trial" if on_trial else accounts


def amounts(amounts: Iterable[Money], rates: Rates | None = None) -> str:
    """Amounts of several currencies: `$1,200 + €500`; with rates in one, as far as there are any."""
    whole = total(amounts, rates)
    shown = largest_first(whole.each) if whole.converted is None else (whole.converted, *whole.apart)
    return " + ".join(map(str, shown))


def other_amounts(amounts: Iterable[Money]) -> str:
    """Amounts beside the main one as a cell of a file has them: `700.00 EUR; 3.00 GBP`."""
    return "; ".join(f"{each.decimal} {each.currency}" for each in amounts)


def sum_cells(amounts: Iterable[Money], currency: str = "") -> tuple[object, str, str]:
    """Sums of several currencies as cells of a file: the amount in one, else the largest, its currency, the others."""
    ranked = sorted(largest_first(amounts), key=lambda each: each.currency != currency)
    if not ranked or (currency and ranked[0].currency != currency):
        return 0, currency, other_amounts(ranked)
    main, *others = ranked
    return main.decimal, main.currency, other_amounts(others)


def converted_at(amounts: Iterable[Money], rates: Rates | None) -> str:
    """What is said once of amounts that are in one currency though they were of several; else nothing."""
    whole = total(amounts, rates)
    if whole.converted is None:
        return ""
    apart = ", ".join(each.currency for each in whole.apart)
    return f"Amounts are in {whole.converted.currency} at the rates of {whole.as_of}{_no_rate(apart)}."


def _no_rate(apart: str) -> str:
    return f"; there is no rate for {apart}" if apart else ""


def of_that_past_due(arr: str, accounts: int) -> str:
    """What stands beside an ARR part of which is past due: `of that past due: $1,200, 3 accounts`; else nothing."""
    return f"of that past due: {arr}, {count(accounts, 'account')}" if accounts else ""


def arr_text(arr: Total, unpriced: int = 1) -> str:
    """A sum of ARR; where there is none, whether it is known that there is none: of `unpriced` accounts it isn't."""
    return str(arr) if arr.each else "no ARR known" if unpriced else "no ARR"


def one_arr(arr: Money | None, others: Iterable[Money] = ()) -> str:
    """The ARR of one account, with what it pays in other currencies: `$9,000 + €700`."""
    return "ARR unknown" if arr is None else " + ".join(map(str, (arr, *others)))


def short_total(whole: Total, unpriced: int = 1) -> str:
    """A sum without the day of its rates, which stands elsewhere; where no amount is known, that."""
    if whole.converted is None:
        return arr_text(whole, unpriced)
    return " + ".join(map(str, (whole.converted, *whole.apart)))


def whole_arr(arr: Total, unpriced: int = 1) -> str:
    """The same as it stands in a title: `$1,200 ARR`."""
    return f"{arr} ARR" if arr.each else arr_text(arr, unpriced)


def counted_choice(answer: str) -> Choice:
    """What leads to how the figures of an answer are counted."""
    return Choice("How is this counted?", f"counted {answer}")


def health(band: str, score: int | None, change: int | None = None, known: int = 100, since: str = "") -> str:
    """A score with its band, its change and the share of it that is known: `red 34 (−6 since 3 Nov), 60% known`."""
    share = f", {known}% known" if 0 < known < 100 else ""
    if score is None:
        return f"health unknown{share}"
    moved = f" ({join_texts((signed(change), since), ' ')})" if change else ""
    return f"{band} {score}{moved}{share}"


def since_day(day: date | None, today: date) -> str:
    """What a change is counted from: `since yesterday`, `since 3 Nov`; empty where that isn't known."""
    if day is None:
        return ""
    return "since yesterday" if (today - day).days == 1 else f"since {short_date(day, today)}"


def signed(number: int) -> str:
    """A change, its sign always shown: `+3`, `−6`."""
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{abs(number)}"


def join_texts(parts: Iterable[str], between: str = " · ") -> str:
    """What there is, run together."""
    return between.join(part for part in parts if part)


def sentence(text: str) -> str:
    """The text with a capital first and a full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}" if text else ""


def renewal_date(each: "Renewal", today: date) -> str:
    """`renews 30 Jun`, `past due since 21 Oct`."""
    if each.past_due:
        return f"past due since {short_date(each.renews_on, today)}"
    return f"renews {short_date(each.renews_on, today)}"


def act_by(each: "Renewal", today: date) -> str:
    """The last day to act, and how far off it is."""
    if each.past_due:
        return days_away(each.renews_on, today)
    if each.notice_days is None:
        return f"{days_away(each.renews_on, today)}, notice unknown"
    if each.missed:
        return f"last day to act was {short_date(each.act_by, today)}"
    return f"act by {short_date(each.act_by, today)}, {days_away(each.act_by, today)}"


def health_and_people(each: "Renewal") -> str:
    """Health and its direction, and who is there: owner, champion, nobody."""
    return join_texts(
        (
            health(each.band, each.score, each.direction, each.known),
            each.owner or "no owner",
            f"champion {each.champion}" if each.champion else "no champion",
            "renews by itself" if each.auto_renews else "",
        )
    )


def missing_data(missing: "MissingData") -> str:
    """What data is missing, in a sentence; nothing when it is all there."""
    lacks = [
        f"{count(number, 'account')} without {what}"
        for number, what in (
            (missing.undated, "a renewal date"),
            (missing.unpriced, "ARR"),
            (missing.unowned, "an owner"),
            (missing.without_champion, "a champion"),
        )
        if number
    ]
    return f"Missing: {', '.join(lacks)}." if lacks else ""
