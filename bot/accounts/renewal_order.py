"""Renewals in the order that is asked for: by day, the most revenue first, or the lowest score first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from accounts.money.rates import Rates
from accounts.renewals.renewal_model import Renewal, Renewals
from accounts.renewals.upcoming import upcoming_renewals
from accounts.scopes.scope import Scope
from bot.accounts.formatting import bare_order, join_texts
from bot.accounts.order import Order
from bot.accounts.renewal_window import RenewalWindow
from bot.context import Context

ALL_ROWS = 1_000_000

Listed = Callable[[int, int], Renewals]  # so many renewals, from so many on


def listed_renewals(context: Context, window: RenewalWindow, scope: Scope, order: Order) -> Listed:
    """What reads a page of the renewals of a window and a scope. In an order of its own all are read, once."""

    def by_day(limit: int, offset: int) -> Renewals:
        return upcoming_renewals(context.store, context.today, window.days, scope, limit, offset, window.since)

    if not order.said:
        return by_day
    whole = by_day(ALL_ROWS, 0)
    ordered = _in_order(whole.rows, context.rates, worst_first=order.worst_first)[: order.most]
    return lambda limit, offset: replace(whole, rows=tuple(ordered[offset : offset + limit]))


def order_note(order: Order, found: Renewals, rates: Rates | None) -> str:
    """The order in a sentence, and what amounts of several currencies are compared by; empty for that of the days."""
    if not order.said:
        return ""
    bare = "" if order.worst_first else bare_order((each.currency for each in found.up.arr), rates, "renewals")
    return join_texts((f"Order: {'the lowest score' if order.worst_first else 'most revenue'} first.", bare), " ")


def day_order(rows: Sequence[Renewal]) -> str:
    """The order by day of the renewals of a page, in words; empty where a page has fewer than two."""
    ahead = [each for each in rows if not each.past_due]
    if len(rows) < 2:
        return ""
    if not ahead:
        return "longest past due first"
    late = "past due first, then " * (len(ahead) < len(rows))
    unknown = " (where notice is unknown, the renewal)" * any(each.notice_days is None for each in ahead)
    return f"{late}by last day to act{unknown}"


def _in_order(rows: Sequence[Renewal], rates: Rates | None, *, worst_first: bool) -> list[Renewal]:
    if not worst_first:
        return sorted(rows, key=lambda each: (*_revenue(each, rates), each.renews_on, each.account_id))
    return sorted(
        rows,
        key=lambda each: (each.score is None, each.score or 0, *_revenue(each, rates), each.renews_on, each.account_id),
    )


def _revenue(each: Renewal, rates: Rates | None) -> tuple[bool, Decimal]:
    """Most first, as accounts are: at the rates, without one by the bare amount, and then what isn't known."""
    if each.arr is None:
        return True, Decimal(0)
    worth = rates.convert(each.arr) if rates and rates.has(each.arr.currency) else each.arr
    return False, -worth.decimal
