"""What holds of the import of any table: all of it or nothing, and once is enough."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import open_store
from accounts.errors import ImportFileError
from tests.accounts.importing.conftest import Company
from tests.examples import examples

CELLS = {
    "id": st.sampled_from(["", "1", "2", "3", "x y", "~1"]),
    "name": st.sampled_from(["", "Acme", "acme", "Globex, Inc.", "Ünïted", "=1+1", "-"]) | st.text(max_size=5),
    "domain": st.sampled_from(["", "acme.example", "https://www.globex.example/", "no domain"]),
    "arr": st.sampled_from(["", "0", "100", "1,200.50", "€5", "lots", "-7", "1e9"]),
    "churn flag": st.sampled_from(["", "yes", "no", "maybe"]),
    "renewal date": st.sampled_from(["", "2026-01-31", "2026-02-30", "31/12/2026", "46000"]),
    "owner": st.sampled_from(["", "Dana", "dana", "dana@cs.example"]),
    "seats": st.sampled_from(["", "5", "5.0", "five"]),
}


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header of some of the columns, and rows below it."""
    header = ["name", *draw(st.lists(st.sampled_from([c for c in CELLS if c != "name"]), unique=True))]
    rows = draw(st.lists(st.tuples(*(CELLS[name] for name in header)), max_size=6))
    return [header, *map(list, rows)]


def _text(table: list[list[str]]) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in table)


@settings(max_examples=examples(0.4))
@given(tables(), tables())
def test_a_table_is_imported_whole_or_not_at_all_and_again_it_changes_nothing(
    first: list[list[str]], second: list[list[str]]
) -> None:
    with TemporaryDirectory() as name:
        store = open_store(Path(name) / "accounts.db")
        company = Company(store, Path(name))
        try:
            for table in (first, second):
                _import_twice(company, _text(table), len(table) - 1)
        finally:
            store.close()


def _import_twice(company: Company, text: str, rows: int) -> None:
    before = company.everything()
    try:
        outcome = company.bring("accounts", text, accept_guesses=True)
    except ImportFileError:
        assert company.everything() == before
        return
    assert outcome.new + outcome.changed + outcome.unchanged + outcome.repeated + outcome.rejected <= rows
    if not outcome.written:
        assert outcome.rejected > 0
        assert company.everything() == before
        outcome = company.bring("accounts", text, accept_guesses=True, skip_bad=True)
    after = company.everything()
    again = company.bring("accounts", text, accept_guesses=True, skip_bad=True)
    assert (again.new, again.changed) == (0, 0)
    assert company.everything() == after
