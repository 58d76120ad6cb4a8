"""Stripe as a source: from its lists to contracts of the store, through `cs sync`."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.importing import ImportContext, undo
from bot.sources.texts import report_text, status_lines
from sources import SourcesFileError, SyncReport
from sources.status import source_status
from tests.sources.company import Company
from tests.sources.vendors.fake import BROKEN, HTML, JSON, LIMITED, SECRET, says, serving
from tests.sources.vendors.fake_stripe import FakeStripe
from tests.sources.vendors.stripe_objects import coupon, discount, item, price, seconds, subscription, tier
from tests.sources.web_server import Says

Json = dict[str, Any]
TOML = """[customers]
kind = "accounts"
from = "stripe"
key = "env:STRIPE_KEY"
url = "{url}"
every = "1h"

[stripe]
kind = "subscriptions"
from = "stripe"
key = "env:STRIPE_KEY"
url = "{url}"
every = "1h"
needs = ["customers"]
{more}
"""


def customer(name: str, email: str | None = None, **more: Any) -> Json:
    return {"id": f"cus_{name}", "object": "customer", "name": f"{name.title()} (sample)", "email": email,
            "address": None, "discount": None, "livemode": True, "metadata": {}, **more}  # fmt: skip


def of(name: str, *items: Json, **more: Any) -> Json:
    return subscription(*items, **{"id": f"sub_{name}", "customer": f"cus_{name}", **more})


@pytest.fixture
def stripe() -> Iterator[FakeStripe]:
    fake = FakeStripe(
        prices=[price()],
        customers=[customer("acme", "pay@acme.example"), customer("beta"), customer("coral")],
        subscriptions=[of("coral"), of("beta", status="past_due"), of("acme")],
    )
    with serving(fake):
        yield fake


def sync(company: Company, stripe: FakeStripe, more: str = "") -> list[SyncReport]:
    company.environment["STRIPE_KEY"] = SECRET
    return company.sync(company.configure(TOML.format(url=stripe.url, more=more)))


def contracts(company: Company, columns: str = "s.key, a.name, s.arr, s.currency") -> list[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM subscription s JOIN account a ON a.id = s.account_id ORDER BY s.key"
    return company.store.reading.execute(query).fetchall()


def test_subscriptions_become_contracts_of_their_customers(company: Company, stripe: FakeStripe) -> None:
    reports = sync(company, stripe)
    assert [(each.outcome, each.new) for each in reports] == [("good", 3), ("good", 3)], reports
    assert contracts(company) == [
        ("stripe:sub_acme", "Acme (sample)", 1_200_00, "USD"),
        ("stripe:sub_beta", "Beta (sample)", 1_200_00, "USD"),
        ("stripe:sub_coral", "Coral (sample)", 1_200_00, "USD"),
    ]
    assert [(each.outcome, each.new, each.changed) for each in sync(company, stripe)] == [("good", 0, 0)] * 2


def test_a_payment_that_is_past_due_shows_beside_arr_that_counts(company: Company, stripe: FakeStripe) -> None:
    report = sync(company, stripe)[1]
    found = dict(contracts(company, "a.name, s.payment"))
    assert (found["Beta (sample)"], found["Acme (sample)"]) == ("overdue", "paid")
    assert "Payment is past due, and counts (1 row)." in report.notes


def test_what_a_run_had_to_tell_is_said_and_kept(company: Company, stripe: FakeStripe) -> None:
    report = sync(company, stripe)[1]
    told = "  Payment is past due, and counts (1 row)."
    assert told in report_text(report).splitlines()
    (_, status) = source_status(company.store, company.configure(TOML.format(url=stripe.url, more="")), company.now)
    assert told in [*status_lines(status, company.now)]


def test_prices_that_are_archived_or_in_no_list_are_known_too(company: Company, stripe: FakeStripe) -> None:
    product = {"id": "prod_sample", "object": "product", "name": "Platform (sample)"}
    tiers: Json = {"billing_scheme": "tiered", "tiers_mode": "volume", "tiers": [tier(None, 1_000)]}
    old, own, flat = (
        {**price(None, **tiers), "id": "price_old", "active": False, "product": product},
        {**price(None, **tiers), "id": "price_own", "inline": True},
        {**price(), "id": "price_flat", "inline": True},
    )
    stripe.prices = [price(), old, own, flat]
    stripe.subscriptions = [of("acme", item(old, 7)), of("beta", item(own, 7)), of("coral", item(flat))]
    sync(company, stripe)
    assert contracts(company, "a.name, s.product, s.arr") == [
        ("Acme (sample)", "Platform (sample)", 840_00),
        ("Beta (sample)", "prod_sample", 840_00),
        ("Coral (sample)", "Platform (sample)", 1_200_00),
    ]
    assert [path for path in stripe.paths if path.startswith("/v1/prices/")] == ["/v1/prices/price_own"]


def test_tiers_currencies_names_and_coupons_come_from_their_lists(company: Company, stripe: FakeStripe) -> None:
    product = {"id": "prod_sample", "object": "product", "name": "Platform (sample)"}
    tiers: Json = {"billing_scheme": "tiered", "tiers_mode": "graduated", "tiers": [tier(5, 1_000), tier(None, 800)]}
    tiered = {**price(None, **tiers), "id": "price_tiered", "product": product}
    euro = {**price(), "id": "price_euro", "currency_options": {"eur": {"unit_amount": 80_00}}}
    stripe.prices = [tiered, euro, price()]
    stripe.coupons = [coupon(percent_off=25.0, applies_to={"products": ["prod_sample"]})]
    stripe.subscriptions = [
        of("acme", item({**tiered, "product": "prod_sample"}, 7), discounts=[discount("SAMPLE")]),
        of("beta", item(euro), currency="eur"),
        of("coral", item(discounts=[discount("SAMPLE")])),
    ]
    sync(company, stripe)
    assert contracts(company, "a.name, s.product, s.arr, s.currency") == [
        ("Acme (sample)", "Platform (sample)", 594_00, "USD"),  # 66.00 less 25 %, twelve times
        ("Beta (sample)", "prod_sample", 960_00, "EUR"),
        ("Coral (sample)", "prod_sample", 900_00, "USD"),
    ]


def test_a_coupon_that_was_deleted_is_asked_for_with_its_subscription(company: Company, stripe: FakeStripe) -> None:
    gone = coupon(percent_off=10.0, applies_to={"products": ["prod_two"]})
    stripe.deleted_coupons = [gone]
    two = item({**price(50_00), "id": "price_two", "product": "prod_two"})
    stripe.subscriptions = [of("acme", item(), two, discounts=[discount("SAMPLE")])]
    sync(company, stripe)
    assert contracts(company, "s.arr") == [(145_00 * 12,)]
    assert stripe.paths[-1] == "/v1/subscriptions/sub_acme"


def test_a_customer_s_discount_holds_where_a_subscription_has_none(company: Company, stripe: FakeStripe) -> None:
    stripe.coupons = [coupon(percent_off=50.0)]
    stripe.customers[0]["discount"] = discount("SAMPLE")
    sync(company, stripe)
    assert [arr for (arr,) in contracts(company, "s.arr")] == [600_00, 1_200_00, 1_200_00]


def test_items_beyond_the_first_page_are_read(company: Company, stripe: FakeStripe) -> None:
    stripe.more_items = [item(id="si_1"), item(id="si_2"), item(id="si_3")]
    stripe.subscriptions = [of("acme", item(id="si_1"))]
    stripe.subscriptions[0]["items"]["has_more"] = True
    sync(company, stripe)
    assert contracts(company, "s.arr") == [(3_600_00,)]


def test_one_that_was_cancelled_counts_until_then(company: Company, stripe: FakeStripe) -> None:
    stripe.subscriptions[2] |= {"status": "canceled", "ended_at": seconds("2026-05-01"), "canceled_at": None}
    sync(company, stripe)
    assert contracts(company, "s.status, s.cancelled_on, s.arr")[0] == ("cancelled", "2026-05-01", 1_200_00)
    (arr,) = company.store.reading.execute("SELECT sum(arr) FROM revenue").fetchone()
    assert arr == 2_400_00


def _arr_by_day(company: Company, name: str, *days: str) -> list[int]:
    query = """SELECT coalesce(sum(s.arr), 0) FROM subscription s JOIN account a ON a.id = s.account_id
        WHERE a.name = ? AND s.starts_on <= ? AND coalesce(s.cancelled_on, '9999') > ?"""
    return [company.store.reading.execute(query, (name, day, day)).fetchone()[0] for day in days]


def _bills(stripe: FakeStripe, amount: int) -> None:
    stripe.subscriptions[2]["items"]["data"][0]["price"] = price(amount)


def test_what_a_subscription_brought_before_it_changed_stays_as_it_was(company: Company, stripe: FakeStripe) -> None:
    sync(company, stripe)
    company.later(days=10)
    _bills(stripe, 150_00)
    report = sync(company, stripe)[1]
    assert (report.new, report.changed, report.rows) == (1, 1, 4), report
    _bills(stripe, 120_00)
    sync(company, stripe)  # on the same day: what is seen last holds
    company.later(days=10)
    assert [(each.new, each.changed) for each in sync(company, stripe)] == [(0, 0), (0, 0)]
    _bills(stripe, 0)
    sync(company, stripe)
    found = _arr_by_day(company, "Acme (sample)", "2026-06-24", "2026-06-25", "2026-07-04", "2026-07-05")
    assert found == [1_200_00, 1_440_00, 1_440_00, 0]
    keys = [key for key, name, *_ in contracts(company) if name == "Acme (sample)"]
    assert keys == ["stripe:sub_acme", "stripe:sub_acme@2026-06-25", "stripe:sub_acme@2026-07-05"]


def test_the_last_of_several_ends_with_the_subscription(company: Company, stripe: FakeStripe) -> None:
    sync(company, stripe)
    company.later(days=10)
    _bills(stripe, 150_00)
    sync(company, stripe)
    company.later(days=10)
    stripe.subscriptions[2] |= {"status": "canceled", "ended_at": seconds("2026-07-01")}
    assert sync(company, stripe)[1].changed == 1
    found = _arr_by_day(company, "Acme (sample)", "2026-06-24", "2026-06-30", "2026-07-01")
    assert found == [1_200_00, 1_800_00, 0]
    assert [(each.new, each.changed) for each in sync(company, stripe)] == [(0, 0), (0, 0)]


def test_a_trial_that_is_paid_for_is_the_same_contract(company: Company, stripe: FakeStripe) -> None:
    trial = {"trial_start": seconds("2026-01-01"), "trial_end": seconds("2026-06-20")}
    stripe.subscriptions[2] |= {"status": "trialing", **trial}
    sync(company, stripe)
    company.later(days=10)
    stripe.subscriptions[2]["status"] = "active"
    sync(company, stripe)
    (found,) = [each[1:] for each in contracts(company, "a.name, s.key, s.starts_on, s.arr") if "Acme" in each[0]]
    assert found == ("stripe:sub_acme", "2026-06-20", 1_200_00)


def test_a_customer_that_is_deleted_leaves_its_contract_with_the_account_that_has_it(
    company: Company, stripe: FakeStripe
) -> None:
    sync(company, stripe)
    for number in (0, 1):
        stripe.customers[number] = {"id": stripe.customers[number]["id"], "object": "customer", "deleted": True}
    ended = {"status": "canceled", "ended_at": seconds("2026-06-10")}
    stripe.subscriptions[2] |= ended
    stripe.subscriptions[1] |= {"id": "sub_never_seen", **ended}
    report = sync(company, stripe)[1]
    assert (report.outcome, report.changed) == ("good", 1), report
    assert "Subscriptions of customers that were deleted were passed over (1 row)." in report.notes
    assert contracts(company, "a.name, s.status, s.cancelled_on")[0] == ("Acme (sample)", "cancelled", "2026-06-10")


def test_an_undone_run_takes_its_change_back(company: Company, stripe: FakeStripe) -> None:
    sync(company, stripe)
    company.later(days=10)
    _bills(stripe, 150_00)
    changed = sync(company, stripe)[1].imports[-1]
    undo(company.store, changed, ImportContext("test", company.now, company.now.date()))
    assert [arr for _, name, arr, _ in contracts(company) if "Acme" in name] == [1_200_00]
    sync(company, stripe)
    assert [arr for _, name, arr, _ in contracts(company) if "Acme" in name] == [1_200_00, 1_800_00]


def test_an_amount_that_is_not_known_rejects_its_row_with_the_reason(company: Company, stripe: FakeStripe) -> None:
    bare = price(None, billing_scheme="tiered", tiers_mode="volume")
    stripe.subscriptions[2]["items"]["data"][0]["price"] = {**bare, "id": "price_other"}
    report = sync(company, stripe)[1]
    assert report.outcome == "failed"
    assert contracts(company) == []
    report = sync(company, stripe, "skip_bad = true")[1]
    assert (report.outcome, report.new, report.rejected) == ("good", 2, 1)
    assert report.rejects[0]["value"] == "not known: the tiers of price price_other could not be read"


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("name", {"name": "Delta (sample)"}),
        ("domain", {"email": "x@Delta.example"}),
        ("metadata.crm", {"metadata": {"crm": "d"}}),
    ],
)
def test_accounts_of_another_tool_are_found(company: Company, stripe: FakeStripe, by: str, found: Json) -> None:
    company.write("crm.csv", "id,name,domain", "d,Delta (sample),delta.example")
    stripe.customers = [customer("acme") | found]
    stripe.subscriptions = stripe.subscriptions[2:]
    crm = '[crm]\nkind = "accounts"\nfrom = "folder"\nfiles = "crm.csv"\nevery = "1h"\n'
    own = TOML.format(url=stripe.url, more=f'account = "{by}"').partition("[stripe]")[2].replace("customers", "crm")
    company.environment["STRIPE_KEY"] = SECRET
    company.sync(company.configure(f"{crm}[stripe]{own}"))
    assert contracts(company, "a.name") == [("Delta (sample)",)]


def test_the_version_of_the_api_is_pinned(company: Company, stripe: FakeStripe) -> None:
    sync(company, stripe)
    assert {each.headers["stripe-version"] for each in stripe.asked} == {"2025-09-30.clover"}
    assert contracts(company, "s.ends_on")[0] == ("2026-07-01",)


@pytest.mark.parametrize("failure", [LIMITED, BROKEN, Says(200, '{"data": [', JSON, cut=True)])
def test_what_passes_in_the_middle_of_the_pages_is_asked_again(
    company: Company, stripe: FakeStripe, failure: Says
) -> None:
    stripe.fail_at = {6: failure, 8: failure}
    assert [each.outcome for each in sync(company, stripe)] == ["good", "good"]
    assert len(contracts(company)) == 3


REFUSED = {
    "a log-in page": (HTML, "answered with a page of HTML"),
    "no end": (says({"object": "list", "data": []}), "doesn't say whether it is the last one"),
    "no more": (says({"object": "list", "data": [], "has_more": True}), "doesn't say whether it is the last one"),
    "no list": (says({"object": "event"}), "has no list “data”. Nothing is taken as gone"),
    "a right that lacks": (
        says({"error": {"message": f"The key {SECRET} lacks 'rak_subscription_read'."}}, 403),
        "the key lacks a right. It needs a restricted key with read on Subscriptions, Prices, Products, Coupons and "
        "Customers. It says: The key *** lacks 'rak_subscription_read'.",
    ),
    "a key that ended": (says({}, 401), "the key isn't valid, or isn't any more. Set env:STRIPE_KEY anew."),
    "down": (BROKEN, "it refused with 503. Nothing is taken as gone."),
    "a redirect": (
        Says(302, "", {"Location": "http://127.0.0.1:9/login"}),
        "to http://127.0.0.1:9/…, which isn't asked",
    ),
}


@pytest.mark.parametrize(("failure", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_answer_fails_and_takes_nothing_as_gone(
    company: Company, stripe: FakeStripe, failure: Says, said: str
) -> None:
    sync(company, stripe)
    stripe.always = failure
    report = sync(company, stripe)[1]
    assert report.outcome == "failed"
    assert said in report.reason
    assert SECRET not in report.reason
    assert len(contracts(company)) == 3


def test_a_failure_on_the_last_page_leaves_the_store_as_it_was(company: Company, stripe: FakeStripe) -> None:
    sync(company, stripe)
    stripe.subscriptions[0]["items"]["data"][0]["price"] = price(200_00)
    before = contracts(company)
    stripe.fail_at = {len(stripe.asked) + 6: says({}, 400)}
    assert [each.outcome for each in sync(company, stripe)] == ["good", "failed"]
    assert contracts(company) == before


def test_a_list_that_grows_while_it_is_read_shows_nothing_twice(company: Company, stripe: FakeStripe) -> None:
    stripe.subscriptions.append(stripe.subscriptions[0])
    assert sync(company, stripe)[1].rows == 3


def test_objects_of_test_mode_are_refused_unless_asked_for(company: Company, stripe: FakeStripe) -> None:
    for each in (*stripe.customers, *stripe.prices, *stripe.subscriptions):
        each["livemode"] = False
    told = sync(company, stripe)[1].reason
    assert told == "stripe: env:STRIPE_KEY is a key of Stripe's test mode. Set a live one, or say test_mode = true."


def test_what_never_began_is_passed_over_and_counted(company: Company, stripe: FakeStripe) -> None:
    stripe.subscriptions[0]["status"] = "incomplete_expired"
    report = sync(company, stripe)[1]
    assert report.rows == 2
    assert "Subscriptions whose first payment was never made were passed over (1 row)." in report.notes


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('key = "sk_live_1234"', "names where the secret is kept, such as env:CRM_KEY"),
        ('account = "email"', "is id, name, domain (of the customer's email), or metadata."),
        ('kind = "usage"', "is one of subscriptions, accounts: those are what is read from Stripe"),
    ],
)
def test_a_wrong_setting_is_named(company: Company, setting: str, said: str) -> None:
    name = setting.partition(" ")[0]
    lines = ['kind = "subscriptions"', 'from = "stripe"', 'key = "env:K"', 'every = "1h"']
    text = "\n".join(["[stripe]", *(each for each in lines if not each.startswith(name)), setting])
    with pytest.raises(SourcesFileError) as raised:
        company.configure(text)
    assert said in str(raised.value)
