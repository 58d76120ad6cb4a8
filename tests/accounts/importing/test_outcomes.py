"""What can come of an import: written, tried, refused, in part; asked about, and nothing ever by halves."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook as Spreadsheet

from accounts import open_store
from accounts.errors import ImportFileError
from accounts.importing import Options, UnconfirmedError, entries, run_import, saved_mapping
from accounts.importing.staging import TEMPORARY
from accounts.readers import open_table
from store.errors import StoreError
from tests.accounts.importing.conftest import Company
from tests.engines import wait_little

BAD = "id,name,arr,renewal date\n1,Acme,100,2026-09-30\n2,Globex,lots,2026-09-31\n,,5,2026-01-01\n4,Hooli,7,\n"


def test_a_file_with_a_bad_row_writes_nothing(company: Company) -> None:
    before = company.everything()
    outcome = company.bring("accounts", BAD)
    assert (outcome.written, outcome.new, outcome.rejected) == (False, 2, 2)
    assert company.everything() == before


def test_every_fault_of_a_row_is_named_with_line_column_value_and_reason(company: Company) -> None:
    rejects = company.bring("accounts", BAD).rejects
    assert [(r.line, r.column, r.value) for r in rejects] == [
        (3, "arr", "lots"),
        (3, "renewal date", "2026-09-31"),
        (4, "name", ""),
    ]
    assert rejects[1].reason == "doesn't exist: September 2026 has 30 days"


def test_the_rest_is_imported_when_bad_rows_are_to_be_skipped(company: Company) -> None:
    outcome = company.bring("accounts", BAD, skip_bad=True)
    assert (outcome.written, outcome.new, outcome.rejected) == (True, 2, 2)
    assert company.column("SELECT name FROM account ORDER BY key") == ["Acme", "Hooli"]


def test_rejected_rows_can_be_mended_in_their_file_and_imported_again(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "accounts.rejects.csv"
    outcome = company.bring("accounts", BAD, skip_bad=True, rejects=path)
    assert outcome.rejects_file == path
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["id"], row["arr"]) for row in rows] == [("2", "lots"), ("", "5")]
    assert rows[1]["rejected because"] == "name: is empty, and there is no id"
    mended = text.replace("lots", "9").replace("2026-09-31", "2026-09-30").replace("\n,,", "\n3,Umbrella,")
    assert company.bring("accounts", mended).new == 2
    assert company.column("SELECT count(*) FROM account") == [4]


def test_a_file_of_rejects_never_takes_the_place_of_another(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "accounts.rejects.csv"
    path.write_text("half mended", encoding="utf-8")
    outcome = company.bring("accounts", BAD, skip_bad=True, rejects=path)
    assert outcome.rejects_file == tmp_path / "accounts.rejects-2.csv"
    assert path.read_text(encoding="utf-8") == "half mended"


def test_the_same_rejects_twice_are_one_file(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "accounts.rejects.csv"
    for _ in range(2):
        assert company.bring("accounts", BAD, rejects=path).rejects_file == path
    assert list(tmp_path.glob("*rejects*")) == [path]


def test_no_cell_of_a_rejected_row_is_lost(company: Company, tmp_path: Path) -> None:
    company.bring("accounts", "id,name\n1,Acme\n2,Globex, Inc.\n", rejects=tmp_path / "r.csv")
    (row,) = list(csv.reader((tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()))[1:]
    assert [row[0], row[1], row[3]] == ["2", "Globex", "Inc."]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(company: Company, tmp_path: Path) -> None:
    company.bring("accounts", "id,name,arr,owner\n1,Acme,100,Dana\n2,Globex,5,\n")
    before, logged = company.everything(), entries(company.store.reading)
    outcome = company.bring(
        "accounts", "id,name,arr,owner\n1,Acme,200,Lee\n2,Globex,5,\n3,Hooli,x,Kim\n4,Umbrella,1,\n", dry_run=True
    )
    assert (outcome.written, outcome.new, outcome.changed, outcome.unchanged, outcome.rejected) == (False, 1, 1, 1, 1)
    assert [(c.what, c.field, c.old, c.new) for c in outcome.changes] == [
        ("Acme", "arr", "$100", "$200"),
        ("Acme", "owner", "Dana", "Lee"),
    ]
    assert (company.everything(), entries(company.store.reading)) == (before, logged)


def test_a_row_with_more_values_than_columns_is_rejected(company: Company) -> None:
    outcome = company.bring("accounts", "id,name\n1,Acme\n2,Globex, Inc.\n", skip_bad=True)
    assert [(r.line, r.reason) for r in outcome.rejects] == [
        (3, "has 3 values for 2 columns: a value with a separator in it needs quotes")
    ]


def test_a_workbook_is_told_nothing_of_separators(company: Company, tmp_path: Path) -> None:
    book = Spreadsheet()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "name"], [1, "Acme"], [2, "Globex", "beside"]):
        sheet.append(row)
    book.save(tmp_path / "accounts.xlsx")
    with open_table(tmp_path / "accounts.xlsx") as table:
        found = run_import(company.store, "accounts", table, Options(skip_bad=True), company.occasion)
    (rejected,) = found.rejects
    assert "separator" not in rejected.reason
    assert rejected.reason == "has 3 values for 2 columns: what stands right of the last header has none"


def test_columns_that_are_only_guessed_have_to_be_confirmed_and_are_remembered(company: Company) -> None:
    text = "Account ID,Account Name,Segmnt\n1,Acme,SMB\n"
    with pytest.raises(UnconfirmedError, match='--map "Segmnt=segment"'):
        company.bring("accounts", text)
    assert company.bring("accounts", text, accept_guesses=True).new == 1
    assert company.bring("accounts", text).unchanged == 1
    assert saved_mapping(company.store.reading, "accounts") == {"segmnt": "segment"}


def test_a_column_is_what_the_operator_says_and_remembered(company: Company) -> None:
    text = "Account ID,Who,Book\n1,Acme,EMEA\n"
    company.bring("accounts", text, columns={"Who": "name", "Book": "segment"})
    company.bring("accounts", text.replace("EMEA", "APAC"))
    assert company.rows("SELECT name, segment FROM account") == [("Acme", "APAC")]


def test_a_refused_import_remembers_no_columns(company: Company) -> None:
    company.bring("accounts", "Who,arr\nAcme,lots\nHooli,5\n", columns={"Who": "name"})
    assert saved_mapping(company.store.reading, "accounts") == {}


def test_dates_that_read_two_ways_are_asked_about(company: Company) -> None:
    text = "name,renewal date\nAcme,03/04/2026\n"
    with pytest.raises(ImportFileError, match="--dates day-first or --dates month-first"):
        company.bring("accounts", text)
    company.bring("accounts", text, dates="day-first")
    assert company.column("SELECT renews_on FROM account") == ["2026-04-03"]


def test_a_required_column_that_is_missing_is_named(company: Company) -> None:
    with pytest.raises(ImportFileError, match=r'name or key .* Say which: --map "Yritys=name"'):
        company.bring("accounts", "Yritys,arr\nAcme,5\n")


def test_every_import_is_in_the_log_with_its_file_and_outcome(company: Company) -> None:
    company.bring("accounts", "id,name\n1,Acme\n")
    company.bring("accounts", BAD)
    last, first = entries(company.store.reading)
    assert (first.kind, first.outcome, first.new, first.imported_by) == ("accounts", "written", 1, "dana")
    assert Path(first.source).name == "accounts.csv"
    assert len(first.sha256) == 64
    assert (last.outcome, last.rejected) == ("refused", 2)


def test_an_interrupted_import_leaves_the_store_as_it_was(company: Company) -> None:
    before = company.everything()

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        company.bring("accounts", "id,name\n1,Acme\n", progress=stop)
    assert company.everything() == before
    assert [table for table in TEMPORARY if company.store.reading.columns(f"import_{table}")] == []
    assert company.bring("accounts", "id,name\n1,Acme\n").new == 1


def test_others_may_write_while_a_file_is_compared_with_what_is_there(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_store(acme.store.place)
    wait_little(other, monkeypatch)

    def write(_: int) -> None:
        with other.writing() as connection:
            connection.execute("INSERT INTO owner (key, name) VALUES ('kim', 'Kim')")

    assert acme.bring("accounts", "id,name,owner\n1,Umbrella,Kim\n", progress=write).written
    other.close()
    assert acme.column("SELECT count(*) FROM owner") == [1]


def test_a_store_that_another_one_holds_is_told_of(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_little(company.store, monkeypatch)
    other = open_store(company.store.place)
    with other.writing(), pytest.raises(StoreError, match="Try again"):
        company.bring("accounts", "id,name\n1,Acme\n")
    other.close()
    assert company.bring("accounts", "id,name\n1,Acme\n").new == 1


def test_a_past_due_subscription_is_one_whose_invoice_is_overdue(company: Company) -> None:
    company.bring("accounts", "id,name\n1,Acme\n2,Globex\n3,Initech\n4,Hooli\n")
    company.bring(
        "subscriptions",
        "id,account id,start date,status,arr\n1,1,2026-01-01,past_due,100\n2,2,2026-01-01,active,100\n"
        "3,3,2026-01-01,Unpaid,100\n4,4,2026-01-01,,100\n",
    )
    assert company.rows("SELECT status, payment FROM subscription ORDER BY key") == [
        ("active", "overdue"),
        ("active", None),
        ("active", "overdue"),
        ("active", None),
    ]


def test_a_file_that_lacks_a_column_is_told_which_to_add(company: Company) -> None:
    company.bring("accounts", "id,name\nA1,Acme\n")
    with pytest.raises(ImportFileError, match="add one called churned_on"):
        company.bring("churn", "renewal_id,account_id,due_date,outcome,arr\nR1,A1,2026-06-30,churned,1000\n")
