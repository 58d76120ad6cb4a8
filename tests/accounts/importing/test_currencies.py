"""Amounts keep the currency that they have in the store, unless somebody says that it is another one."""

import pytest

from tests.accounts.importing.conftest import Company

FILES = {
    "accounts": ("id,name,arr\n1,Acme,100\n2,Globex,200\n", "account"),
    "subscriptions": ("id,account,start,arr\nC-1,Acme,2026-01-01,100\nC-2,Globex,2026-01-01,200\n", "subscription"),
}


@pytest.mark.parametrize("kind", FILES)
def test_an_amount_that_would_change_its_currency_is_asked_about(acme: Company, kind: str) -> None:
    text, table = FILES[kind]
    acme.bring(kind, text, currency="EUR", currency_said=True)
    changed = text.replace(",200\n", ",300\n")
    outcome = acme.bring(kind, changed)
    assert [(each.line, each.column, each.asks) for each in outcome.rejects] == [
        (2, "arr", "currency"),
        (3, "arr", "currency"),
    ]
    assert "would be in USD, as nothing says otherwise, and is in EUR in the store: --currency EUR" in str(
        outcome.rejects[0].reason
    )
    query = f"SELECT currency FROM {table} WHERE arr IS NOT NULL"
    assert acme.bring(kind, changed, currency="EUR", currency_said=True).changed == 1
    assert acme.column(query) == ["EUR", "EUR"]
    assert acme.bring(kind, changed, accept=frozenset(["currency"])).changed == 2
    assert acme.column(query) == ["USD", "USD"]


@pytest.mark.parametrize(
    "text", ["id,name,arr\n1,Acme,$100\n", "id,name,arr,currency\n1,Acme,100,USD\n", "id,name,ARR (USD)\n1,Acme,100\n"]
)
def test_a_currency_that_is_named_is_taken(company: Company, text: str) -> None:
    company.bring("accounts", "id,name,arr,currency\n1,Acme,100,EUR\n")
    outcome = company.bring("accounts", text)
    assert (outcome.rejected, outcome.changed) == (0, 1)
