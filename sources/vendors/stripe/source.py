"""Stripe as a source: its subscriptions with their ARR, and its customers as accounts."""

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import Any, ClassVar, Final

from pydantic import Field, field_validator

from sources.errors import SourceError
from sources.http import HttpClient
from sources.model import FetchContext, Fetched
from sources.paging import Page, pages
from sources.vendors.model import Json, Listing, Noted, Row, VendorSource, each_once
from sources.vendors.stripe.accounts import account_of, is_deleted
from sources.vendors.stripe.coupons import CouponBook
from sources.vendors.stripe.history import with_history
from sources.vendors.stripe.price_book import EXPANDED, PriceBook
from sources.vendors.stripe.revenue import RevenueRules
from sources.vendors.stripe.rows import (
    COLUMNS,
    CUSTOMER_COLUMNS,
    NEVER_BEGAN,
    customer_row,
    notes_of,
    subscription_row,
)

VERSION: Final = "2025-09-30.clover"
_PAGE: Final = {"limit": "100"}
_ACCOUNT: Final = re.compile(r"id|name|domain|metadata\.\S+")


class StripeSource(VendorSource):
    """Reads all subscriptions, or all customers, of a Stripe account."""

    title: ClassVar[str] = "Stripe"
    address: ClassVar[str] = "https://api.stripe.com"
    examples: ClassVar[dict[str, Any]] = {"key": "env:STRIPE_KEY", "account": "domain", "repeating_discounts": True}
    listings: ClassVar[Mapping[str, Listing]] = {
        "subscriptions": Listing(
            taken="subscriptions",
            rights="a restricted key with read on Subscriptions, Prices, Products, Coupons and Customers",
            columns=COLUMNS,
        ),
        "accounts": Listing(
            taken="customers", rights="a restricted key with read on Customers", columns=CUSTOMER_COLUMNS
        ),
    }

    account: str = Field(default="id", description="What names a subscription's account: id, name, domain, metadata.x")
    repeating_discounts: bool = Field(default=False, description="Whether discounts of some months lower MRR too")
    test_mode: bool = Field(default=False, description="Whether a key of Stripe's test mode is taken")

    @field_validator("account")
    @classmethod
    def _names_accounts(cls, account: str) -> str:
        if not _ACCOUNT.fullmatch(account):
            raise ValueError("is id, name, domain (of the customer's email), or metadata. and a name: metadata.crm_id")
        return account

    def headers(self, secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}", "Stripe-Version": VERSION}

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        noted = Noted()
        of = self._customers if self.kind == "accounts" else self._subscriptions
        with self.client(context) as client, closing(of(client, context, noted)) as rows:
            table = self.table(rows, noted)
        yield Fetched(table=table, as_of=context.now, full=self.is_full)

    def _customers(self, client: HttpClient, context: FetchContext, noted: Noted) -> Generator[Row]:
        for customer in self._live(self.taken(self._listed(client, "customers"), context)):
            row = customer_row(customer)
            if row["name"] is None:
                noted.add("Customers without a name or an email are called by their id")
            yield row

    def _subscriptions(self, client: HttpClient, context: FetchContext, noted: Noted) -> Generator[Row]:
        prices = PriceBook(client, self.base, self._prices(client))
        rules = RevenueRules(prices=prices.known, repeating=self.repeating_discounts)
        coupons = CouponBook(
            client, self.base, self._all(client, "coupons", "data.applies_to", "data.currency_options")
        )
        expanded = ("data.discounts.source.coupon", "data.items.data.discounts", "data.customer")
        found = self.taken(self._listed(client, "subscriptions", *expanded, status="all"), context)
        for subscription in self._live(found):
            if subscription.get("status") in NEVER_BEGAN:
                noted.add("Subscriptions whose first payment was never made were passed over")
                continue
            known = context.contracts(self.stored_key(str(subscription.get("id"))))
            account = account_of(subscription, self.account, known)
            if account is None and is_deleted(subscription):
                noted.add("Subscriptions of customers that were deleted were passed over")
                continue
            whole = coupons.completed(self._with_all_items(client, subscription))
            prices.complete(whole)
            row, revenue = subscription_row(whole, context.now, rules, account)
            noted.add(*notes_of(whole, context.now, revenue))
            yield from with_history(row, known, context.now.date())

    def _prices(self, client: HttpClient) -> Iterator[Json]:
        """All prices, also those that are archived, which subscriptions go on with: a list has the active ones."""
        expanded = [f"data.{each}" for each in EXPANDED]
        for active in ("true", "false"):
            yield from self._all(client, "prices", *expanded, active=active)

    def _with_all_items(self, client: HttpClient, subscription: Json) -> Json:
        if not (subscription.get("items") or {}).get("has_more"):
            return subscription
        items = [*self._all(client, "subscription_items", "data.discounts", subscription=subscription["id"])]
        return {**subscription, "items": {"object": "list", "data": items, "has_more": False}}

    def _all(self, client: HttpClient, name: str, *expanded: str, **params: str) -> Iterator[Json]:
        return self._live(self._listed(client, name, *expanded, **params))

    def _listed(self, client: HttpClient, name: str, *expanded: str, **params: str) -> Iterator[Page]:
        """The pages of a list."""
        asked = {**_PAGE, **params, **{f"expand[{at}]": each for at, each in enumerate(expanded)}}
        for page in pages(client, f"{self.base}/v1/{name}", asked, _after):
            rows, more = self.records(page, "data"), page.get("has_more")
            if not isinstance(more, bool) or (more and not rows):
                raise SourceError(f"{self.name}: an answer of Stripe doesn't say whether it is the last one.")
            yield page

    def _live(self, found: Iterator[Page]) -> Iterator[Json]:
        """The objects of pages, each once. Raises `SourceError` for those of test mode."""
        for record in each_once(each for page in found for each in self.records(page, "data")):
            if record.get("livemode") is False and not self.test_mode:
                raise SourceError(
                    f"{self.name}: {self.key} is a key of Stripe's test mode. Set a live one, or say test_mode = true."
                )
            yield record


def _after(page: Page) -> dict[str, str] | None:
    """The next page begins after the last object of this one, as long as there are more."""
    return {"starting_after": str(page["data"][-1]["id"])} if page.get("has_more") and page.get("data") else None
