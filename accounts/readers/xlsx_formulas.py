"""Formulas of a workbook that nobody has calculated: what they come to isn't in the file."""

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from accounts.values.spreadsheet_cells import UncalculatedFormula

if TYPE_CHECKING:
    from openpyxl import Workbook

_PIECE: Final = 1 << 20
_OVERLAP: Final = 64
_BEGINS = re.compile(rb"<(?:\w{1,40}:)?f[ />]")
_ON_LOAD = re.compile(rb"<(?:\w+:)?calcPr[^>]*\sfullCalcOnLoad=[\"'](?:1|true)[\"']")


class Formulas:
    """The formulas of a workbook's sheets, to be read beside what they came to when it was saved.

    A program that writes a workbook without calculating leaves a formula no value, or nought, and then marks the
    workbook to be calculated by whoever opens it.
    """

    def __init__(self, file: BinaryIO) -> None:
        from openpyxl import load_workbook

        with zipfile.ZipFile(file) as archive:
            self._to_be_calculated = bool(_ON_LOAD.search(_member(archive, "xl/workbook.xml")))
        file.seek(0)
        self._book: Workbook = load_workbook(file, read_only=True, keep_links=False)

    def beside(self, sheet: Any) -> Iterator[tuple[object, ...]]:  # noqa: ANN401 - openpyxl ships no types
        """Yields the rows of a sheet, with the formula itself where it wasn't calculated."""
        formulas = self._book[sheet.title]
        formulas.reset_dimensions()
        for cells, texts in zip(sheet.iter_rows(), formulas.iter_rows(values_only=True), strict=True):
            yield tuple(map(self._value, cells, texts))

    def _value(self, cell: Any, text: object) -> object:  # noqa: ANN401 - as above
        value = cell.value
        calculated = value is not None or cell.data_type == "str"  # a text may be empty
        if text is None or value == text or (calculated and not (value == 0 and self._to_be_calculated)):
            return value
        return UncalculatedFormula(getattr(text, "text", text))

    def close(self) -> None:
        """Closes what was opened; not the file."""
        self._book.close()


def has_formulas(archive: zipfile.ZipFile) -> bool:
    """Whether a sheet of a workbook holds a formula."""
    names = (each for each in archive.namelist() if each.startswith("xl/worksheets/") and each.endswith(".xml"))
    return any(_holds_formula(archive, name) for name in names)


def _holds_formula(archive: zipfile.ZipFile, name: str) -> bool:
    before = b""
    with archive.open(name) as sheet:
        while piece := sheet.read(_PIECE):
            if _BEGINS.search(before + piece):
                return True
            before = piece[-_OVERLAP:]
    return False


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""
