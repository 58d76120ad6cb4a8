"""Subscriptions and customers of Stripe as rows of an import."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sources.vendors.stripe.prices import Json, product_of
from sources.vendors.stripe.revenue import (
    NOT_COUNTING,
    MonthlyRevenue,
    RevenueRules,
    is_metered,
    items_of,
    monthly_revenue,
    pause_of,
    run_rate,
)

NEVER_BEGAN: Final = frozenset(("incomplete", "incomplete_expired"))
STATUSES: Final = {"trialing": "trial", "canceled": "cancelled"}
COLUMNS: Final = (
    "key", "account", "product", "plan", "status", "starts_on", "ends_on", "cancelled_on", "notice_on", "notice_given",
    "auto_renews", "renewal_term", "arr", "currency", "seats", "payment",
)  # fmt: skip
CUSTOMER_COLUMNS: Final = ("key", "name", "domain", "country")

# Addresses at these are people's own: they say nothing of a company.
PERSONAL: Final = frozenset((
    "aol.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com", "mail.com",
    "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "qq.com", "web.de", "yahoo.com", "yandex.ru",
))  # fmt: skip


def subscription_row(
    subscription: Json, at: datetime, rules: RevenueRules, account: str | None
) -> tuple[dict[str, object], MonthlyRevenue]:
    """A subscription as a row by `COLUMNS`, and the revenue that its ARR is from.

    One that was cancelled has the ARR that it had until then: it counts on the days before and on none after.
    `account` names the account that it is of.
    """
    ended = _seconds(subscription, "ended_at")
    paid_from = _paid_from(subscription, at, ended)
    revenue = _revenue(subscription, at, rules, ended, paid=paid_from is not None)
    status = str(subscription.get("status"))
    ends_on = None if status == "canceled" else _ends(subscription, status)
    leaving = bool(subscription.get("cancel_at_period_end")) or subscription.get("cancel_at") is not None
    row = {
        "key": subscription.get("id"),
        "account": account,
        **_what(subscription, rules.prices),
        "status": STATUSES.get(status, "active"),
        "starts_on": _day(paid_from if paid_from is not None else _seconds(subscription, "start_date")),
        "ends_on": _day(ends_on),
        "cancelled_on": _day(ended) if status == "canceled" else None,
        "notice_on": _day(_seconds(subscription, "canceled_at")) if leaving or status == "canceled" else None,
        "notice_given": leaving and status != "canceled",
        "renewal_term": _months(subscription),
        "auto_renews": not leaving and status not in {"canceled", "trialing"},
        "arr": revenue.arr if revenue.exact is not None else f"not known: {revenue.reason}",
        "currency": revenue.currency,
        "payment": _payment(status),
    }
    return row, revenue


def _revenue(subscription: Json, at: datetime, rules: RevenueRules, ended: int | None, *, paid: bool) -> MonthlyRevenue:
    if subscription.get("status") == "canceled" and ended is not None and paid:
        return run_rate(subscription, datetime.fromtimestamp(ended - 1, UTC), rules)
    return monthly_revenue(subscription, at, rules)


def _paid_from(subscription: Json, at: datetime, ended: int | None) -> int | None:
    """When a subscription began to be paid: after the trial that it began with. None where it never was."""
    start, trial_end = _seconds(subscription, "start_date"), _seconds(subscription, "trial_end")
    began = _seconds(subscription, "trial_start")
    if start is None or trial_end is None or began is None or began > start:
        return start
    return trial_end if trial_end <= min(int(at.timestamp()), ended if ended is not None else trial_end) else None


def _ends(subscription: Json, status: str) -> int | None:
    """When its term ends: the day it is to be cancelled, else the earliest end of a period, of a trial its own."""
    if (cancel_at := _seconds(subscription, "cancel_at")) is not None:
        return cancel_at
    if status == "trialing":
        return _seconds(subscription, "trial_end")
    ends = [end for item in items_of(subscription) if (end := _seconds(item, "current_period_end")) is not None]
    return min(ends, default=_seconds(subscription, "current_period_end"))


def _months(subscription: Json) -> int | None:
    """For how many months it renews: as long as the period that ends first, where that is months."""
    items = [item for item in items_of(subscription) if item.get("current_period_end") is not None]
    first = min(items, key=lambda item: int(item["current_period_end"]), default={})
    recurring = (first.get("price") or {}).get("recurring") or {}
    months = {"month": 1, "year": 12}.get(str(recurring.get("interval")))
    return None if months is None else months * int(recurring.get("interval_count") or 1)


def _what(subscription: Json, prices: Mapping[str, Json]) -> dict[str, object]:
    """Products and prices by their names, and seats, where one item alone is sold by number."""
    items = items_of(subscription)
    whole = [
        {**(item.get("price") or {}), **prices.get(str((item.get("price") or {}).get("id")), {})} for item in items
    ]
    licensed = [item for item in items if not is_metered(item)]
    return {
        "product": _listed(_product_name(price) for price in whole),
        "plan": _listed(str(price.get("nickname") or price.get("lookup_key") or "") for price in whole),
        "seats": licensed[0].get("quantity") if len(licensed) == 1 else None,
    }


def _listed(names: Any) -> str | None:  # noqa: ANN401 - any iterable of texts
    return " + ".join(dict.fromkeys(name for name in names if name)) or None


def _product_name(price: Json) -> str:
    product = price.get("product")
    named = product.get("name") if isinstance(product, Mapping) else None
    return str(named or product_of(price))


def _payment(status: str) -> str | None:
    if status in {"past_due", "unpaid"}:
        return "overdue"
    return "paid" if status == "active" else None


def _seconds(subscription: Json, name: str) -> int | None:
    value = subscription.get(name)
    return None if value is None else int(value)


def _day(seconds: int | None) -> str | None:
    """The day of an instant, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()


def notes_of(subscription: Json, at: datetime, revenue: MonthlyRevenue) -> tuple[str, ...]:
    """What a person should know of how a subscription counts."""
    notes = list(revenue.notes)
    if str(subscription.get("status")) in NOT_COUNTING and subscription.get("status") in {"unpaid", "paused"}:
        notes.append(f"Status {subscription['status']} counts 0")
    if revenue.exact == 0 and pause_of(subscription, int(at.timestamp())) in {"void", "mark_uncollectible"}:
        notes.append("Collection is paused, and counts 0: invoices are voided or written off")
    if subscription.get("schedule"):
        notes.append("A schedule changes it later: only what is billed now counts")
    return tuple(notes)


def customer_row(customer: Json) -> dict[str, object]:
    """A customer as a row by `CUSTOMER_COLUMNS`; a personal address says nothing of a domain."""
    domain = email_domain(customer)
    return {
        "key": customer.get("id"),
        "name": customer.get("name") or customer.get("description") or domain or customer.get("email"),
        "domain": domain,
        "country": (customer.get("address") or {}).get("country"),
    }


def email_domain(customer: Json) -> str | None:
    """The domain of a customer's address, if it is a company's own."""
    _, _, domain = str(customer.get("email") or "").casefold().strip().rpartition("@")
    return domain if domain and domain not in PERSONAL else None
