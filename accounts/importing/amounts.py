"""Annual recurring revenue out of what a row says of its price."""

from fractions import Fraction

from accounts.importing.batches import Batch, Values
from accounts.kinds import PERIODS_A_YEAR
from accounts.values import ValueFault

Priced = tuple[int, str] | None
PRICES = ("arr", "mrr", "amount", "unit_amount")


def annual(batch: Batch) -> dict[str, Values]:
    """The columns `arr` and `currency` as far as the file has them."""
    if not batch.has(*PRICES):
        return {"currency": batch.of("currency")} if batch.has("currency") else {}
    both = batch.has("arr") and batch.has("mrr")
    if both:
        _compare(batch)
    found = batch.of("arr")
    if batch.has("mrr"):
        found = _filled(found, [_times(mrr, Fraction(12)) for mrr in batch.of("mrr")])
    if batch.has("amount", "unit_amount"):
        found = _filled(found, batch.made("amount" if batch.has("amount") else "unit_amount", _billed, *_bills(batch)))
    currencies = batch.of("currency")
    return {
        "arr": [price[0] if price else None for price in found],
        "currency": [price[1] if price else named for price, named in zip(found, currencies, strict=True)],
    }


def _filled(first: Values, second: Values) -> Values:
    return [one or other for one, other in zip(first, second, strict=True)]


def _times(price: Priced, times: Fraction) -> Priced:
    return (round(price[0] * times), price[1]) if price else None


def _bills(batch: Batch) -> tuple[Values, ...]:
    return tuple(batch.of(name) for name in ("amount", "unit_amount", "seats", "interval", "interval_count"))


def _billed(amount: Priced, unit: Priced, seats: int | None, interval: str | None, count: int | None) -> Priced:
    """What is billed each interval, in a year."""
    if amount is None and unit is not None:
        if seats is None:
            raise ValueFault("is for one seat, and the row doesn't say how many there are")
        amount = (unit[0] * seats, unit[1])
    if amount is None:
        return None
    if interval is None:
        raise ValueFault("is billed for how long? The row doesn't say")
    return _times(amount, PERIODS_A_YEAR[interval] / (count or 1))


def _compare(batch: Batch) -> None:
    """ARR and MRR that disagree by more than rounding are noted: contracts and invoices often do."""
    for row, (arr, mrr) in enumerate(zip(batch.of("arr"), batch.of("mrr"), strict=True)):
        if arr and mrr and abs(arr[0] - 12 * mrr[0]) > max(1200, abs(arr[0]) // 100):
            batch.note(row, "ARR isn't twelve times MRR: ARR was taken")
