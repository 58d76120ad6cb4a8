"""Opening a file as what its content says it is."""

from pathlib import Path

from accounts.errors import ImportFileError
from accounts.readers import detection
from accounts.readers.byte_source import ByteSource
from accounts.readers.table import Table


def open_table(source: Path | str, *, sheet: str = "", encoding: str = "", header_row: int = 0) -> Table:
    """The table in a file, or on standard input with `-`. `sheet` names one of a workbook, or a list of a JSON object;
    `header_row` is the row of a workbook or a text file that names the columns, where that isn't told right.

    What the file is comes from its content; `encoding` is needed only where its text is neither Unicode nor
    Windows-1252. Raises `ImportFileError` when there is no table in it: the message says what it is and what to do.
    """
    origin = ByteSource(source)
    try:
        table = _table(origin, sheet, encoding, header_row)
    except BaseException:
        origin.close()
        raise
    try:
        _check_rows(table)
    except BaseException:
        table.close()
        raise
    return table


def _check_rows(table: Table) -> None:
    if next(iter(table), None) is None:
        names = ", ".join(table.header[:5])[:100]
        what = f"a header and no rows below it: {names}" if names else "no records"
        raise ImportFileError(f"{table.source} has {what}.")


def _table(origin: ByteSource, sheet: str, encoding: str, header_row: int) -> Table:
    how = detection.detect_encoding(origin.head, encoding)
    match detection.detect_format(origin.name, origin.head, how):
        case "workbook":
            from accounts.readers.xlsx_reader import XlsxTable

            return XlsxTable(origin, sheet, header_row)
        case "json" | "json lines" as form:
            from accounts.readers.json_reader import JsonTable

            return JsonTable(origin, how, sheet, lines=form == "json lines")
        case _:
            if sheet:
                raise ImportFileError(f"{origin.name} is a text file, which has no sheet “{sheet}”: leave --sheet out.")
            from accounts.readers.csv_reader import CsvTable

            return CsvTable(origin, how, header_row)
