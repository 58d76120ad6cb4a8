"""Which renewals are to be acted on first, and in which order the others come."""

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.renewals.deadlines import SOON
from accounts.renewals.upcoming import Renewal

MOST = 5  # renewals to act on first: more than that nobody does in a morning
_AT_RISK = {"red": 0, "yellow": 1, "unknown": 2, "green": 3}
ORDER = "Past due first, then at risk, then by ARR."


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

    ARR of several currencies is compared where there are rates for them, and is else left out of it.
    """
    acting = to_act_on(rows)
    several = len({each.arr.currency for each in acting if each.arr}) > 1

    def urgency(each: Renewal) -> tuple[bool, int, int, date, int]:
        arr = _comparable(each.arr, rates) if several else each.arr
        risk = _AT_RISK[each.band]
        return not each.past_due, risk, -(arr.minor if arr else 0), last_day(each, today), each.account_id

    return sorted(acting, key=urgency)[:MOST]


def _comparable(arr: Money | None, rates: Rates | None) -> Money | None:
    return rates.convert(arr) if arr and rates and rates.has(arr.currency) else None
