"""ARR of contracts that name one price for their whole term."""

from datetime import date, timedelta
from fractions import Fraction

from accounts.importing.batches import Batch
from accounts.values import CellError

Price = tuple[int, str] | None
_DAYS_IN_A_MONTH = Fraction(1461, 48)  # 365.25 days a year
_NEAR_A_MONTH = Fraction(1, 10)  # of a month: terms end a day early or late, and months have 28 to 31 days


def spread_over_terms(batch: Batch) -> None:
    """Fills empty ARR with what the whole term's price is for a year; a row without an end is rejected."""
    if not batch.has("term_amount"):
        return
    columns = (batch.of(name) for name in ("term_amount", "starts_on", "ends_on", "arr", "mrr"))
    batch.values["arr"] = batch.made("term_amount", _yearly, *columns)


def _yearly(price: Price, starts: str | None, ends: str | None, arr: Price, mrr: Price) -> Price:
    if arr or mrr or price is None:
        return arr
    if not starts or not ends:
        raise CellError("is for the whole term, and the row doesn't say when that ends")
    months = term_in_months(date.fromisoformat(starts), date.fromisoformat(ends))
    if months <= 0:
        raise CellError("is for the whole term, and that has no days")
    return round(price[0] * 12 / months), price[1]


def term_in_months(starts: date, ends: date) -> Fraction:
    """The length of a term: whole months where it ends on the day that it began on, or the one before; else by days."""
    for end in (ends, ends + timedelta(days=1)):
        if end.day == starts.day:
            return Fraction((end.year - starts.year) * 12 + end.month - starts.month)
    months = Fraction((ends - starts).days + 1) / _DAYS_IN_A_MONTH
    whole = round(months)
    return Fraction(whole) if whole and abs(months - whole) <= _NEAR_A_MONTH else months
