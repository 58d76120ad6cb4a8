"""Files as exporting tools write them, read as tables: CSV and its like, JSON, JSON lines, XLSX, and gzip of them."""

from accounts.readers.marked_rows import MarkedRows
from accounts.readers.open_table import open_table
from accounts.readers.table import Block, PlainRows, Row, Rows, Table

__all__ = ["Block", "MarkedRows", "PlainRows", "Row", "Rows", "Table", "open_table"]
