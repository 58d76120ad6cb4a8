"""Objects in the shapes that Stripe publishes for its API of 2025-09-30; all of them are made up."""

from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def seconds(day: str) -> int:
    """The first instant of a day in UTC, in seconds."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def price(amount: int | None = 10_000, interval: str = "month", count: int = 1, **more: Any) -> Json:
    """A recurring price of an amount in minor units."""
    recurring = {"interval": interval, "interval_count": count, "meter": None, "trial_period_days": None,
                 "usage_type": more.pop("usage_type", "licensed")}  # fmt: skip
    return {
        "id": "price_sample", "object": "price", "active": True, "billing_scheme": "per_unit", "created": 1_700_000_000,
        "currency": "usd", "custom_unit_amount": None, "livemode": True, "lookup_key": None, "metadata": {},
        "nickname": None, "product": "prod_sample", "recurring": recurring, "tax_behavior": "unspecified",
        "tiers_mode": None, "transform_quantity": None, "type": "recurring", "unit_amount": amount,
        "unit_amount_decimal": None if amount is None else str(amount), **more,
    }  # fmt: skip


def tiered(mode: str, *tiers: Json, **more: Any) -> Json:
    """A price in tiers, as it comes when they are asked for."""
    return price(None, billing_scheme="tiered", tiers_mode=mode, tiers=list(tiers), **more)


def tier(up_to: int | None, unit: int, flat: int | None = None) -> Json:
    """A tier, its last unit included."""
    return {"up_to": up_to, "unit_amount": unit, "unit_amount_decimal": str(unit), "flat_amount": flat,
            "flat_amount_decimal": None if flat is None else str(flat)}  # fmt: skip


def item(of: Json | None = None, quantity: int | None = 1, **more: Any) -> Json:
    """An item of a subscription; one that is metered has no quantity."""
    given = {"price": of or price(), "object": "subscription_item", "id": "si_sample", "created": 1_700_000_000,
             "current_period_start": seconds("2026-06-01"), "current_period_end": seconds("2026-07-01"),
             "discounts": [], "metadata": {}, "subscription": "sub_sample", "tax_rates": [], **more}  # fmt: skip
    return given if quantity is None else {**given, "quantity": quantity}


def subscription(*items: Json, **more: Any) -> Json:
    """A subscription that runs since 2026-01-01."""
    listed = {"object": "list", "data": list(items) or [item()], "has_more": False, "url": "/v1/subscription_items"}
    return {
        "id": "sub_sample", "object": "subscription", "automatic_tax": {"enabled": False}, "cancel_at": None,
        "cancel_at_period_end": False, "canceled_at": None, "collection_method": "charge_automatically",
        "created": seconds("2026-01-01"), "currency": "usd", "customer": "cus_sample", "default_tax_rates": [],
        "discounts": [], "ended_at": None, "items": listed, "livemode": True, "metadata": {}, "pause_collection": None,
        "schedule": None, "start_date": seconds("2026-01-01"), "status": "active", "trial_end": None,
        "trial_start": None, **more,
    }  # fmt: skip


def coupon(**more: Any) -> Json:
    """A coupon that holds forever, unless it is said otherwise."""
    return {"id": "SAMPLE", "object": "coupon", "amount_off": None, "currency": None, "duration": "forever",
            "duration_in_months": None, "percent_off": None, "valid": True, **more}  # fmt: skip


def discount(of: Json | str, end: int | None = None, **more: Any) -> Json:
    """A discount, its coupon in its source: whole, or its id as where it isn't asked for."""
    return {"id": "di_sample", "object": "discount", "end": end, "start": seconds("2026-01-01"),
            "source": {"coupon": of, "type": "coupon"}, **more}  # fmt: skip
