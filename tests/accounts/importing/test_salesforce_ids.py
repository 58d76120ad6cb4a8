"""An account of Salesforce is the same by either form of its id; the pair of the first test is of Salesforce's help."""

import pytest

from accounts.importing.salesforce_ids import other_form
from tests.accounts.importing.conftest import Company

SHORT, LONG = "001A0000006Vm9r", "001A0000006Vm9rIAC"
ANOTHER = "001A0000006Vm9R"  # differs by case alone


@pytest.mark.parametrize(
    ("key", "other"),
    [
        (SHORT, LONG),
        (LONG, SHORT),
        (LONG.lower(), SHORT),
        (LONG[:-1] + "D", None),
        (ANOTHER, "001A0000006Vm9RIAS"),
        ("001A0000006Vm9", None),
        ("001A0000006Vm9rIA9", None),
        ("001A-000006Vm9r", None),
    ],
)
def test_an_id_has_another_form_where_its_last_characters_say_so(key: str, other: str | None) -> None:
    assert other_form(key) == other


def test_rows_name_an_account_by_either_form_and_never_another_one(company: Company) -> None:
    company.bring("accounts", f"id,name,arr,currency\n{SHORT},Acme,100,USD\n{ANOTHER},Beta,200,USD\n")
    result = company.bring("contacts", f"account id,id,name\n{LONG},c1,Al\n{ANOTHER},c2,Bo\n")
    assert f"An id of Salesforce has two forms: {LONG} is {SHORT} here." in result.notes
    assert company.rows("SELECT c.key, a.name FROM contact c JOIN account a ON a.id = c.account_id ORDER BY c.key") == [
        ("c1", "Acme"),
        ("c2", "Beta"),
    ]
    assert company.bring("contacts", f"account id,id,name\n{LONG[:-1]}D,c3,Cy\n").rejects


def test_a_file_with_the_other_form_changes_the_same_accounts(company: Company) -> None:
    company.bring("accounts", f"id,name,arr,currency\n{LONG},Acme,100,USD\n")
    result = company.bring("accounts", f"id,name,arr,currency\n{SHORT},Acme,150,USD\n{ANOTHER},Beta,200,USD\n")
    assert (result.new, result.changed) == (1, 1)
    assert company.rows("SELECT key, arr FROM account ORDER BY key") == [(ANOTHER, 20000), (LONG, 15000)]


def test_a_file_with_both_forms_is_left_as_it_is(company: Company) -> None:
    company.bring("accounts", f"id,name\n{SHORT},Acme\n")
    result = company.bring("accounts", f"id,name\n{SHORT},Acme\n{LONG},Acme\n")
    assert not any("two forms" in note for note in result.notes)
    assert company.column("SELECT key FROM account ORDER BY key") == [SHORT, LONG]


@pytest.mark.parametrize("source", [None, "salesforce"])
def test_a_contract_is_the_same_by_either_form_of_its_id_and_counts_once(company: Company, source: str | None) -> None:
    company.bring("accounts", f"id,name\n{LONG},Acme\n")
    contracts = "id,account id,start date,end date,arr,currency\n{},{},2026-01-01,2026-12-31,{},USD\n"
    company.bring("subscriptions", contracts.format("800A0000006Vm9rIAC", LONG, 1000), tool=source)
    result = company.bring("subscriptions", contracts.format("800A0000006Vm9r", SHORT, 1200), tool=source)
    assert (result.new, result.changed) == (0, 1)
    assert "An id of Salesforce has two forms: 800A0000006Vm9r is 800A0000006Vm9rIAC here." in result.notes
    assert company.column("SELECT arr FROM revenue") == [1200_00]


@pytest.mark.parametrize("source", [None, "salesforce"])
@pytest.mark.parametrize("account", ["", "," + SHORT])
def test_use_names_its_contract_and_account_by_either_form(company: Company, source: str | None, account: str) -> None:
    company.bring("accounts", f"id,name\n{LONG},Acme\n")
    contract, short = "800A0000006Vm9rIAC", "800A0000006Vm9r"
    text = f"id,account id,start date,end date,arr,currency\n{contract},{LONG},2026-01-01,2026-12-31,1000,USD\n"
    company.bring("subscriptions", text, tool=source)
    header = "subscription,date,feature,count" + ",account" * bool(account)
    result = company.bring("usage", f"{header}\n{short},2026-05-01,reports,3{account}\n")
    assert (result.new, result.rejected) == (1, 0)
    assert f"An id of Salesforce has two forms: {short} is {contract} here." in result.notes
    query = "SELECT a.name, u.subscription, u.events FROM usage u JOIN account a ON a.id = u.account_id"
    assert company.rows(query) == [("Acme", contract, 3)]
    company.bring("usage", f"{header}\n{contract},2026-05-01,reports,4{account}\n")
    assert company.rows(query) == [("Acme", contract, 4)]  # the same use, and not that of another contract
    assert company.bring("usage", f"subscription,date,count\n{short[:-1]}z,2026-05-01,1\n").rejected == 1
