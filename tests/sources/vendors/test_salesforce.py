"""Salesforce as a source: accounts with their owners, contracts of any object, and what changed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sources import SourcesFileError, SyncReport
from tests.sources.company import NOON, Company
from tests.sources.vendors.fake import BROKEN, SECRET, says, serving
from tests.sources.vendors.fake_salesforce import FakeSalesforce, record

ACCOUNTS = """[crm]
kind = "accounts"
from = "salesforce"
url = "{url}"
client_id = "app"
key = "env:SALESFORCE"
every = "1h"
{more}
"""
CONTRACTS = """[contracts]
kind = "subscriptions"
from = "salesforce"
url = "{url}"
client_id = "app"
key = "env:SALESFORCE"
every = "1h"
needs = ["crm"]
"""
ANA = {"Name": "Ana (sample)", "Email": "ana@vendor.example"}


@pytest.fixture
def salesforce() -> Iterator[FakeSalesforce]:
    accounts = [
        record("1", Name="Acme (sample)", Website="https://www.acme.example", Type="Customer - Direct", Owner=ANA,
               Tier__c="Enterprise"),
        record("2", Name="Beta (sample)", Type="Prospect", Owner=None, BillingCountry="Germany"),
        record("3", Name="Coral (sample)", Type=None, Owner=ANA),
    ]  # fmt: skip
    fake = FakeSalesforce(objects={"Account": accounts, "Contract": [], "Opportunity": []})
    with serving(fake):
        yield fake


def sync(home: Company, salesforce: FakeSalesforce, more: str = "", contracts: str = "") -> list[SyncReport]:
    home.environment["SALESFORCE"] = SECRET
    both = ACCOUNTS + (CONTRACTS + contracts.replace("{", "{{").replace("}", "}}") if contracts else "")
    return home.sync(home.configure(both.format(url=salesforce.url, more=more)))


def accounts(home: Company, columns: str = "a.name") -> list[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM account a LEFT JOIN owner o ON o.id = a.owner_id ORDER BY a.name"
    return home.store.reading.execute(query).fetchall()


def test_accounts_come_with_their_owners(company: Company, salesforce: FakeSalesforce) -> None:
    (report,) = sync(company, salesforce, 'fields = { segment = "Tier__c" }')
    assert (report.outcome, report.new) == ("good", 3), report
    assert accounts(company, "a.key, a.name, a.domain, a.status, a.segment, a.country, o.email") == [
        ("001000000000000001", "Acme (sample)", "acme.example", "active", "Enterprise", None, "ana@vendor.example"),
        ("001000000000000002", "Beta (sample)", None, "prospect", None, "Germany", None),
        ("001000000000000003", "Coral (sample)", None, "active", None, None, "ana@vendor.example"),
    ]


def test_only_some_are_asked_for(company: Company, salesforce: FakeSalesforce) -> None:
    sync(company, salesforce, "where = \"Type = 'Customer'\"")
    assert salesforce.queries[0].endswith(" FROM Account WHERE (Type = 'Customer') ORDER BY Id")


def test_only_what_changed_is_asked_for_after_the_first_run(company: Company, salesforce: FakeSalesforce) -> None:
    sync(company, salesforce, "full = false")
    changed = "2026-06-14T09:00:00.000+0000"
    salesforce.objects["Account"][1] |= {"Name": "Beta Group (sample)", "SystemModstamp": changed}
    (report,) = sync(company, salesforce, "full = false")
    assert (report.new, report.changed, company.state("crm").cursor) == (0, 1, changed), report
    assert " WHERE SystemModstamp >= 2026-06-01T07:50:00Z ORDER BY Id" in salesforce.queries[1]


def test_contracts_come_with_the_fields_that_are_named(company: Company, salesforce: FakeSalesforce) -> None:
    of = {"AccountId": "001000000000000001", "StartDate": "2026-01-01", "EndDate": "2026-12-31"}
    salesforce.objects["Contract"] = [record("7", StatusCode="Activated", ARR__c=1200.5, **of)]
    report = sync(company, salesforce, contracts='fields = { arr = "ARR__c" }\ncurrency = "EUR"')[1]
    assert (report.outcome, report.new) == ("good", 1), report
    query = "SELECT s.key, s.arr, s.currency, s.starts_on, s.ends_on, s.status FROM subscription s"
    assert company.store.reading.execute(query).fetchall() == [
        ("salesforce:001000000000000007", 1_200_50, "EUR", "2026-01-01", "2026-12-31", "active")
    ]


def test_won_opportunities_can_be_the_contracts(company: Company, salesforce: FakeSalesforce) -> None:
    of = {"AccountId": "001000000000000001", "CloseDate": "2026-01-01", "End__c": "2027-12-31"}
    salesforce.objects["Opportunity"] = [record("8", Amount=2400, **of)]
    asked = 'object = "Opportunity"\nfields = { term_amount = "Amount", ends_on = "End__c" }'
    report = sync(company, salesforce, contracts=asked)[1]
    assert (report.outcome, report.new) == ("good", 1), report
    assert company.store.reading.execute("SELECT arr FROM subscription").fetchall() == [(1_200_00,)]
    assert "(IsWon = true)" in salesforce.queries[1]


def test_fewer_records_than_there_are_said_to_be_are_no_answer(company: Company, salesforce: FakeSalesforce) -> None:
    sync(company, salesforce)
    salesforce.lost = 4
    (report,) = sync(company, salesforce)
    assert report.reason == "crm: Salesforce gave 3 of 7 records. Nothing is taken as gone."
    assert len(accounts(company)) == 3


def test_the_limit_of_a_day_leaves_it_alone_for_long(company: Company, salesforce: FakeSalesforce) -> None:
    limit = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    salesforce.fail_at = {2: says(limit, 403)}
    (report,) = sync(company, salesforce)
    assert report.reason == "crm: no requests to Salesforce are left today."
    assert company.state("crm").retry_at == NOON + timedelta(hours=12)


REFUSED = {
    "signing in": (1, says({"error": "invalid_client", "error_description": "bad secret made-up-secret"}, 400),
                   "it refused with 400. Nothing is taken as gone. It says: bad secret ***"),
    "no token": (1, says({"id": "x"}), "Salesforce signed nobody in: its answer has no access_token"),
    "a session that ended": (2, says([{"errorCode": "INVALID_SESSION_ID"}], 401), "ended the session"),
    "a field that isn't there": (2, says([{"message": "No such column 'x'", "errorCode": "INVALID_FIELD"}], 400),
                                 "It says: No such column 'x'"),
    "no records": (3, says({"totalSize": 3, "done": True}), "has no list “records”"),
}  # fmt: skip


@pytest.mark.parametrize(("number", "failure", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_answer_fails(
    company: Company, salesforce: FakeSalesforce, number: int, failure: Any, said: str
) -> None:
    salesforce.fail_at = {number: failure}
    (report,) = sync(company, salesforce)
    assert (report.outcome, accounts(company)) == ("failed", [])
    assert said in report.reason


def test_what_passes_is_asked_again(company: Company, salesforce: FakeSalesforce) -> None:
    salesforce.fail_at = {1: BROKEN, 3: BROKEN, 5: BROKEN}
    assert sync(company, salesforce)[0].outcome == "good"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "subscriptions"', "don't say which field of Contract has the amount"),
        ('kind = "subscriptions"\nobject = "Opportunity"\nfields = { arr = "Amount" }', "has the end of a contract"),
        ('kind = "subscriptions"\nobject = "Deal__c"\nfields = { arr = "A__c", ends_on = "E__c" }',
         "don't say which fields of Deal__c have account and starts_on"),
        ('kind = "accounts"\nfields = { segment = "x FROM User" }', "which is no name of a field"),
        ('kind = "accounts"\nobject = "Account; DROP"', "object is wrong"),
    ],
)  # fmt: skip
def test_what_can_not_be_told_is_asked_for(company: Company, text: str, said: str) -> None:
    begin = '[crm]\nfrom = "salesforce"\nurl = "https://a.example"\nclient_id = "app"\nkey = "env:K"\nevery = "1h"\n'
    with pytest.raises(SourcesFileError) as raised:
        company.configure(f"{begin}{text}")
    assert said in str(raised.value)
