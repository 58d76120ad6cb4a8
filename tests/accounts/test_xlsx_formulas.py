"""Formulas in a workbook: what they come to is read, and where that isn't in the file it is said."""

import io
import re
import zipfile

import pytest

from accounts.values.conventions import CellError
from accounts.values.spreadsheet_cells import UncalculatedFormula
from accounts.values.texts import read_text
from tests.accounts.test_readers import Write, cells, refusal, workbook, write

__all__ = ["write"]

ON_LOAD = b'<calcPr calcId="124519" fullCalcOnLoad="1"/>'


def saved(cell: bytes, calculation: bytes = b"") -> bytes:
    """A workbook whose cell B2 is one of a file of another program, with how it is to be calculated."""
    content = workbook({"S": [["name", "arr"], ["Acme", 7], ["Beta", 8]]})
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = re.sub(rb'<c r="B2".*?</c>', cell, old.read(name))
            new.writestr(name, re.sub(rb"<calcPr[^>]*/>", calculation, part))
    return file.getvalue()


@pytest.mark.parametrize(
    ("cell", "calculation", "expected"),
    [
        (b'<c r="B2"><f>6*2</f><v>12</v></c>', b"", 12),
        (b'<c r="B2"><f>6*2</f><v>12</v></c>', ON_LOAD, 12),
        (b'<c r="B2"><f>1-1</f><v>0</v></c>', b"", 0),
        (b'<c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c>', b"", None),
        (b'<c r="B2" t="str"><f>"a"</f><v>a</v></c>', ON_LOAD, "a"),
        (b'<c r="B2" t="inlineStr"><is><t>=6*2</t></is></c>', b"", "=6*2"),
    ],
    ids=["value", "value to be calculated anew", "nought", "empty text", "text", "text like a formula"],
)
def test_what_a_formula_came_to_is_read(write: Write, cell: bytes, calculation: bytes, expected: object) -> None:
    assert cells(write(saved(cell, calculation), "a.xlsx")) == [["Acme", expected], ["Beta", 8]]


@pytest.mark.parametrize(
    ("cell", "calculation"),
    [
        (b'<c r="B2"><f>6*2</f></c>', b""),
        (b'<c r="B2"><f>6*2</f><v></v></c>', b""),
        (b'<c r="B2"><f>6*2</f><v>0</v></c>', ON_LOAD),
        (b'<c r="B2"><f t="array" ref="B2">6*2</f></c>', b""),
    ],
    ids=["no value", "an empty value", "nought until it is calculated", "array"],
)
def test_a_formula_without_its_value_is_refused_and_not_taken_for_an_empty_cell(
    write: Write, cell: bytes, calculation: bytes
) -> None:
    read = cells(write(saved(cell, calculation), "a.xlsx"))
    assert read == [["Acme", "=6*2"], ["Beta", 8]]
    assert isinstance(read[0][1], UncalculatedFormula)
    with pytest.raises(CellError, match="never calculated: open the file in a spreadsheet"):
        read_text(read[0][1])


def test_a_strict_workbook_which_the_library_finds_empty_is_named(write: Write) -> None:
    content = workbook({"S": [["name", "arr"], ["Acme", 7]]})
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(
                b"schemas.openxmlformats.org/spreadsheetml/2006", b"purl.oclc.org/ooxml/spreadsheetml"
            )
            part = part.replace(
                b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
            )
            new.writestr(name, part)
    assert "“Strict Open XML Spreadsheet”. Save it as" in refusal(write(file.getvalue(), "a.xlsx"))
