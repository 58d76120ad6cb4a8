"""The prices of subscriptions: those that are listed, and those that no list has."""

from collections.abc import Iterable, Mapping
from typing import Final

from sources.errors import SourceError
from sources.http import HttpClient
from sources.vendors.stripe.prices import Json, product_of
from sources.vendors.stripe.revenue import items_of

EXPANDED: Final = ("tiers", "currency_options", "product")
_KEPT: Final = ("id", "currency", "tiers", "currency_options", "product", "nickname", "lookup_key")


class PriceBook:
    """What subscriptions don't say of their prices: tiers, amounts in other currencies, and the product's name; `known`
    has it by the price's id.

    Lists leave out prices that were made for one subscription. Those are asked for one by one where an amount needs it.
    """

    def __init__(self, client: HttpClient, base: str, listed: Iterable[Json]) -> None:
        self._client, self._base = client, base
        self.known: dict[str, Json] = {}
        self._products: dict[str, Json] = {}
        for price in listed:
            self._keep(price)

    def complete(self, subscription: Json) -> None:
        """Makes the prices of a subscription known."""
        for item in items_of(subscription):
            price = item.get("price")
            if not isinstance(price, Mapping) or str(price.get("id")) in self.known:
                continue
            if price.get("billing_scheme") == "tiered" or price.get("currency") != subscription.get("currency"):
                self._keep(self._asked(str(price.get("id"))) or price)
            elif product := self._products.get(product_of(price)):
                self.known[str(price.get("id"))] = {"product": product}

    def _asked(self, number: str) -> Json | None:
        params = {f"expand[{at}]": each for at, each in enumerate(EXPANDED)}
        found = self._client.find_json(f"{self._base}/v1/prices/{number}", params)
        if found is not None and (not isinstance(found, dict) or found.get("id") != number):
            raise SourceError(f"{self._client.source}: price {number} could not be read.")
        return found

    def _keep(self, price: Json) -> None:
        self.known[str(price["id"])] = {name: price[name] for name in _KEPT if price.get(name) is not None}
        if isinstance(price.get("product"), Mapping):
            self._products[product_of(price)] = price["product"]
