"""A row of a workbook is called a row, by the number that its sheet gives it; one of a text a line."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from accounts.importing import ImportResult, Options, run_import
from accounts.readers import open_table
from tests.accounts.importing.conftest import Company

ROWS: list[list[object]] = [
    ["id", "name", "renewal date", "arr", "domain"],
    ["A-1", None, "2027-01-01", 100, None],
    ["A-2", "Globex", 0, 200, None],
    ["A-2", "Globex", 0, 300, None],
    ["N-3", "Initech", "2027-01-01", 300, "initech.example"],
    ["Total", None, None, 900, None],
]


def brought(company: Company, ending: str) -> ImportResult:
    """The rows as a file of that kind, with a title above them in a workbook."""
    path: Path = company.folder / f"accounts.{ending}"
    if ending == "xlsx":
        book = Workbook()
        for row in (["Accounts of 2026"], [], *ROWS):
            book.worksheets[0].append(row)
        book.save(path)
    else:
        path.write_text("\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in ROWS))
    with open_table(path) as table:
        return run_import(company.store, "accounts", table, Options(skip_bad=True), company.occasion)


@pytest.mark.parametrize(("ending", "unit", "above"), [("xlsx", "row", 2), ("csv", "line", 0)])
def test_what_is_said_of_rows_names_them_as_the_file_does(company: Company, ending: str, unit: str, above: int) -> None:
    company.bring("accounts", "name,domain\nInitech,initech.example\n")
    outcome = brought(company, ending)
    said = [*outcome.notes, *(each.reason for each in outcome.rejects)]
    other = {"row": "line", "line": "row "}[unit]
    assert not any(f"on {other}" in each for each in said)
    for place, words in (
        (2, "Accounts without a name are called by their ids (1, first on {})."),
        (3, "A zero in “renewal date” was taken for an empty cell (2 rows, first on {})."),
        (3, "is on {} too, with another arr"),
        (5, "1 account of the store had no id, and gets one: on {}, N-3."),
        (6, "Totals of other rows were passed over (1 row, first on {})."),
    ):
        assert any(words.format(f"{unit} {place + above}") in each for each in said), (words, said)
    assert [each.line for each in outcome.rejects] == [4 + above]
