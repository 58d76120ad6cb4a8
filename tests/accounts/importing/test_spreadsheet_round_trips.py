"""What a spreadsheet opens runs nothing, is for its owner alone, and comes back as it was."""

import csv
import stat
from pathlib import Path

import pytest

from accounts.export import as_csv, export
from tests.accounts.importing.conftest import Company

SIGNS = "=＝＋－＠﹦@+-"
NAMES = ["=HYPERLINK(1)", "＝1+1", "＋1", "－cmd", "＠SUM(A1)", "﹦1", "@home", "-1+2", "+49", "'=quoted", "''＝twice"]


def _accounts(company: Company) -> list[object]:
    return [*company.rows("SELECT key, name FROM account ORDER BY key")]


@pytest.fixture
def named(company: Company) -> Company:
    """Accounts whose names a spreadsheet would run."""
    company.bring("accounts", as_csv(["id", "name"], list(enumerate(NAMES))))
    assert sorted(company.column("SELECT name FROM account")) == sorted(NAMES)
    return company


def test_an_export_is_inert_and_imported_again_changes_nothing(named: Company, tmp_path: Path) -> None:
    before, path = _accounts(named), tmp_path / "all.csv"
    export(named.store, path, "csv")
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell[:1] and cell[0] in SIGNS] == ["+49"]  # a number, which is none
    outcome = named.bring("accounts", path.read_text(encoding="utf-8"))
    assert (outcome.new, outcome.changed, outcome.rejected) == (0, 0, 0)
    assert _accounts(named) == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_rejected_rows_are_inert_and_mended_come_back_as_they_were(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    rows = [*((number, name, "lots") for number, name in enumerate(NAMES)), ("99", "Plain", "1")]
    company.bring("accounts", as_csv(["id", "name", "arr"], rows), skip_bad=True, rejects=path)
    text = path.read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    assert [cell for cell in cells if cell[:1] and cell[0] in SIGNS] == ["+49"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    company.bring("accounts", text.replace("lots", "5"))
    assert sorted(company.column("SELECT name FROM account")) == sorted([*NAMES, "Plain"])
