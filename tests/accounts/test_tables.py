"""CSV that spreadsheets open without running it."""

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.export import as_csv
from accounts.values.spreadsheet_cells import escape_cell, unescape_cell
from tests.cases import cases


@cases(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", "﹦1", "'=1"]
)
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert escape_cell(text) == f"'{text}"


@cases("value", ["-12.50", "+3", -5, Decimal("-1.20"), "Acme – North", "a=b", "it's", "'quoted'"])
def test_numbers_and_plain_text_stay_as_they_are(value: object) -> None:
    assert escape_cell(value) == str(value)


def test_headers_are_guarded_too_and_nothing_is_empty() -> None:
    assert as_csv(["name", "=x"], [["Acme, Inc", None], ['"q"', 1]]) == 'name,\'=x\r\n"Acme, Inc",\r\n"""q""",1\r\n'


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=2)))
def test_what_was_written_is_read_back(rows: list[list[str]]) -> None:
    text = as_csv(["a", "b"], rows)
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [[unescape_cell(value) for value in row] for row in read] == rows
