"""Deals of a CRM as contracts: those that were won; lost ones never were contracts, and what is open is asked about."""

import pytest

from tests.accounts.importing.conftest import Company

SALESFORCE = (
    "Opportunity ID,Account Name,Stage,Amount,Contract Start Date,Contract End Date,ARR\n"
    "O-1,Acme,Closed Won,96000,2026-01-01,2027-12-31,48000\n"
    "O-2,Globex,Closed Lost,50000,2026-01-15,2027-01-14,50000\n"
)
HUBSPOT = (
    "Record ID,Deal Stage,Company,Contract start date,Contract end date,Annual recurring revenue\n"
    "1,Closed won (Sales Pipeline),Acme,2026-01-01,2026-12-31,48000\n"
    "2,Closed lost (Sales Pipeline),Globex,2026-01-01,2026-12-31,48000\n"
)
CONTRACTS = "SELECT status, arr FROM subscription ORDER BY key"


@pytest.mark.parametrize("text", [SALESFORCE, HUBSPOT])
def test_a_deal_that_was_lost_is_no_contract(acme: Company, text: str) -> None:
    outcome = acme.bring("subscriptions", text)
    assert acme.rows(CONTRACTS) == [("active", 4_800_000)]
    assert "Deals that were lost never were contracts, and were passed over (1 row, first on line 3)." in outcome.notes


@pytest.mark.parametrize("stage", ["Negotiation", "Appointment scheduled (Sales Pipeline)", "Open", "Upcoming"])
def test_a_deal_that_is_open_is_asked_about(acme: Company, stage: str) -> None:
    text = HUBSPOT.replace("Closed lost (Sales Pipeline)", stage)
    outcome = acme.bring("subscriptions", text)
    assert [each.word for each in outcome.odd_words] == [stage]
    assert acme.bring("subscriptions", text, words={"status": {stage: "unsigned"}}).new == 1


def test_a_lost_deal_has_no_days_of_a_contract_that_ended(acme: Company) -> None:
    pipedrive = "Deal ID,Organization,Deal status,Start date,ARR\n1,Acme,Won,2026-01-01,5\n2,Globex,Lost,2026-01-01,5\n"
    acme.bring("subscriptions", pipedrive)
    assert acme.rows(CONTRACTS) == [("active", 500)]
    acme.bring("subscriptions", "Contract ID,Company,Status,Start date,ARR\nC-2,Globex,lost,2026-01-01,5\n")
    assert acme.rows(CONTRACTS) == [("active", 500), ("cancelled", 500)]


def test_stages_of_which_none_is_known_are_asked_about_and_not_left_out(acme: Company) -> None:
    text = HUBSPOT.replace("Closed won (Sales Pipeline)", "Go-Live").replace("Closed lost (Sales Pipeline)", "Dropped")
    outcome = acme.bring("subscriptions", text)
    assert not outcome.written
    assert {each.word for each in outcome.odd_words} == {"Go-Live", "Dropped"}


def test_an_amount_beside_arr_needs_no_interval(acme: Company) -> None:
    text = (
        "Account,Start date,Amount,ARR,Billing period\nAcme,2026-01-01,96000,48000,\nGlobex,2026-01-01,100,,monthly\n"
    )
    acme.bring("subscriptions", text)
    assert acme.column("SELECT arr FROM subscription ORDER BY account_id") == [4_800_000, 120_000]


@pytest.mark.parametrize("unit", ["k€", "T€", "€k", "$000", "Mio. €", "in k$"])
def test_amounts_in_thousands_are_left_out_and_that_is_said(company: Company, unit: str) -> None:
    outcome = company.bring("accounts", f"name,ARR ({unit})\nAcme,48\n")
    assert company.column("SELECT arr FROM account") == [None]
    assert any("may change what it means" in each for each in outcome.ignored)


def test_lines_of_one_contract_are_told_how_they_can_be_read(acme: Company) -> None:
    text = "Contract ID,Account,Product,Start date,ARR\nC-1,Acme,Core,2026-01-01,9\nC-1,Acme,Addon,2026-01-01,2\n"
    (rejected,) = acme.bring("subscriptions", text).rejects
    assert rejected.reason.endswith('Where they are lines of one contract: --map "Contract ID=-"')
    assert acme.bring("subscriptions", text, columns={"Contract ID": "-"}).new == 2


def test_two_contracts_without_an_id_are_told_what_tells_them_apart(acme: Company) -> None:
    (rejected,) = acme.bring("subscriptions", "Account,Start,ARR\nAcme,2026-01-01,9\nAcme,2026-01-01,2\n").rejects
    assert rejected.value == ""
    assert rejected.reason.endswith("Where both are right, a column of contract ids or of products tells them apart")
