"""Maps the columns of a file to fields, by names and values only: no files, no store."""

from accounts.columns.headers import normalise
from accounts.columns.mapping import map_columns
from accounts.columns.model import Column, ColumnMapping

__all__ = ["Column", "ColumnMapping", "map_columns", "normalise"]
