"""Gaps of retention in sentences: the share of the start that it covers, or why it isn't stated."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal

from accounts.money.amounts import Money
from accounts.portfolio.arr_model import ArrMovement
from accounts.portfolio.retention import ENOUGH, NOT_KNOWN, WANTED, RetentionMetric, known_share


def retention_gaps(
    kept: Sequence[RetentionMetric], moved: Sequence[ArrMovement], *, only_stated: bool
) -> Iterator[str]:
    """Over how much retention is stated, or why it isn't, in sentences; what would tell it is said once, at the end."""
    unknown = [each for each in kept if each.text == NOT_KNOWN]
    currencies = list(dict.fromkeys(each.currency for each in unknown if each.currency))
    if len(currencies) > 1:
        yield _of_several(unknown, currencies)
        unknown = [each for each in unknown if not each.currency]
    for why, metrics in _reasons(unknown).items():
        yield f"{_named(metrics)} not known: {why[:1].lower()}{why[1:]}"
    if any(WANTED in each.why for each in kept if each.text == NOT_KNOWN):
        yield WANTED
    yield from _partly_known(moved)
    if only_stated and any(each.value is not None for each in kept):
        yield "ARR that accounts only state is taken to have been the same at the start."


def _reasons(unknown: Sequence[RetentionMetric]) -> dict[str, list[str]]:
    """The metrics that aren't known, by why."""
    reasons: dict[str, list[str]] = {}
    for each in unknown:
        reasons.setdefault(each.why.removesuffix(WANTED).strip(), []).append(each.metric.upper())
    return reasons


def _named(metrics: Sequence[str]) -> str:
    return f"{' and '.join(dict.fromkeys(metrics))} {'is' if len({*metrics}) == 1 else 'are'}"


def _of_several(unknown: Sequence[RetentionMetric], currencies: Sequence[str]) -> str:
    """Why metrics aren't known in several currencies, in one sentence."""
    shares = {each.currency: each.known_share for each in unknown}
    first, *others = (f"{_per_cent(shares[each])} is known in {each}" for each in currencies)
    known = ", ".join((first, *(each.replace(" is known", "") for each in others)))
    metrics = [each.metric.upper() for each in unknown if each.currency]
    return f"{_named(metrics)} not known: of the revenue of the start only {known}."


def _per_cent(share: Decimal | None) -> str:
    return f"{(share or Decimal(0)).quantize(Decimal('0.1'), ROUND_FLOOR).normalize():f}%"


def _partly_known(moved: Sequence[ArrMovement]) -> Iterator[str]:
    """Over which share of the revenue of the start retention is stated, where that isn't all of it."""
    shares = [(one, share) for one in moved if (share := known_share(one)) is not None and ENOUGH <= share < 100]
    if len(shares) == 1:
        ((one, share),) = shares
        unknown = f"{one.unknown_at_start} may have been there besides, and nobody knows"
        yield f"Retention is over {int(share)}% of the revenue of its start: {one.start}; {unknown}."
    elif shares:
        known = ", ".join(f"{int(share)}% in {one.start.currency}" for one, share in shares)
        besides = " + ".join(str(one.unknown_at_start or Money(0, one.start.currency)) for one, _ in shares)
        yield f"Retention is over a part of the revenue of its start: {known}. Nobody knows of {besides} besides."
