"""From what is known to the chart that shows it, with the sentence that says the same in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bot.chart import Chart, Series
from bot.reply import Look
from metrics import Result, display

MONTHS = display.MONTHS
BANDS: tuple[tuple[Look, str], ...] = (("red", "Red"), ("yellow", "Yellow"), ("green", "Green"), ("unknown", "Unknown"))

Points = Sequence[tuple[str, Decimal | None]]


def what_if(result: Result) -> Chart | None:
    """The metric over the range that was asked for; none without a range, or with fewer than two values in it."""
    span, rows = result.reading_of.span, result.rows
    if span is None or sum(row.value is not None for row in rows) < 2:
        return None
    spec, name = span[0], result.metric.name
    spoken = spec.label if spec.label.split()[0].isupper() else spec.spoken
    measure = f" in {result.metric.unit}" if result.metric.unit in {"points", "months", "days"} else ""
    labels = tuple(spec.kind.show(row.argument, result.currency) for row in rows)
    points = [(f"{spoken} {label}", row.value) for label, row in zip(labels, rows, strict=True)]
    return Chart(
        title=f"{name}{measure} by {spoken}",
        shape="line",
        labels=labels,
        series=(Series(name, tuple(row.value for row in rows)),),
        alt=f"{_course(name, points, result.show)}{f' With {result.fixed}.' if result.fixed else ''}",
        note=f"with {result.fixed}" if result.fixed else "",
        unit=result.metric.unit,
        currency=result.currency,
        x_title=spec.label,
        places=tuple(row.argument for row in rows),
    )


def arr_by_month(arr: Mapping[date, Decimal], currency: str, *, one_of_several: bool = False) -> Chart | None:
    """Recurring revenue at the end of each month, the oldest first; none for fewer than two.

    The currency is named where it is `one_of_several`, whose ARR isn't shown.
    """
    name = f"ARR in {currency}" if one_of_several else "ARR"
    if len(arr) < 2:
        return None
    days = sorted(arr)
    points = [(f"{MONTHS[day.month - 1]} {day.year}", arr[day]) for day in days]
    return Chart(
        title=f"{name} by month",
        shape="bars",
        labels=tuple(_month(day, before) for before, day in zip([None, *days], days, strict=False)),
        series=(Series("ARR", tuple(arr[day] for day in days)),),
        alt=_course(name, points, lambda value: display.money(value, currency, 0)),
        unit="currency",
        currency=currency,
    )


def bands_over_time(counts: Mapping[date, Mapping[str, int]], only: Sequence[str] = ()) -> Chart | None:
    """How many accounts were in each band on each day, or in the bands of `only`, the oldest first; none for fewer than
    two days.
    """
    if len(counts) < 2:
        return None
    days = sorted(counts)
    bands = [(look, name) for look, name in BANDS if not only or look in only]
    name = f"{' and '.join(name.lower() for _, name in bands).capitalize()} accounts" if only else "Accounts by health"
    moved = _shift(counts[days[0]], counts[days[-1]], bands)
    return Chart(
        title=name,
        shape="stacked",
        labels=tuple(_day(day) for day in days),
        series=tuple(
            Series(name, tuple(Decimal(counts[day].get(look, 0)) for day in days), look)
            for look, name in bands
            if any(counts[day].get(look) for day in days)
        )
        or (Series("Accounts", tuple(Decimal(0) for _ in days)),),
        alt=f"{name} from {_on(days[0])} to {_on(days[-1])}: {moved or 'none'}.",
    )


def found_by_score(found: Sequence[tuple[Decimal, Decimal]], area: Decimal, times: int) -> Chart:
    """How many of the `times` that an account left are among those scored worst: pairs of percentages, rising; with the
    diagonal that a score of no worth would give, and the area under the curve.
    """
    half = next((share for share, hit in found if hit >= 50), Decimal(100))
    return Chart(
        title="Churned accounts found, worst scores first",
        shape="line",
        labels=tuple(f"{display.number(share, 0)}%" for share, _ in found),
        series=(Series("Score", tuple(hit for _, hit in found)), Series("Chance", tuple(share for share, _ in found))),
        alt=(
            f"Half of the {times:,} times that an account left are among the {display.number(half, 1)}% with the worst "
            f"scores; chance would need 50%. AUC {display.number(area)}."
        ),
        unit="%",
        x_title="Accounts looked at",
        places=tuple(share for share, _ in found),
    )


def _course(name: str, points: Points, show: Callable[[Decimal], str]) -> str:
    """The course of a line in words: `NRR falls from 111% at churn 4,000 to 103% at churn 12,000.`"""
    known = [(where, value) for where, value in points if value is not None]
    (first, begins), (last, ends) = known[0], known[-1]
    verb = "rises" if ends > begins else "falls" if ends < begins else "goes"
    said = f"{name} {verb} from {show(begins)} at {first} to {show(ends)} at {last}"
    values = [value for _, value in known]
    if not (_rises(values) or _rises(values[::-1])):
        (low, least), (high, most) = min(known, key=lambda each: each[1]), max(known, key=lambda each: each[1])
        said += f"; it is lowest with {show(least)} at {low} and highest with {show(most)} at {high}"
    if gaps := [where for where, value in points if value is None]:
        said += f"; it is undefined at {_listed(gaps)}"
    return f"{said}."


def _listed(places: Sequence[str]) -> str:
    """The first three places of a list in words."""
    named = [*places[:3], "more"] if len(places) > 3 else places
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _rises(values: Sequence[Decimal]) -> bool:
    return all(before <= after for before, after in pairwise(values))


def _shift(before: Mapping[str, int], after: Mapping[str, int], bands: Sequence[tuple[str, str]]) -> str:
    return ", ".join(
        f"{name.lower()} from {before.get(look, 0):,} to {after.get(look, 0):,}"
        for look, name in bands
        if before.get(look) or after.get(look)
    )


def _month(day: date, before: date | None) -> str:
    """The month, with its year where that is news."""
    month = MONTHS[day.month - 1][:3]
    return f"{month} {day.year}" if before is None or before.year != day.year else month


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _on(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
