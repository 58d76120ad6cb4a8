"""Stripe as far as it is asked, from its published shapes: lists, expansion to four levels, its errors and versions."""

from dataclasses import dataclass, field

from tests.sources.vendors.fake import SECRET, Fake, Json, says
from tests.sources.web_server import Asked, Says

VERSION = "2025-09-30.clover"
LEVELS = 4


@dataclass
class FakeStripe(Fake):
    """Lists of objects by their names, the newest first, some to a page. Of prices a list has the active ones unless it
    is asked for the others, and none that is `inline`: made for one subscription.
    """

    prices: list[Json] = field(default_factory=list)
    coupons: list[Json] = field(default_factory=list)
    customers: list[Json] = field(default_factory=list)
    subscriptions: list[Json] = field(default_factory=list)
    deleted_coupons: list[Json] = field(default_factory=list)
    more_items: list[Json] = field(default_factory=list)
    page: int = 2

    def answer(self, asked: Asked) -> Says:
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return _error(401, "Invalid API Key provided: made-up-*****")
        expanded = [value for name, value in asked.query.items() if name.startswith("expand[")]
        if too_deep := [each for each in expanded if each.count(".") >= LEVELS]:
            return _error(400, f"You cannot expand more than 4 levels of a property. Property: {too_deep[0]}")
        match asked.path.removeprefix("/v1/").split("/"):
            case [name] if name in {"prices", "coupons", "customers", "subscriptions", "subscription_items"}:
                return self._list(name, asked, expanded)
            case ["subscriptions", name]:
                return self._one(name, asked, expanded)
            case ["prices", name] if price := next((each for each in self.prices if each["id"] == name), None):
                return says(self._shown("prices", price, expanded, "", asked))
            case _:
                return _error(404, f"Unrecognized request URL (GET: {asked.path}).")

    def _list(self, name: str, asked: Asked, expanded: list[str]) -> Says:
        found = self.more_items if name == "subscription_items" else getattr(self, name)
        found = [each for each in found if not each.get("deleted")]
        if name == "subscriptions" and asked.query.get("status") != "all":
            found = [each for each in found if each["status"] != "canceled"]
        if name == "prices":
            active = asked.query.get("active", "true") == "true"
            found = [each for each in found if each["active"] is active and not each.get("inline")]
        after = asked.query.get("starting_after")
        begin = 0 if after is None else [each["id"] for each in found].index(after) + 1
        size = min(int(asked.query.get("limit", "10")), self.page)
        shown = [self._shown(name, each, expanded, "data.", asked) for each in found[begin : begin + size]]
        more = begin + size < len(found)
        return says({"object": "list", "data": shown, "has_more": more, "url": asked.path})

    def _one(self, name: str, asked: Asked, expanded: list[str]) -> Says:
        found = next((each for each in self.subscriptions if each["id"] == name), None)
        if found is None:
            return _error(404, f"No such subscription: '{name}'")
        return says(self._shown("subscriptions", found, expanded, "", asked))

    def _shown(self, name: str, record: Json, expanded: list[str], prefix: str, asked: Asked) -> Json:
        """A record as it is sent: what wasn't asked to be expanded is an id, or left out."""
        if name == "prices":
            return _without(record, expanded, prefix, "tiers", "currency_options")
        if name == "coupons":
            return _without(record, expanded, prefix, "applies_to", "currency_options")
        return self._subscription(record, expanded, prefix, asked) if name == "subscriptions" else record

    def _subscription(self, record: Json, expanded: list[str], prefix: str, asked: Asked) -> Json:
        discounts = record["discounts"]
        if not any(each.startswith(f"{prefix}discounts") for each in expanded):
            discounts = [each["id"] for each in discounts]
        else:
            whole = f"{prefix}discounts.source.coupon"
            discounts = [self._discount(each, whole, expanded) for each in discounts]
        customer = next((each for each in self.customers if each["id"] == record["customer"]), record["customer"])
        if f"{prefix}customer" not in expanded:
            customer = record["customer"]
        shown = {**record, "discounts": discounts, "customer": customer, "items": self._items(record, expanded, prefix)}
        return shown if asked.headers.get("stripe-version") == VERSION else _of_old(shown)

    def _items(self, record: Json, expanded: list[str], prefix: str) -> Json:
        whole = f"{prefix}items.data.discounts" in expanded
        data = [
            {**each, "discounts": [self._discount(one, "", []) if whole else one["id"] for one in each["discounts"]]}
            for each in record["items"]["data"]
        ]
        bare = [{**each, "price": _without(each["price"], [], "", "tiers", "currency_options")} for each in data]
        return {**record["items"], "data": bare}

    def _discount(self, discount: Json, path: str, expanded: list[str]) -> Json:
        name = discount["source"]["coupon"]
        coupon = next(each for each in (*self.coupons, *self.deleted_coupons) if each["id"] == name)
        if f"{path}.applies_to" in expanded:
            shown: object = coupon
        else:
            shown = {key: value for key, value in coupon.items() if key != "applies_to"} if path in expanded else name
        return {**discount, "source": {**discount["source"], "coupon": shown}}


def _without(record: Json, expanded: list[str], prefix: str, *names: str) -> Json:
    return {key: value for key, value in record.items() if key not in names or f"{prefix}{key}" in expanded}


def _of_old(shown: Json) -> Json:
    """A subscription in the shape of versions before 2025-03-31: its period beside the items, one discount."""
    first = shown["items"]["data"][0]
    discounts = shown.pop("discounts")
    items = [
        {key: each[key] for key in each if not key.startswith("current_period")} for each in shown["items"]["data"]
    ]
    return {**shown, "items": {**shown["items"], "data": items}, "discount": discounts[0] if discounts else None,
            "current_period_end": first["current_period_end"]}  # fmt: skip


def _error(status: int, message: str) -> Says:
    return says({"error": {"message": message, "type": "invalid_request_error"}}, status)
