"""The coupons of discounts, with the products that each is limited to."""

from collections.abc import Iterable, Mapping
from typing import Any

from sources.errors import SourceError
from sources.http import HttpClient
from sources.vendors.model import Json


class CouponBook:
    """All coupons by their ids, for discounts that say only which one.

    A coupon that was deleted isn't listed, and still holds where it was given: it is asked for with its subscription.
    """

    def __init__(self, client: HttpClient, base: str, coupons: Iterable[Json]) -> None:
        self._client, self._base = client, base
        self._known = {str(coupon["id"]): coupon for coupon in coupons}

    def completed(self, subscription: Json) -> Json:
        """The subscription with the whole coupon in each discount: its own, those of its items, and, where there are
        none of these, the customer's.
        """
        items = subscription.get("items") or {}
        listed = [{**item, "discounts": self._whole(item.get("discounts"))} for item in items.get("data", ())]
        own = subscription.get("discounts") or ()
        if any(_unlisted(each, self._known) for each in own):
            own = self._asked(subscription).get("discounts") or ()
        discounts = self._whole(own)
        customer = subscription.get("customer")
        if not discounts and not any(item["discounts"] for item in listed) and isinstance(customer, Mapping):
            discounts = self._whole([customer["discount"]] if customer.get("discount") else ())
        return {**subscription, "discounts": discounts, "items": {**items, "data": listed}}

    def _asked(self, subscription: Json) -> Json:
        """The subscription by itself: its expansion reaches what a coupon is limited to."""
        params = {"expand[0]": "discounts.source.coupon.applies_to"}
        found = self._client.get_json(f"{self._base}/v1/subscriptions/{subscription['id']}", params)
        if not isinstance(found, dict):
            raise SourceError(f"{self._client.source}: subscription {subscription['id']} could not be read.")
        return found

    def _whole(self, discounts: Any) -> list[Any]:  # noqa: ANN401 - ids, or objects
        return [self._with_coupon(each) if isinstance(each, Mapping) else each for each in discounts or ()]

    def _with_coupon(self, discount: Mapping[str, Any]) -> Mapping[str, Any]:
        coupon = _coupon(discount)
        if isinstance(coupon, str):
            coupon = self._known.get(coupon, coupon)
        elif isinstance(coupon, Mapping):
            coupon = {**coupon, **self._known.get(str(coupon.get("id")), {})}
        return {**discount, "source": {**(discount.get("source") or {}), "coupon": coupon}}


def _coupon(discount: Mapping[str, Any]) -> object:
    return (discount.get("source") or {}).get("coupon") or discount.get("coupon")


def _unlisted(discount: object, known: Mapping[str, Json]) -> bool:
    coupon = _coupon(discount) if isinstance(discount, Mapping) else None
    name = coupon.get("id") if isinstance(coupon, Mapping) else coupon
    return name not in known
