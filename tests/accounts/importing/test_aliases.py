"""Another name of an account is confirmed once, and known in every file from then on."""

import pytest

from accounts.errors import ImportFileError
from accounts.importing import Meant, add_alias, forget_alias, list_aliases
from tests.accounts.importing.conftest import Company

TICKET = "id,account,opened\nT-1,{},2026-05-01\n"


def test_an_account_that_may_be_meant_is_offered(acme: Company) -> None:
    assert acme.bring("tickets", TICKET.format("Inittech")).meant == (Meant("Inittech", "A-3", "Initech"),)


@pytest.mark.parametrize("account", ["A-1", "acme.example", "https://www.acme.example/", "ACME"])
@pytest.mark.parametrize("written", ["Acme Holding GmbH", "ACME  HOLDING gmbh"])
def test_a_name_that_was_confirmed_is_the_accounts_in_every_file(acme: Company, account: str, written: str) -> None:
    alias = add_alias(acme.store, "Acme Holding GmbH", account, acme.occasion)
    assert alias == ("Acme Holding GmbH", "A-1", "Acme")
    assert acme.bring("tickets", TICKET.format(written)).rejected == 0
    assert acme.column("SELECT a.key FROM ticket JOIN account a ON a.id = account_id") == ["A-1"]


@pytest.mark.parametrize("row", ["9001,Acme Holding GmbH,70", ",Acme Holding GmbH,70", "9001,Something,70"])
def test_a_row_of_accounts_under_another_name_or_id_is_that_account_and_keeps_its_name(acme: Company, row: str) -> None:
    for written in ("Acme Holding GmbH", "9001"):
        add_alias(acme.store, written, "A-1", acme.occasion)
    outcome = acme.bring("accounts", f"id,name,seats\n{row}\n")
    assert (outcome.new, outcome.changed) == (0, 1)
    assert acme.rows("SELECT key, name, seats FROM account WHERE seats = 70") == [("A-1", "Acme", 70)]


def test_they_are_listed_changed_and_forgotten(acme: Company) -> None:
    add_alias(acme.store, "Globex KG", "A-1", acme.occasion)
    add_alias(acme.store, "globex kg", "A-2", acme.occasion)
    assert list_aliases(acme.store.reading) == (("globex kg", "A-2", "Globex"),)
    with acme.store.writing() as connection:
        assert forget_alias(connection, "GLOBEX KG")
        assert not forget_alias(connection, "GLOBEX KG")
    assert acme.bring("tickets", TICKET.format("Globex KG")).rejected == 1


@pytest.mark.parametrize(
    ("written", "account", "why"),
    [
        ("Acme Ltd", "Nobody", "Nobody is no account of the store"),
        ("Acme Ltd", "Inittech", r"Perhaps Initech \(A-3\)"),
        ("Globex", "A-1", r"Globex is an account of its own: Globex \(A-2\)"),
        (" ", "A-1", "cs import alias"),
    ],
)
def test_what_cannot_be_an_alias_is_refused(acme: Company, written: str, account: str, why: str) -> None:
    with pytest.raises(ImportFileError, match=why):
        add_alias(acme.store, written, account, acme.occasion)
    assert list_aliases(acme.store.reading) == ()
