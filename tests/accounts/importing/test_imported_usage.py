"""Usage that says what it said in the last import is passed over, and nobody can tell."""

from collections.abc import Callable

import pytest

from accounts.importing import imported_usage, preview_undo, undo
from tests.accounts.importing.conftest import Company
from tests.accounts.importing.test_imported_rows import ALL, NONE, remembering

ACCOUNTS = "id,name\nA-1,Acme\nA-2,Globex\n"
USED = "account,date,feature,events\nA-1,2026-06-01,,5\nA-2,2026-06-01,api,7\nA-2,2026-06-02,api,8\n"


@pytest.fixture
def used(company: Company) -> Company:
    """A store with usage, all of whose rows are remembered."""
    with remembering(ALL):
        company.bring("accounts", ACCOUNTS)
        assert company.bring("usage", USED).new == 3
        assert kept(company) == 3
    return company


def kept(company: Company) -> int:
    (count,) = company.column("SELECT count(fingerprint) FROM usage")
    return int(str(count))


def rekey(company: Company) -> None:
    with company.store.writing() as connection:
        connection.execute("UPDATE account SET key = 'B-2' WHERE key = 'A-2'")


def take_back(company: Company) -> None:
    company.bring("usage", USED.replace(",7", ",70"))
    found = preview_undo(company.store)
    assert found
    assert undo(company.store, found.entry.id, company.occasion)


def change(company: Company) -> None:
    company.bring("usage", "account,date,feature,events,active users\nA-2,2026-06-02,api,9,2\n")


@pytest.mark.parametrize(
    ("before", "forgotten"), [(rekey, 2), (take_back, 1), (change, 0)], ids=["another id", "an undo", "another file"]
)
def test_rows_whose_account_or_figures_changed_are_compared(
    used: Company, before: Callable[[Company], None], forgotten: int
) -> None:
    with remembering(ALL):
        before(used)
        assert kept(used) == 3 - forgotten
        outcome = used.bring("usage", USED, dry_run=True)
    with remembering(NONE):
        assert used.bring("usage", USED, dry_run=True) == outcome


@pytest.mark.parametrize(
    "more",
    ["A-1,2026-06-01,,5", "A-1,2026-06-01,,0", "Acme,2026-06-01,,5", "A-2,2026-06-03,api,1", "A-3,2026-06-03,api,1"],
    ids=["the same", "nothing more", "by its name", "another day", "of a stranger"],
)
def test_what_adds_to_a_remembered_row_is_added_to_it(used: Company, more: str) -> None:
    with remembering(ALL):
        outcome = used.bring("usage", f"{USED}{more}\n", dry_run=True)
    with remembering(NONE):
        assert used.bring("usage", f"{USED}{more}\n", dry_run=True) == outcome


def test_use_of_accounts_by_their_names_is_compared_each_time(company: Company) -> None:
    """Another account may get the same name."""
    with remembering(ALL):
        company.bring("accounts", ACCOUNTS)
        assert company.bring("usage", USED.replace("A-1", "Acme")).new == 3
    assert kept(company) == 2


def test_a_store_of_more_usage_than_is_remembered_is_compared(used: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported_usage, "MOST", 3)
    with remembering(ALL):
        later = used.bring("usage", USED + "A-1,2026-06-03,,1\n")
        assert (later.new, later.unchanged) == (1, 3)
        assert used.column("SELECT count(*) FROM imported_layout WHERE since > 1") == [0]
        assert used.bring("usage", USED, dry_run=True).unchanged == 3
