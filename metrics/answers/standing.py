"""The standing of a value among published levels: yearly ones ask for the period first."""

from decimal import Decimal, Overflow, localcontext

from metrics import display
from metrics.bands import Band
from metrics.evaluation.evaluate import Interpretation
from metrics.inputs.numbers import PRECISION
from metrics.registry import Metric

YEAR = 12
BEYOND = 10**6
"""A share in percent that no year comes to: it is compounded from a period that tells nothing of one."""


def standing(metric: Metric, read: Interpretation, value: Decimal) -> str:
    """The level of the value with its source; empty where the metric has no levels.

    Yearly levels are held against the value as it is over twelve months, against a value of another period as it
    comes to in a year, and where the period isn't said, against both readings, each named.
    """
    band = metric.band
    if band is None:
        return ""
    if not band.yearly:
        return f"{_capital(band.level(value, metric.unit))} ({band.cited})."
    months = read.values.get("months")
    if months is None:
        return f"{_over_a_year(band, metric, value)} {_compounded(band, metric, value, Decimal(1))} {_hint(band)}"
    told = _over_a_year if months == YEAR else _compounded
    return f"{told(band, metric, value, months)} ({band.cited}.)"


def over_a_year(value: Decimal, months: Decimal) -> Decimal | None:
    """Returns what a share in percent that is kept in so many months comes to in a year, compounded.

    None where the period is so short that a year of it is a number beyond all bounds.
    """
    with localcontext(PRECISION):
        try:
            return (value / 100) ** (YEAR / months) * 100 if value else value
        except Overflow:
            return None


def _over_a_year(band: Band, metric: Metric, value: Decimal, months: Decimal = Decimal(YEAR)) -> str:
    del months
    return f"Over 12 months: {band.level(value, metric.unit)}."


def _compounded(band: Band, metric: Metric, value: Decimal, months: Decimal) -> str:
    yearly = over_a_year(value, months)
    period = display.counted(months, "month") if months != 1 else "one month"
    if yearly is None or yearly > BEYOND:
        return f"Over {period} it says nothing of a year."
    return f"Over {period} it is {display.result(yearly, metric.unit)} a year: {band.level(yearly, metric.unit)}."


def _hint(band: Band) -> str:
    return f"Say months=12 or months=1 ({band.cited})."


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}" if text else text
