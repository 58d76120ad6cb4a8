"""What is read and yet not believed without asking: days to come, revenue below zero, zeros for dates."""

import pytest

from accounts.doubts import Accepted
from tests.accounts.importing.conftest import Company

HAPPENED = {
    "tickets": "id,account,opened\nT-1,Acme,{}\n",
    "usage": "account,date,logins\nAcme,{},3\n",
    "surveys": "account,nps,date\nAcme,9,{}\n",
    "touchpoints": "account,date,type\nAcme,{},call\n",
}


@pytest.mark.parametrize("kind", HAPPENED)
def test_a_day_to_come_of_what_has_happened_is_asked_about(acme: Company, kind: str) -> None:
    text = HAPPENED[kind].format("2027-05-01")
    outcome = acme.bring(kind, text)
    assert [(each.line, each.asks, each.reason) for each in outcome.rejects] == [
        (2, "future", "is still to come, and this has happened already")
    ]
    assert acme.bring(kind, text, accept=frozenset(["future"])).new == 1


@pytest.mark.parametrize("kind", HAPPENED)
def test_tomorrow_may_have_begun_where_a_file_comes_from(acme: Company, kind: str) -> None:
    assert acme.bring(kind, HAPPENED[kind].format("2026-06-16")).new == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("accounts", "name,renewal date,churn date\nHooli,2027-05-01,2027-05-01\n"),
        ("subscriptions", "account,start,end,arr\nAcme,2027-01-01,2027-12-31,5\n"),
        ("churn", "account,churn date\nAcme,2027-01-01\n"),
    ],
)
def test_what_is_agreed_on_may_lie_ahead(acme: Company, kind: str, text: str) -> None:
    assert acme.bring(kind, text).rejected == 0


@pytest.mark.parametrize("header", ["arr", "mrr"])
def test_revenue_below_zero_is_asked_about(acme: Company, header: str) -> None:
    text = f"id,account,start,{header}\nS-1,Acme,2026-01-01,-100\nS-2,Acme,2026-01-01,100\n"
    outcome = acme.bring("subscriptions", text)
    assert [(each.asks, each.rows, each.line) for each in outcome.questions] == [("negative", 1, 2)]
    assert acme.column("SELECT count(*) FROM subscription") == [0]
    assert acme.bring("subscriptions", text, accept=frozenset(["negative"])).new == 2


def test_zeros_in_a_column_of_dates_are_empty_cells_and_that_is_said(company: Company) -> None:
    rows = "Acme,2027-01-01\nGlobex,0\nHooli,1/0/1900\nInitech,00:00:00\n"
    outcome = company.bring("accounts", f"name,renewal date\n{rows}")
    assert company.column("SELECT renews_on FROM account ORDER BY name") == ["2027-01-01", None, None, None]
    assert "A zero in “renewal date” was taken for an empty cell (3 rows, first on line 3)." in outcome.notes


@pytest.mark.parametrize(
    ("kind", "header", "row", "asks", "reason"),
    [
        ("accounts", "name,renewal date", "Hooli,1999-05-01", "far", "passed 27 years ago: a customer's next renewal"),
        ("accounts", "name,renewal date", "Hooli,2099-12-31", "far", "is 73 years ahead: leave the cell empty"),
        ("accounts", "name,status,renewal date", "Hooli,active,2016-05-01", "far", "passed 10 years ago"),
        ("accounts", "name,customer since", "Hooli,2062-05-01", "far", "is 36 years ahead"),
        ("subscriptions", "account,start,end,arr", "Acme,2026-01-01,2099-12-31,5", "far", "is 73 years ahead"),
        ("subscriptions", "account,start,end,arr", "Acme,2026-01-01,2026-01-01,5", "empty", "it would run for no day"),
        ("churn", "account,churn date", "Acme,2062-01-01", "far", "is 36 years ahead"),
    ],
)
def test_days_that_nobody_means_are_asked_about(  # noqa: PLR0917
    acme: Company, kind: str, header: str, row: str, asks: Accepted, reason: str
) -> None:
    outcome = acme.bring(kind, f"{header}\n{row}\n")
    assert [(each.line, each.asks) for each in outcome.rejects] == [(2, asks)]
    assert reason in outcome.rejects[0].reason
    assert acme.bring(kind, f"{header}\n{row}\n", accept=frozenset([asks])).new == 1


def test_days_that_may_well_be_meant_are_taken(acme: Company) -> None:
    accounts = "Old,churned,1999-05-01,\nRolls,active,1999-05-01,yes\nLate,active,2023-01-01,\n"
    assert acme.bring("accounts", f"name,status,renewal date,auto renew\n{accounts}").new == 3
    contracts = "Acme,1998-01-01,1999-01-01,,5\nGlobex,2026-01-01,2026-01-01,2026-01-01,5\nInitech,2026-01-01,,,5\n"
    assert acme.bring("subscriptions", f"account,start,end,cancelled on,arr\n{contracts}").new == 3


def test_a_day_that_is_midnight_further_east_is_told_of(company: Company) -> None:
    days = ("2027-03-30T22:00:00.000Z", "2027-01-30T23:00:00Z", "", "2027-06-29 22:00 UTC")
    rows = "".join(f"A-{at},{cell}\n" for at, cell in enumerate(days))
    outcome = company.bring("accounts", f"id,renewal date\n{rows}")
    assert company.column("SELECT renews_on FROM account ORDER BY key") == [
        "2027-03-30", "2027-01-30", None, "2027-06-29"
    ]  # fmt: skip
    assert any(note.startswith("“renewal date” has 22:00 UTC in each cell") for note in outcome.notes)
    of_different_hours = rows.replace("23:00", "17:00")
    again = company.bring("accounts", f"id,renewal date\n{of_different_hours}")
    assert not any("UTC in each cell" in note for note in again.notes)


@pytest.mark.parametrize("end", ["31.12.9999", "12/31/9999", "9999-12-31", "9999-12-31T00:00:00Z", "31.12.9999 00:00"])
def test_the_last_day_of_the_year_9999_is_no_end(company: Company, end: str) -> None:
    company.bring("accounts", f"name,renewal date\nAcme,{end}\nGlobex,2027-03-28\n")
    assert company.column("SELECT renews_on FROM account ORDER BY name") == [None, "2027-03-28"]
