"""Priorities of a digest: the renewals and worsened accounts to act on first, and the order of the rest."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import date, timedelta

from accounts.digests.health_changes import HealthChange
from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.renewals.deadlines import SOON
from accounts.renewals.renewal_model import Renewal

MOST = 5  # accounts to act on first: more than that nobody does in a morning
_AT_RISK = {"red": 0, "yellow": 1, "unknown": 2, "green": 3}
ORDER = "Past due first, then at risk, then by ARR."
ORDER_OF_WORSE = "To be decided within two weeks first, then by ARR."
_FAR = date.max


def order_of(amounts: Iterable[Money | None], rates: Rates | None, *, worse: bool = False) -> str:
    """The order of those to act on first, in a sentence, with what of their ARR can't be compared."""
    order = ORDER_OF_WORSE if worse else ORDER
    currencies = {each.currency for each in amounts if each}
    apart = sorted(each for each in currencies if not (rates and rates.has(each)))
    if len(currencies) > 1 and apart:
        return order.replace("by ARR", f"by ARR, each currency in turn (no rate for {', '.join(apart)})")
    return order


def last_day(each: Renewal, today: date) -> date:
    """The last day to act that is still to come: where that of the notice has passed, the day of the renewal."""
    return each.act_by if each.act_by >= today else each.renews_on


def by_last_day(rows: Iterable[Renewal], today: date) -> list[Renewal]:
    """The renewals by the last day to act that is still to come."""
    return sorted(rows, key=lambda each: (last_day(each, today), each.renews_on, each.account_id))


def to_act_on(rows: Iterable[Renewal]) -> list[Renewal]:
    """Those past due, and those whose last day to act is within two weeks."""
    return [each for each in rows if each.past_due or 0 <= each.days_to_act <= SOON]


def first_to_act_on(rows: Sequence[Renewal], today: date, rates: Rates | None) -> list[Renewal]:
    """The five to act on first: those past due, then those at risk, then by ARR, then by the days that are left.

    ARR of several currencies is compared where there are rates for them; else the most in each comes in turn.
    """
    acting = to_act_on(rows)
    rank = _rank([each.arr for each in acting], rates)

    def urgency(each: Renewal) -> tuple[bool, int, int, date, int]:
        return not each.past_due, _AT_RISK[each.band], rank(each.arr), last_day(each, today), each.account_id

    return sorted(acting, key=urgency)[:MOST]


def decided_by(each: HealthChange, today: date) -> date | None:
    """The day until which an account can be won over: the last one to act, else that of its renewal, if ahead."""
    return next((day for day in (each.act_by, each.renews_on) if day is not None and day >= today), None)


def worst_first(
    rows: Sequence[HealthChange], today: date, rates: Rates | None, leading: Container[int] = ()
) -> list[HealthChange]:
    """The accounts that got worse: those that must be decided on within two weeks, then by ARR, then by the days left.

    Those whose numbers are `leading` come before the others. ARR of several currencies is compared as for renewals.
    """
    rank = _rank([each.arr for each in rows], rates)
    soon = today + timedelta(days=SOON)

    def urgency(each: HealthChange) -> tuple[bool, bool, int, date, int, int]:
        day = decided_by(each, today) or _FAR
        return each.account_id not in leading, day > soon, rank(each.arr), day, each.score, each.account_id

    return sorted(rows, key=urgency)


def _rank(amounts: Iterable[Money | None], rates: Rates | None) -> Callable[[Money | None], int]:
    """The place of an amount among others, the most first: of those that can be compared, each currency for itself."""
    by_currency: dict[str, set[int]] = {}
    for each in amounts:
        if each is not None:
            comparable = _comparable(each, rates)
            by_currency.setdefault(comparable.currency, set()).add(comparable.minor)
    places = {
        (minor, currency): place
        for currency, each in by_currency.items()
        for place, minor in enumerate(sorted(each, reverse=True))
    }

    def rank(arr: Money | None) -> int:
        comparable = None if arr is None else _comparable(arr, rates)
        return len(places) if comparable is None else places[comparable.minor, comparable.currency]

    return rank


def _comparable(arr: Money, rates: Rates | None) -> Money:
    return rates.convert(arr) if rates and rates.has(arr.currency) else arr
