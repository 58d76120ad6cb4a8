"""NRR, GRR and CRR of a period, with what is past due and without, and whether enough is known to state them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.portfolio.arr_model import ArrMovement, CustomerMovement

ENOUGH: Final = 80
"""The share of the revenue, or of the customers, of the start that must be known, in %."""
NOT_KNOWN: Final = "not known"


@dataclass(frozen=True, slots=True)
class RetentionMetric:
    """A retention metric over the period: its value in %, and the request that works it out from its inputs.

    `currency` is empty for customers. `known_share` is the share of the revenue of the start, for CRR of its customers,
    whose state is known, in %; None where there was none. `value` is None where the metric has none or too little is
    known; `why` then says why, and `text` in short. `without_past_due` is the same without what is past due.
    """

    metric: str
    name: str
    currency: str
    value: Decimal | None
    text: str
    request: str
    why: str = ""
    known_share: Decimal | None = None
    without_past_due: Decimal | None = None
    without_past_due_text: str = ""
    without_past_due_request: str = ""

    @property
    def both(self) -> str:
        """The value with what is past due and, if it differs, without: `100% (50% without what is past due)`."""
        differs = self.without_past_due_text not in {"", self.text}
        return f"{self.text} ({self.without_past_due_text} without what is past due)" if differs else self.text


@dataclass(frozen=True, slots=True)
class _Value:
    """A metric worked out once, of all ARR or of what runs."""

    value: Decimal | None
    text: str
    request: str
    why: str = ""


def retention_metrics(
    moved: Iterable[ArrMovement],
    customers: CustomerMovement,
    running: Iterable[ArrMovement] = (),
    running_customers: CustomerMovement | None = None,
) -> Iterator[RetentionMetric]:
    """NRR and GRR of each currency and CRR of the customers, worked out as `/cs nrr` would.

    `running` is what became of ARR without what is past due; without it, nothing is.
    """
    runs = {each.end.currency: each for each in running}
    those = running_customers or customers
    for each in moved:
        currency, share = each.end.currency, known_share(each)
        other = each if running_customers is None else runs.get(currency, _nothing(currency))
        yield _metric("nrr", currency, share, _nrr(each, customers), _nrr(other, those))
        yield _metric("grr", currency, share, _grr(each, customers), _grr(other, those))
    yield _metric("crr", "", _share(customers.start, customers.unknown_at_start), _crr(customers), _crr(those))


def _nothing(currency: str) -> ArrMovement:
    return ArrMovement(*[Money(0, currency)] * 6)


def known_share(one: ArrMovement) -> Decimal | None:
    """The share of the revenue of the start that is known, in %; None where there was none."""
    return _share(one.start.minor, one.unknown_at_start.minor if one.unknown_at_start else 0)


def _metric(metric: str, currency: str, share: Decimal | None, whole: _Value, runs: _Value) -> RetentionMetric:
    from metrics import METRICS

    without = (runs.value, runs.text, runs.request)
    return RetentionMetric(
        metric, METRICS[metric].name, currency, whole.value, whole.text, whole.request, whole.why, share, *without
    )


def _nrr(one: ArrMovement, customers: CustomerMovement) -> _Value:
    start, expansion = one.start.decimal, one.expansion.decimal
    inputs = {"start": start, "expansion": expansion, "contraction": one.contraction.decimal}
    return _revenue_value("nrr", one, customers, {**inputs, "churn": one.churn.decimal})


def _grr(one: ArrMovement, customers: CustomerMovement) -> _Value:
    inputs = {"start": one.start.decimal, "contraction": one.contraction.decimal, "churn": one.churn.decimal}
    return _revenue_value("grr", one, customers, inputs)


def _revenue_value(metric: str, one: ArrMovement, customers: CustomerMovement, inputs: dict[str, Decimal]) -> _Value:
    if why := _revenue_unknown(one, customers):
        return _Value(None, NOT_KNOWN, "", why)
    return _calculated(metric, inputs)


def _revenue_unknown(one: ArrMovement, customers: CustomerMovement) -> str:
    """Why too little is known of the revenue at the start; nothing where enough is."""
    share = known_share(one)
    if one.unknown_at_start and one.unknown_at_start.minor and (share is None or share < ENOUGH):
        return (
            f"Only {_per_cent(share)} of the revenue of the start is known: {one.start}. "
            f"{one.unknown_at_start} more may have been there then, and nobody knows. {WANTED}"
        )
    whole = customers.start + customers.unknown_at_start
    if customers.unpriced * 100 > whole * (100 - ENOUGH):
        return f"Of {customers.unpriced:,} of {_accounts(whole)} of the start no amount is known. {WANTED}"
    return ""


WANTED: Final = (
    "Import when accounts became customers and when they left, or all of their contracts with the days on which they "
    "began and ended."
)


def _crr(customers: CustomerMovement) -> _Value:
    whole = customers.start + customers.unknown_at_start
    if customers.unknown_at_start and customers.start * 100 < whole * ENOUGH:
        share = _share(customers.start, customers.unknown_at_start)
        why = (
            f"Only {_per_cent(share)} of the customers of the start are known: {customers.start:,} of {whole:,} that "
            f"were or may have been there. {WANTED}"
        )
        return _Value(None, NOT_KNOWN, "", why)
    end = customers.end - customers.unknown
    return _calculated("crr", {"start": customers.start, "new": customers.new, "end": end})


def _calculated(metric: str, inputs: Mapping[str, Decimal | int]) -> _Value:
    from metrics import Result, calculate_fields

    values = {name: _plain(value) for name, value in inputs.items()}
    request = f"{metric} {' '.join(f'{name}={value}' for name, value in values.items())}"
    answer = calculate_fields(metric, values)
    if isinstance(answer, Result) and isinstance(answer.value, Decimal):
        return _Value(Decimal(_plain(answer.value)), answer.value_text, request)
    if not inputs["start"]:
        return _Value(None, "none, for nobody paid at the start", request, "Nobody paid at the start.")
    nothing = str(answer.data.get("message", ""))
    return _Value(None, nothing, request, nothing)


def _share(known: int, unknown: int) -> Decimal | None:
    whole = known + unknown
    return (Decimal(100 * known) / whole).quantize(Decimal("0.01"), ROUND_FLOOR) if whole > 0 else None


def _per_cent(share: Decimal | None) -> str:
    return f"{(share or Decimal(0)).quantize(Decimal('0.1'), ROUND_FLOOR).normalize():f}%"


def _accounts(number: int) -> str:
    return f"{number:,} {'account' if number == 1 else 'accounts'}"


def _plain(number: Decimal | int) -> str:
    """The number as people type it, without idle zeros; three decimals get one, for 1.001 may be read as 1,001."""
    whole, _, decimals = f"{Decimal(number):f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}{'0' if len(decimals) == 3 else ''}" if decimals else whole


def in_one_currency(moved: Iterable[ArrMovement], rates: Rates | None) -> tuple[tuple[ArrMovement, ...], date | None]:
    """The movements in the currency of the rates as far as there are any, and the day of those that were needed.

    Start and end are converted at the same rates, so that what is kept isn't what the currencies did.
    """
    listed = tuple(moved)
    if rates is None or all(each.end.currency == rates.currency for each in listed):
        return listed, None
    known = [each for each in listed if rates.has(each.end.currency)]
    if not known:
        return listed, None
    apart = tuple(each for each in listed if not rates.has(each.end.currency))
    fields = ("start", "expansion", "contraction", "churn", "new", "end")
    sums = (_sum([getattr(each, field) for each in known], rates) for field in fields)
    unknown = (
        [money for each in known if (money := getattr(each, field))] for field in ("unknown", "unknown_at_start")
    )
    return (ArrMovement(*sums, *(_sum(each, rates) if each else None for each in unknown)), *apart), rates.as_of


def _sum(amounts: Sequence[Money], rates: Rates) -> Money:
    return Money(sum(rates.convert(money).minor for money in amounts), rates.currency)
