"""XLSX workbooks: one sheet as a table, with the types that its cells have."""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TypeVar

from accounts.errors import ImportFileError
from accounts.readers import limits, table
from accounts.readers.byte_source import ByteSource
from accounts.readers.table import Row, Table
from accounts.readers.xlsx_formulas import Formulas, has_formulas
from accounts.readers.xlsx_merged_cells import MergedCells

if TYPE_CHECKING:
    from openpyxl import Workbook

SAMPLE: Final = 200
_EXACT: Final = 2**53
_BATCH: Final = 500
_SAVE: Final = "Save it as .xlsx or CSV."
_OTHERS: Final = (
    ("word/", f"is a Word document. {_SAVE}"),
    ("ppt/", f"is a presentation. {_SAVE}"),
    ("xl/workbook.bin", f"is a binary workbook (.xlsb). {_SAVE}"),
    ("mimetype", f"is an OpenDocument file. {_SAVE}"),
    ("Index/", f"is a Numbers or Pages document. {_SAVE}"),
)
_RELATIONS: Final = "_rels/.rels"
_STRICT: Final = b"http://purl.oclc.org/ooxml/officeDocument/"
Result = TypeVar("Result")


class Sheet(NamedTuple):
    """A sheet that holds something: what of openpyxl reads it, its header, and whether that begins a table."""

    name: str
    cells: Any
    rows: int
    header_row: int
    header: list[str]
    notes: tuple[str, ...]
    is_table: bool


class XlsxTable(Table):
    """A sheet of a workbook: the one that is wanted by name, else the first that holds a table, those in sight first.

    Places are the rows of the sheet as a spreadsheet numbers them.
    """

    unit = "row"

    def __init__(self, origin: ByteSource, wanted: str = "", header_row: int = 0) -> None:
        self._origin, self._row, self.source = origin, 0, origin.name
        self._file = origin.open()
        try:
            self._book, self._formulas = self._guarded(lambda: _load(self._file, origin.name))
            self._sheet = self._chosen(wanted, header_row)
        except BaseException:
            self._file.close()
            raise
        self.size, self.header, self.notes = self._sheet.rows, self._sheet.header, self._sheet.notes
        self._merged = self._guarded(lambda: _merged(self._sheet))
        if self._merged.first:
            said = "Words and dates that are merged over several rows are read as standing in each"
            note = f"{said}, first in row {self._merged.first}."
            self.notes = (*self.notes, note)

    @property
    def position(self) -> int:
        return self._row

    @property
    def sha256(self) -> str:
        return self._origin.sha256

    def close(self) -> None:
        self._book.close()
        if self._formulas:
            self._formulas.close()
        self._file.close()
        self._origin.close()

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        read = enumerate(self._guarded(partial(self._rows, self._sheet.cells)), start=1)
        rows = self._merged.filled((number, [_plain(cell) for cell in cells]) for number, cells in read)
        while batch := self._guarded(lambda: list(islice(rows, _BATCH))):
            for number, cells in batch:
                if number > self._sheet.header_row and table.any_filled(cells):
                    limits.check_cells(self.source, f"row {number}", cells)
                    self._row = number
                    yield number, table.fit_row(cells, width)

    def _rows(self, cells: Any) -> Iterator[tuple[object, ...]]:  # noqa: ANN401 - openpyxl ships no types
        rows: Iterator[tuple[object, ...]] = cells.iter_rows(values_only=True)
        return self._formulas.beside(cells) if self._formulas else rows

    def _chosen(self, wanted: str, header_row: int) -> Sheet:
        every = sorted(self._book.worksheets, key=lambda each: each.sheet_state != "visible")
        if wanted:
            every = [each for each in every if each.title.casefold() == wanted.casefold()]
            if not every:
                names = ", ".join(each.title for each in self._book.worksheets)
                raise ImportFileError(f"{self.source} has no sheet “{wanted}”, but {names}.")
        sheets = [sheet for each in every if (sheet := self._guarded(partial(self._look, each, header_row)))]
        if not sheets:
            raise ImportFileError(f"{self.source} is empty.")
        chosen = next((sheet for sheet in sheets if sheet.is_table), sheets[0])
        if len(sheets) > 1:
            others = ", ".join(f"“{sheet.name}”" for sheet in sheets if sheet is not chosen)
            chosen = chosen._replace(notes=(*chosen.notes, f"Read from sheet “{chosen.name}”; there is also {others}."))
        return chosen

    def _look(self, cells: Any, header_row: int) -> Sheet | None:  # noqa: ANN401 - openpyxl ships no types
        """What is on a sheet. The size that it says it has isn't relied on: some tools write a wrong one."""
        rows = cells.max_row or 0
        cells.reset_dimensions()
        sample = [[_plain(cell) for cell in row] for row in islice(self._rows(cells), SAMPLE)]
        if header_row > len(sample):
            return None
        found = table.find_header(sample, header_row)
        if found is None:
            return None
        header, notes = table.name_columns(found.cells, sample[found.rows :])
        is_table = len(header) > 1 and any(table.filled(row) for row in sample[found.rows :])
        return Sheet(cells.title, cells, rows, found.rows, header, (*found.notes, *notes), is_table)

    def _guarded(self, read: Callable[[], Result]) -> Result:
        """What is read of the workbook, without warnings of the styles in it; whatever breaks is a broken file."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return read()
        except ImportFileError:
            raise
        except Exception as error:  # openpyxl lets through what its parsers raise, of any kind
            raise ImportFileError(
                f"{self.source} is damaged, or no workbook ({error}). Save it anew as .xlsx or CSV."
            ) from error


def _merged(sheet: Sheet) -> MergedCells:
    with sheet.cells._get_source() as part:  # noqa: SLF001 - openpyxl reads the areas of no sheet that it streams
        return MergedCells.of(part, sheet.header_row)


def _load(file: BinaryIO, name: str) -> "tuple[Workbook, Formulas | None]":
    """Opens a workbook, and once more for its formulas if it has some."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(file) as archive:
        _check_kind(name, archive)
        limits.check_workbook(name, archive.infolist())
        calculates = has_formulas(archive)
    file.seek(0)
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    return book, Formulas(file) if calculates else None


def _check_kind(name: str, archive: zipfile.ZipFile) -> None:
    """Raises `ImportFileError` for what is packed as a workbook is, and is another file."""
    inside = archive.namelist()
    for start, what in _OTHERS:
        if any(each.startswith(start) for each in inside):
            raise ImportFileError(f"{name} {what}")
    if _RELATIONS in inside and _STRICT in archive.read(_RELATIONS):  # openpyxl finds no sheet in it
        raise ImportFileError(
            f"{name} is a “Strict Open XML Spreadsheet”. Save it as an ordinary Excel workbook (.xlsx) or CSV."
        )


def _plain(cell: object) -> object:
    """The cell as one of the types that tables give."""
    if isinstance(cell, str):
        return cell.replace("_x000D_", "") if "_x000D_" in cell else cell
    if isinstance(cell, int) and abs(cell) >= _EXACT:
        return float(cell)  # as a workbook keeps it: what looks like an id has lost its last digits
    if cell is None or isinstance(cell, (int, float, date, time, timedelta)):
        return cell
    return str(cell)
