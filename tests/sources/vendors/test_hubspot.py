"""HubSpot as a source: companies with their owners, won deals, and what changed past the limit of its search."""

from collections.abc import Iterator
from typing import Any

import pytest

from sources import SourcesFileError, SyncReport
from sources.vendors import hubspot_changes
from tests.sources.company import Company
from tests.sources.vendors.fake import LIMITED, SECRET, says, serving
from tests.sources.vendors.fake_hubspot import FakeHubspot, crm_company, deal, error, owner

COMPANIES = """[crm]
kind = "accounts"
from = "hubspot"
key = "env:HUBSPOT"
url = "{url}"
every = "1h"
{more}
"""
DEALS = """[deals]
kind = "subscriptions"
from = "hubspot"
key = "env:HUBSPOT"
url = "{url}"
every = "1h"
needs = ["crm"]
fields = {{ ends_on = "contract_end" }}
"""


@pytest.fixture
def hubspot() -> Iterator[FakeHubspot]:
    fake = FakeHubspot(
        companies=[
            crm_company("acme", hubspot_owner_id="7", customer_tier="Enterprise"),
            crm_company("beta", hubspot_owner_id="8"),
            crm_company("coral", lifecyclestage="marketingqualifiedlead", industry="COMPUTER_SOFTWARE"),
        ],
        owners=[owner("7", "ana@vendor.example"), owner("8", "old@vendor.example", archived=True)],
    )
    with serving(fake):
        yield fake


def sync(home: Company, hubspot: FakeHubspot, more: str = "", *, deals: bool = False) -> list[SyncReport]:
    home.environment["HUBSPOT"] = SECRET
    text = COMPANIES.format(url=hubspot.url, more=more) + (DEALS.format(url=hubspot.url) if deals else "")
    return home.sync(home.configure(text))


def accounts(home: Company, columns: str = "a.name, o.email") -> list[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM account a LEFT JOIN owner o ON o.id = a.owner_id ORDER BY a.name"
    return home.store.reading.execute(query).fetchall()


def test_companies_become_accounts_with_their_owners(company: Company, hubspot: FakeHubspot) -> None:
    (report,) = sync(company, hubspot, 'fields = { segment = "customer_tier" }')
    assert (report.outcome, report.new) == ("good", 3), report
    assert accounts(company, "a.key, a.name, a.domain, a.status, a.segment, a.industry, o.name, o.email") == [
        ("94acme", "Acme (sample)", "acme.example", "active", "Enterprise", None, "Ana (sample)", "ana@vendor.example"),
        ("94beta", "Beta (sample)", "beta.example", "active", None, None, "Old (sample)", "old@vendor.example"),
        ("95coral", "Coral (sample)", "coral.example", "prospect", None, "Computer Software", None, None),
    ]


def test_only_some_stages_are_read(company: Company, hubspot: FakeHubspot) -> None:
    sync(company, hubspot, 'only = { lifecyclestage = ["customer", "evangelist"] }')
    assert [name for name, _ in accounts(company)] == ["Acme (sample)", "Beta (sample)"]


def test_a_property_that_is_written_wrong_is_told(company: Company, hubspot: FakeHubspot) -> None:
    (report,) = sync(company, hubspot, 'fields = { segment = "customer_teir" }')
    assert report.outcome == "good"
    assert "HubSpot has no property customer_teir: is it spelled so there? Nothing was read of it." in report.notes
    (report,) = sync(company, hubspot, 'only = { lifecyclestage = ["Customer"] }')
    assert report.reason == "crm: of 3 records none has lifecyclestage = Customer. Nothing is taken as gone."


def test_a_stage_of_one_s_own_is_named_with_how_to_say_what_it_means(company: Company, hubspot: FakeHubspot) -> None:
    hubspot.companies[0]["properties"]["lifecyclestage"] = "1234"
    (report,) = sync(company, hubspot)
    assert "row 1: status “1234” is none of prospect, trial, active, notice, churned." in report.reason
    written = report.reason.partition("each with the value that is right: ")[2].partition(". They are")[0]
    assert written == 'values = { status = { "1234" = "prospect" } }'
    assert sync(company, hubspot, written)[0].outcome == "good"


def test_an_owner_of_whom_nothing_is_known_names_nobody(company: Company, hubspot: FakeHubspot) -> None:
    hubspot.owners.pop()
    hubspot.companies[2] = crm_company("coral", csm="Cleo (sample)")
    sync(company, hubspot, 'fields = { owner = "csm" }')
    assert accounts(company, "o.name") == [(None,), (None,), ("Cleo (sample)",)]
    sync(company, hubspot)
    assert accounts(company, "o.name")[:2] == [("Ana (sample)",), (None,)]


def test_a_company_that_was_archived_is_missing_and_never_deleted(company: Company, hubspot: FakeHubspot) -> None:
    hubspot.companies += [crm_company("delta"), crm_company("echo")]
    sync(company, hubspot)
    hubspot.companies.pop()
    (report,) = sync(company, hubspot)
    assert (report.outcome, len(accounts(company))) == ("good", 5)
    missing = "SELECT count(*) FROM source_row WHERE missing = 1"
    assert company.store.reading.execute(missing).fetchone() == (1,)


def test_companies_and_deals_that_were_merged_go_on_as_what_they_were(company: Company, hubspot: FakeHubspot) -> None:
    """HubSpot gives the merged record a new id since 2025: the customer and its contract would be there twice."""
    of = ("94acme", "deal_to_company")
    others = [deal(each, ("94beta", "deal_to_company"), contract_end="2026-12-31") for each in "45"]
    hubspot.deals = [deal(each, of, contract_end="2026-12-31") for each in "12"] + others
    sync(company, hubspot, deals=True)
    for round_, former in ((1, "95coral;94acme"), (2, "95coral;94acme;777"), (3, "777;95nobody")):
        merged = crm_company("acme", hs_merged_object_ids=former, industry=f"Round {round_}")
        hubspot.companies = [{**merged, "id": f"77{6 + round_}"}, crm_company("beta")]
        moved = deal("3", (f"77{6 + round_}", "deal_to_company"), contract_end="2026-12-31", hs_merged_object_ids="1")
        hubspot.deals = [moved, *others]
        crm, deals = sync(company, hubspot, "gone_after = 2", deals=True)
        assert (crm.outcome, crm.new, deals.outcome, deals.new) == ("good", 0, "good", 0), (crm, deals)
        assert accounts(company, "a.key, a.industry")[0] == ("94acme", f"Round {round_}")
        assert "Records that were merged in HubSpot go on as the account that one was (1 of them)." in crm.notes
    contracts = "SELECT s.key, a.key FROM subscription s JOIN account a ON a.id = s.account_id ORDER BY 1"
    assert company.store.reading.execute(contracts).fetchall() == [
        ("hubspot:1", "94acme"),
        ("hubspot:2", "94acme"),
        ("hubspot:4", "94beta"),
        ("hubspot:5", "94beta"),
    ]
    gone = (
        "SELECT a.key FROM source_row r JOIN account a ON a.id = r.row_id WHERE source = 'crm' AND gone_at IS NOT NULL"
    )
    assert company.store.reading.execute(gone).fetchall() == [("95coral",)]


def test_a_merged_company_that_the_store_never_had_is_a_new_account(company: Company, hubspot: FakeHubspot) -> None:
    hubspot.companies.append(crm_company("delta", hs_merged_object_ids="1;2"))
    assert [each.new for each in (*sync(company, hubspot), *sync(company, hubspot))] == [4, 0]


def test_only_what_changed_is_asked_for_after_the_first_run(company: Company, hubspot: FakeHubspot) -> None:
    changes = "full = false\ngone_after = 3"
    sync(company, hubspot, changes)
    assert company.state("crm").cursor == "2026-06-01T08:00:00.000Z"
    hubspot.companies[0] = crm_company("acme", "2026-06-14T09:00:00.000Z", industry="Retail")
    hubspot.asked.clear()
    (report,) = sync(company, hubspot, changes)
    assert (report.outcome, report.changed) == ("good", 1), report
    assert hubspot.paths[2:] == ["/crm/v3/objects/companies/search"] * 2
    assert company.state("crm").cursor == "2026-06-14T09:00:00.000Z"


def test_changes_beyond_the_limit_of_a_search_are_read(
    company: Company, hubspot: FakeHubspot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubspot_changes, "MOST", 4)
    hubspot.most = 4
    sync(company, hubspot, "full = false")
    hubspot.companies += [crm_company(f"new{at}", f"2026-06-10T0{at}:00:00.000Z") for at in range(9)]
    (report,) = sync(company, hubspot, "full = false")
    assert (report.outcome, report.new, len(accounts(company))) == ("good", 9, 12), report


def test_a_search_that_gives_less_than_it_says_is_an_error(company: Company, hubspot: FakeHubspot) -> None:
    sync(company, hubspot, "full = false")
    hubspot.fail_at = {len(hubspot.asked) + 3: says({"total": 5, "results": [hubspot.companies[0]]})}
    (report,) = sync(company, hubspot, "full = false")
    assert report.reason == "crm: a search in HubSpot gave 1 of 5 companies."


def test_more_changes_in_one_moment_than_a_search_gives_are_an_error(
    company: Company, hubspot: FakeHubspot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubspot_changes, "MOST", 4)
    hubspot.most = 4
    sync(company, hubspot, "full = false")
    hubspot.companies += [crm_company(f"new{at}", "2026-06-10T08:00:00.000Z") for at in range(9)]
    (report,) = sync(company, hubspot, "full = false")
    assert "more than 4 companies were changed in one moment" in report.reason
    assert (len(accounts(company)), company.state("crm").cursor) == (3, "2026-06-01T08:00:00.000Z")


def test_a_run_that_breaks_off_between_pages_leaves_rows_and_cursor(company: Company, hubspot: FakeHubspot) -> None:
    sync(company, hubspot, "full = false")
    hubspot.companies += [crm_company(f"new{at}", f"2026-06-10T0{at}:00:00.000Z") for at in range(5)]
    hubspot.fail_at = {len(hubspot.asked) + 4: error(400, "broken", "VALIDATION_ERROR")}
    (report,) = sync(company, hubspot, "full = false")
    assert report.outcome == "failed"
    assert (len(accounts(company)), company.state("crm").cursor) == (3, "2026-06-01T08:00:00.000Z")
    sync(company, hubspot, "full = false")
    assert len(accounts(company)) == 8


def test_won_deals_become_contracts_of_their_primary_company(company: Company, hubspot: FakeHubspot) -> None:
    both = (("95coral", "deal_to_company_unlabeled"), ("94acme", "deal_to_company"))
    hubspot.deals = [
        deal("1", *both, contract_end="2026-12-31", deal_currency_code="EUR"),
        deal("2", ("94beta", "deal_to_company"), contract_end="2026-12-31", hs_arr=None),
        deal("3", ("94beta", "deal_to_company"), contract_end="2026-12-31", hs_is_closed_won="false"),
        deal("4", ("94beta", "deal_to_company")),
        deal("5", contract_end="2026-12-31"),
    ]
    report = sync(company, hubspot, deals=True)[1]
    assert (report.outcome, report.new) == ("good", 2), report
    query = "SELECT s.key, a.name, s.arr, s.currency, s.starts_on, s.ends_on FROM subscription s"
    assert company.store.reading.execute(f"{query} JOIN account a ON a.id = s.account_id ORDER BY 1").fetchall() == [
        ("hubspot:1", "Acme (sample)", 1_200_00, "EUR", "2026-01-01", "2026-12-31"),
        ("hubspot:4", "Beta (sample)", 1_200_00, "USD", "2026-01-01", None),
    ]
    assert set(report.notes) >= {
        "Won deals without hs_arr were passed over: nothing of them recurs (1 row).",
        "Won deals without contract_end have no end, and count on (1 row).",
        "Won deals without a company were passed over (1 row).",
    }


def test_numbers_have_a_decimal_point_whatever_they_look_like(company: Company, hubspot: FakeHubspot) -> None:
    of = ("94acme", "deal_to_company")
    hubspot.deals = [deal("1", of, hs_arr="1.200"), deal("2", of, hs_arr="14.500")]
    report = sync(company, hubspot, deals=True)[1]
    assert report.outcome == "good", report
    assert company.store.reading.execute("SELECT arr FROM subscription ORDER BY key").fetchall() == [(1_20,), (14_50,)]


def test_a_limit_by_the_second_is_waited_out_and_one_by_the_day_ends_the_run(
    company: Company, hubspot: FakeHubspot
) -> None:
    hubspot.fail_at = {2: LIMITED, 4: error(429, "ten seconds", "RATE_LIMITS", policyName="TEN_SECONDLY_ROLLING")}
    assert sync(company, hubspot)[0].outcome == "good"
    hubspot.always = error(429, "You have reached your daily limit.", "RATE_LIMITS", policyName="DAILY")
    (report,) = sync(company, hubspot)
    assert report.reason == "crm: no requests to HubSpot are left today."
    assert len(accounts(company)) == 3


def test_a_scope_that_lacks_iscrm_company(company: Company, hubspot: FakeHubspot) -> None:
    hubspot.always = error(403, "This app hasn't been granted all required scopes.", "MISSING_SCOPES")
    (report,) = sync(company, hubspot)
    assert report.reason == (
        "crm: it refused with 403: the key lacks a right. It needs a service key with "
        "crm.objects.companies.read and crm.objects.owners.read. It says: This app hasn't been granted all required "
        "scopes."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "subscriptions"', 'fields = { ends_on = "contract_end" }'),
        ('kind = "accounts"\nfields = { arrr = "arr" }', "has arrr, and accounts have "),
        ('kind = "accounts"\nfields = { arr = "a; b" }', "which is no name of a field"),
        ('kind = "subscriptions"\nfull = false\nfields = { ends_on = "end" }', "of deals all are read"),
    ],
)
def test_what_can_not_be_told_is_asked_for(company: Company, text: str, said: str) -> None:
    with pytest.raises(SourcesFileError) as raised:
        company.configure(f'[crm]\nfrom = "hubspot"\nkey = "env:K"\nevery = "1h"\n{text}')
    assert said in str(raised.value)
