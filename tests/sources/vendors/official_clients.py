"""Vendors' own clients against the fakes: what they read is what the sources are told. By hand: official_clients.sh.

zenpy takes answers only from zendesk.com, and Intercom's client was not tried: their fakes are checked by nobody else.
"""

import hubspot
import simple_salesforce
import stripe

from tests.sources.vendors.fake import SECRET, serving
from tests.sources.vendors.fake_hubspot import FakeHubspot, crm_company, deal, owner
from tests.sources.vendors.fake_salesforce import FakeSalesforce, record
from tests.sources.vendors.fake_stripe import VERSION, FakeStripe
from tests.sources.vendors.stripe_objects import coupon, discount, price, seconds, subscription

CUSTOMER = {"id": "cus_sample", "object": "customer", "name": "Acme (sample)", "livemode": True, "metadata": {}}


def check_stripe() -> None:
    """Paging, expansion, its limit of four levels, and errors, as the client takes them apart."""
    stripe.enable_telemetry = False
    fake = FakeStripe(
        prices=[price()],
        coupons=[coupon(percent_off=25.0, applies_to={"products": ["prod_sample"]})],
        customers=[CUSTOMER],
        subscriptions=[subscription(id=f"sub_{at}", discounts=[discount("SAMPLE")]) for at in range(5)],
    )
    with serving(fake):
        asked = {"status": "all", "limit": 100, "expand": ["data.discounts.source.coupon", "data.customer"]}
        listed = _stripe(fake, SECRET).v1.subscriptions
        found = list(listed.list(asked).auto_paging_iter())
        assert [each.id for each in found] == [f"sub_{at}" for at in range(5)]
        assert isinstance(found[0].discounts[0].source.coupon, stripe.Coupon)
        assert isinstance(found[0].customer, stripe.Customer)
        assert found[0]["items"].data[0].current_period_end == seconds("2026-07-01")
        whole = listed.retrieve("sub_1", {"expand": ["discounts.source.coupon.applies_to"]})
        assert whole.discounts[0].source.coupon.applies_to.products == ["prod_sample"]
        _raises(stripe.InvalidRequestError, lambda: listed.list({"expand": ["data.items.data.price.tiers"]}))
        _raises(stripe.InvalidRequestError, lambda: listed.retrieve("sub_none"))
        _raises(stripe.AuthenticationError, _stripe(fake, "wrong").v1.prices.list)


def _stripe(fake: FakeStripe, key: str) -> stripe.StripeClient:
    return stripe.StripeClient(key, stripe_version=VERSION, base_addresses={"api": fake.url})


def check_hubspot() -> None:
    """Pages of companies, a search, owners, and deals with their companies."""
    fake = FakeHubspot(
        companies=[crm_company(name) for name in ("acme", "beta", "coral")],
        owners=[owner("7", "ana@vendor.example")],
        deals=[deal("1", ("94acme", "deal_to_company"))],
    )
    crm = hubspot.Client.create(access_token=SECRET).crm
    companies, searches = crm.companies.basic_api, crm.companies.search_api
    owners, deals = crm.owners.owners_api, crm.deals.basic_api
    with serving(fake):
        for each in (companies, searches, owners, deals):
            each.api_client.configuration.host = fake.url
        page = companies.get_page(limit=100, properties=["name"])
        rest = companies.get_page(limit=100, properties=["name"], after=page.paging.next.after)
        names = [each.properties["name"] for each in (*page.results, *rest.results)]
        assert (names, rest.paging) == (["Acme (sample)", "Beta (sample)", "Coral (sample)"], None)
        newer = {"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": "0"}
        found = searches.do_search({"filterGroups": [{"filters": [newer]}], "properties": ["name"], "limit": 100})
        assert (found.total, len(found.results), found.paging.next.after) == (3, 2, "2")
        assert [each.email for each in owners.get_page().results] == ["ana@vendor.example"]
        (won,) = deals.get_page(properties=["hs_arr"], associations=["companies"]).results
        assert [each.id for each in won.associations["companies"].results] == ["94acme"]


def check_salesforce() -> None:
    """A query and its errors; its second page is asked for by https:// only."""
    accounts = [
        record(str(at), Name=f"Company {at} (sample)", Owner={"Email": "ana@vendor.example"}) for at in range(5)
    ]
    fake = FakeSalesforce(objects={"Account": accounts}, page=2_000)
    with serving(fake):
        client = simple_salesforce.Salesforce(instance_url=fake.url, session_id="made-up-token", version="62.0")
        client.base_url = f"{fake.url}/services/data/v62.0/"
        found = client.query_all("SELECT Id, Name, Owner.Email FROM Account ORDER BY Id")
        assert (found["totalSize"], found["records"][4]["Owner"]["Email"]) == (5, "ana@vendor.example")
        _raises(simple_salesforce.SalesforceMalformedRequest, lambda: client.query("SELECT nothing"))
        client.headers["Authorization"] = "Bearer ended"
        _raises(simple_salesforce.SalesforceExpiredSession, lambda: client.query("SELECT Id FROM Account ORDER BY Id"))


def _raises(error: type[Exception], ask: object) -> None:
    try:
        ask()  # type: ignore[operator]
    except error:
        return
    raise AssertionError(f"no {error.__name__}")


def main() -> None:
    """Checks all fakes for which a client can be sent to the loopback interface."""
    for name, check in (("stripe", check_stripe), ("hubspot", check_hubspot), ("salesforce", check_salesforce)):
        check()
        print(f"{name}: the official client reads the fake")


if __name__ == "__main__":
    main()
