"""A table as CSV that spreadsheets open as it is meant."""

import csv
import io

from accounts.values.spreadsheet_cells import escape_cell
from bot.reply import Table


def csv_text(table: Table, end: str = "\n") -> str:
    """The header and every row. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=end)
    writer.writerow([escape_cell(name) for name in table.header])
    writer.writerows([escape_cell(value) for value in row] for row in table.rows())
    return file.getvalue()


def csv_file(table: Table) -> bytes:
    """The same as a file of RFC 4180; it begins with a mark, without which Excel takes UTF-8 for something else."""
    return csv_text(table, "\r\n").encode("utf-8-sig")
