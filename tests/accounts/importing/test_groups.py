"""Reports by group: what stands once for a group is said of all its rows, and its heading and subtotal are no rows."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from accounts.importing import ImportResult, Options, run_import
from accounts.readers import open_table
from tests.accounts.importing.conftest import Company

OWNERS = "SELECT a.name, o.name, a.arr FROM account a LEFT JOIN owner o ON o.id = a.owner_id ORDER BY a.key"
FORMATTED = (
    "Customer Success Manager  ↑,Account Name,Account ID,ARR\n"
    "Dana Lee,Acme,A-1,48000\n"
    ",Cedar,A-2,10000\n"
    "{0},,,58000\n"
    ",,Count,2\n"
    "Sam Ray,Globex,A-3,12500\n"
    "{0},,,12500\n"
    "Total,,,70500\n"
)


@pytest.mark.parametrize("word", ["Subtotal", "Sub-Total", "Zwischensumme", "Sous-total"])
def test_what_stands_once_above_a_subtotal_is_that_of_all_rows_of_the_group(company: Company, word: str) -> None:
    outcome = company.bring("accounts", FORMATTED.format(word))
    assert company.rows(OWNERS) == [
        ("Acme", "Dana Lee", 4_800_000),
        ("Cedar", "Dana Lee", 1_000_000),
        ("Globex", "Sam Ray", 1_250_000),
    ]
    assert outcome.notes[0].startswith("“Customer Success Manager ↑” stands once for each group, above its subtotal:")


@pytest.mark.parametrize(
    "text",
    [
        "Owner,Account Name,ARR\nDana Lee,Acme,100\n,Cedar,200\nSam Ray,Globex,300\nTotal,,600\n",
        "Owner,Account Name,ARR\nDana Lee,Acme,100\nDana Lee,Hooli,50\n,Cedar,200\nSubtotal,,350\nTotal,,350\n",
    ],
)
def test_an_empty_cell_of_a_list_is_nobody_s(company: Company, text: str) -> None:
    company.bring("accounts", text)
    assert company.rows("SELECT owner_id FROM account WHERE name = 'Cedar'") == [(None,)]


def test_the_heading_of_a_group_is_no_account(company: Company) -> None:
    outcome = company.bring(
        "accounts",
        "Account Name,Account ID,ARR\n"
        'Account Owner: Dana Lee (2 records),,"58,000.00"\n'
        'Acme,A-1,"48,000.00"\nCedar,A-2,"10,000.00"\n'
        'Account Owner: Sam Ray (1 record),,"12,500.00"\nGlobex,A-3,"12,500.00"\n'
        'Grand Totals (3 records),,"70,500.00"\n',
    )
    assert company.column("SELECT name FROM account ORDER BY key") == ["Acme", "Cedar", "Globex"]
    assert "Totals of other rows were passed over (3 rows, first on line 2)." in outcome.notes


def workbook(path: Path, rows: list[list[object]], merged: list[str]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def brought(company: Company, kind: str, rows: list[list[object]], merged: list[str]) -> ImportResult:
    with open_table(workbook(company.folder / f"{kind}.xlsx", rows, merged)) as table:
        return run_import(company.store, kind, table, Options(), company.occasion)


def test_words_and_dates_in_merged_cells_stand_in_each_of_their_rows(company: Company) -> None:
    rows: list[list[object]] = [
        ["Customers", None, None, None],
        ["Owner", "Account Name", "Renewal date", "ARR"],
        ["Dana Lee", "Acme", date(2027, 3, 28), 100],
        [None, "Cedar", None, 200],
        ["Sam Ray", "Globex", None, 300],
        [None, "Hooli", None, 400],
    ]
    outcome = brought(company, "accounts", rows, ["A1:D1", "A3:A4", "C3:C4"])
    query = "SELECT a.name, o.name, renews_on FROM account a LEFT JOIN owner o ON o.id = a.owner_id ORDER BY a.key"
    assert company.rows(query) == [
        ("Acme", "Dana Lee", "2027-03-28"),
        ("Cedar", "Dana Lee", "2027-03-28"),
        ("Globex", "Sam Ray", None),
        ("Hooli", None, None),
    ]
    assert any("merged over several rows" in note and "first in row 3" in note for note in outcome.notes)


def test_an_amount_in_merged_cells_counts_once(acme: Company) -> None:
    rows: list[list[object]] = [
        ["Contract ID", "Account", "Start date", "ARR"],
        ["C-1", "Acme", date(2026, 1, 1), 48_000],
        ["C-2", None, date(2026, 1, 1), None],
    ]
    outcome = brought(acme, "subscriptions", rows, ["B2:B3", "D2:D3"])
    assert [(each.line, each.column, each.reason) for each in outcome.rejects] == [
        (3, "ARR", "is empty: a subscription needs an amount, 0 when it is free")
    ]


def test_a_german_pivot_table_is_a_report_by_group(company: Company) -> None:
    company.bring(
        "accounts",
        "Betreuer;Firma;ARR;Vertragsende\nKim;Acme;1.000,00;31.12.2027\n;Cedar;2.000,00;30.11.2027\n"
        "Kim Ergebnis;;3.000,00;\nLea;Globex;500,00;31.10.2027\nLea Ergebnis;;500,00;\nGesamtergebnis;;3.500,00;\n",
    )
    assert company.rows(OWNERS) == [("Acme", "Kim", 100_000), ("Cedar", "Kim", 200_000), ("Globex", "Lea", 50_000)]
