"""The first accounts of a store and the first use are written as they are read: what comes of that is what comes of any
other import.
"""

import sqlite3

import pytest

from accounts.importing import ImportResult, preview_undo, undo
from store.errors import StoreConstraintError
from tests.accounts.importing.conftest import Company

HEADER = "id,name,domain,owner,owner email,status,arr,auto renew\n"
FILES = {
    "of accounts with ids": "A-1,Acme,acme.example,Dana,,trial,100,yes\nA-2,Globex,,Dana,dana@cs.example,,5,no\n",
    "without ids": ",Acme,acme.example,,,,,\n,Globex  Inc,,,,,,\n",
    "with a row twice": "A-1,Acme,,Dana,,,5,\nA-2,Globex,,,,,,\nA-1,Acme,,Dana,,,5,\n",
    "with two rows of one id": "A-1,Acme,,Dana,,,5,\nA-1,Acme,,Lee,,,6,\nA-2,Globex,,Kim,,,7,\n",
    "with an id that is another's domain": "acme.example,Acme,,,,,,\n,Globex,acme.example,,,,,\n",
    "with a row that is wrong": "A-1,Acme,,Dana,,,lots,\nA-2,Globex,,Lee,,,5,\n",
    "with an account that has no name": "A-1,,acme.example,,,,,\nA-2,Globex,,,,,,\n",
    "with a row too long": "A-1,Acme,,,,,,,more\nA-2,Globex,,,,,,\n",
}
ACCOUNTS = """SELECT a.key, a.name, domain, o.key, o.name, o.email, status, arr, currency, auto_renews FROM account a
LEFT JOIN owner o ON o.id = owner_id WHERE a.key <> 'Z' ORDER BY a.key"""


@pytest.mark.parametrize("rows", FILES.values(), ids=FILES.keys())
def test_a_first_file_gives_what_the_same_file_gives_later(company: Company, rows: str) -> None:
    first = company.bring("accounts", HEADER + rows, skip_bad=True)
    found = company.rows(ACCOUNTS)
    _take_back(company)
    company.bring("accounts", "id,name\nZ,Zeta\n")
    later = company.bring("accounts", HEADER + rows, skip_bad=True)
    assert company.rows(ACCOUNTS) == found
    assert _said(first) == _said(later)


def _said(outcome: ImportResult) -> tuple[object, ...]:
    return outcome.new, outcome.changed, outcome.repeated, outcome.rejected, outcome.rejects, outcome.notes


def _take_back(company: Company) -> None:
    found = preview_undo(company.store)
    assert found
    assert undo(company.store, found.entry.id, company.occasion)
    assert company.column("SELECT count(*) FROM account") == [0]


@pytest.mark.parametrize("rows", FILES.values(), ids=FILES.keys())
def test_a_dry_run_of_a_first_file_says_what_comes_of_it(company: Company, rows: str) -> None:
    tried = company.bring("accounts", HEADER + rows, dry_run=True)
    assert company.column("SELECT count(*) FROM account") == [0]
    assert _said(company.bring("accounts", HEADER + rows, skip_bad=True)) == _said(tried)


def test_a_first_file_with_a_bad_row_leaves_nothing_behind(company: Company) -> None:
    before = company.everything()
    assert not company.bring("accounts", HEADER + "A-1,Acme,,Dana,,,5,\nA-2,Globex,,Lee,,,lots,\n").written
    assert company.everything() == before
    assert company.column("SELECT outcome FROM import") == ["refused"]


def test_a_first_file_that_is_interrupted_leaves_nothing_behind(company: Company) -> None:
    before = company.everything()

    def stop(_: int) -> None:
        assert company.column("SELECT count(*) FROM import") == [1]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        company.bring("accounts", HEADER + "A-1,Acme,,Dana,,,5,\n", progress=stop)
    assert company.everything() == before


USE = {
    "of accounts by their ids": "A-1,2026-06-01,api,5,2\nA-2,2026-06-01,,7,\nA-1,2026-06-02,api,,1\n",
    "of an account by its name": "A-1,2026-06-01,api,5,2\nGlobex,2026-06-01,api,5,2\n",
    "with a day in two rows": "A-1,2026-06-01,api,5,2\nA-2,2026-06-01,api,5,2\nA-1,2026-06-01,api,1,9\n",
    "of nobody that is known": "A-1,2026-06-01,api,5,2\nA-9,2026-06-01,api,5,2\n",
    "with a row that is wrong": "A-1,2026-06-01,api,many,2\nA-2,2026-06-01,api,5,2\n",
    "of no account": "A-1,2026-06-01,api,5,2\n,2026-06-02,api,5,2\n",
}


@pytest.mark.parametrize("rows", USE.values(), ids=USE.keys())
def test_the_first_use_gives_what_the_same_file_gives_later(company: Company, rows: str) -> None:
    company.bring("accounts", "id,name\nA-1,Acme\nA-2,Globex\n")
    header = "account id,date,feature,events,active users\n"
    query = "SELECT account_id, used_on, feature, subscription, events, active_users FROM usage WHERE used_on >= '2026'"
    first = company.bring("usage", header + rows, skip_bad=True)
    found = company.rows(query)
    undoable = preview_undo(company.store)
    assert undoable
    assert undo(company.store, undoable.entry.id, company.occasion)
    company.bring("usage", f"{header}A-1,2025-01-01,,1,1\n")
    later = company.bring("usage", header + rows, skip_bad=True)
    assert sorted(company.rows(query)) == sorted(found)
    assert _said(first) == _said(later)


@pytest.mark.parametrize(("column", "word"), [("status", "gone"), ("payment", "late")])
def test_an_account_has_one_of_the_words_that_are_known(company: Company, column: str, word: str) -> None:
    company.bring("accounts", "id,name\nA-1,Acme\n")
    with (
        pytest.raises((sqlite3.IntegrityError, StoreConstraintError), match=rf"(?i)check constraint.*{column}"),
        company.store.writing() as to,
    ):
        to.execute(f"UPDATE account SET {column} = ?", (word,))
