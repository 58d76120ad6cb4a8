"""Taking imports back."""

import pytest

from accounts.importing import entries, preview_undo, undo
from tests.accounts.importing.conftest import Company

FIRST = {
    "accounts": "id,name,arr,owner\nA-1,Acme,100,Dana\nA-2,Globex,5,Dana\n",
    "subscriptions": "id,account,start date,arr\nS-1,A-1,2026-01-01,100\n",
    "churn": "id,account,churn date\nC-1,A-2,2026-01-01\n",
    "contacts": "id,account,name,role\nP-1,A-1,Kim,champion\n",
    "usage": "account,date,feature,count\nA-1,2026-05-01,reports,3\n",
    "surveys": "id,account,nps,date\nR-1,A-1,9,2026-05-01\n",
    "touchpoints": "id,account,date,note\nM-1,A-1,2026-05-01,Kick-off\n",
    "tickets": "id,account,created at,subject\nT-1,A-1,2026-05-01,Help\n",
}
LATER = {
    "accounts": "id,name,arr,owner,owner email\nA-1,Acme Inc,200,Lee,\nA-2,Globex,5,Dana,dana@cs.example\n"
    "A-3,Hooli,1,Kim,\n",
    "subscriptions": "id,account,start date,arr\nS-1,A-2,2026-01-01,90\nS-2,A-1,2026-02-01,1\n",
    "churn": "id,account,churn date\nC-1,A-2,2026-02-01\nC-2,A-1,2026-02-01\n",
    "contacts": "id,account,name,role\nP-1,A-1,Kim,detractor\nP-2,A-2,Roe,champion\n",
    "usage": "account,date,feature,count\nA-1,2026-05-01,reports,4\nA-1,2026-05-02,reports,1\n",
    "surveys": "id,account,nps,date\nR-1,A-1,3,2026-05-01\nR-2,A-2,9,2026-05-01\n",
    "touchpoints": "id,account,date,note\nM-1,A-2,2026-05-01,Kick-off\nM-2,A-2,2026-05-01,Hello\n",
    "tickets": "id,account,created at,subject\nT-1,A-1,2026-05-01,\nT-2,A-1,2026-05-01,Help\n",
}


@pytest.fixture
def filled(company: Company) -> Company:
    """A store with a row or two of each kind."""
    for kind, text in FIRST.items():
        assert company.bring(kind, text).written
    return company


@pytest.mark.parametrize("kind", LATER)
def test_an_import_taken_back_leaves_the_store_as_before(filled: Company, kind: str) -> None:
    before = filled.everything()
    outcome = filled.bring(kind, LATER[kind])
    assert (outcome.new, outcome.changed) == (1, 1)
    assert filled.everything() != before
    found = preview_undo(filled.store)
    assert found is not None
    assert (found.removed, found.restored) == (outcome.new, outcome.changed)
    assert undo(filled.store, found.entry.id, filled.occasion) == found
    assert filled.everything() == before


def test_imports_are_taken_back_one_by_one_to_the_beginning(filled: Company) -> None:
    while (found := preview_undo(filled.store)) is not None:
        assert undo(filled.store, found.entry.id, filled.occasion)
    assert {
        name: rows for name, rows in filled.everything().items() if rows and name in ("account", "owner", "usage")
    } == {}
    assert all(entry.undone_at for entry in entries(filled.store.reading))


def test_a_file_taken_back_can_be_imported_again(filled: Company) -> None:
    filled.bring("accounts", LATER["accounts"])
    after = filled.column("SELECT name FROM account ORDER BY key")
    found = preview_undo(filled.store)
    assert found is not None
    undo(filled.store, found.entry.id, filled.occasion)
    assert filled.bring("accounts", LATER["accounts"]).written
    assert filled.column("SELECT name FROM account ORDER BY key") == after


def test_an_account_never_gets_the_number_of_one_that_was_taken_back(filled: Company) -> None:
    """Buttons and rows of messages in Slack name accounts by their numbers."""
    filled.bring("accounts", "id,name\nA-3,Hooli\nA-4,Umbrella\n")
    gone = {*filled.column("SELECT id FROM account WHERE key IN ('A-3', 'A-4')")}
    found = preview_undo(filled.store)
    assert found is not None
    undo(filled.store, found.entry.id, filled.occasion)
    filled.bring("accounts", "id,name\nA-4,Umbrella\nA-5,Stark\nA-1,Acme\n")
    filled.bring("accounts", "id,name\nA-6,Wayne\n")
    ids = filled.column("SELECT id FROM account ORDER BY key")
    assert len({*ids}) == 5
    assert not {*ids} & gone


def test_what_people_said_of_an_account_is_not_lost_by_taking_back_its_import(company: Company) -> None:
    company.bring("accounts", "id,name\nA-1,Acme\n")
    with company.store.writing() as connection:
        connection.execute(
            "INSERT INTO pulse (account_id, score, said_by, said_at, said_on) SELECT id, 4, 'dana', '', '' FROM account"
        )
    found = preview_undo(company.store)
    assert found is not None
    assert found.pulses == 1
    assert undo(company.store, found.entry.id, company.occasion) is None
    assert company.column("SELECT name FROM account") == ["Acme"]
    assert undo(company.store, found.entry.id, company.occasion, force=True)
    assert company.column("SELECT count(*) FROM account") == [0]


def test_only_what_was_shown_is_taken_back(company: Company) -> None:
    company.bring("accounts", "id,name\nA-1,Acme\n")
    found = preview_undo(company.store)
    assert found is not None
    company.bring("accounts", "id,name\nA-2,Globex\n")
    assert undo(company.store, found.entry.id, company.occasion) is None


def test_imports_that_changed_nothing_are_passed_over(company: Company) -> None:
    for _ in range(2):
        company.bring("accounts", "id,name\nA-1,Acme\n")
    company.bring("accounts", "id,arr\nA-1,x\n", columns={"id": "name"})
    found = preview_undo(company.store)
    assert found is not None
    assert found.entry.new == 1


def test_what_an_import_was_told_of_columns_and_words_is_forgotten_when_it_is_taken_back(company: Company) -> None:
    query = "SELECT header, field FROM mapping ORDER BY header"
    company.bring("accounts", "id,wer\nA-1,Acme\n", columns={"wer": "name"})
    assert company.rows(query) == [("wer", "name")]
    company.bring(
        "accounts",
        "id,wer,wie,name\nA-2,acme.example,am Leben,Acme\n",
        columns={"wer": "domain", "wie": "status"},
        words={"status": {"am Leben": "active"}},
    )
    assert company.rows(query) == [("wer", "domain"), ("wie", "status")]
    assert company.column("SELECT word FROM value_mapping") != []
    for left in ([("wer", "name")], []):
        found = preview_undo(company.store)
        assert found is not None
        assert undo(company.store, found.entry.id, company.occasion)
        assert (company.rows(query), company.column("SELECT word FROM value_mapping")) == (left, [])


def test_there_is_nothing_to_take_back_in_an_empty_store(company: Company) -> None:
    assert preview_undo(company.store) is None
