"""Which column of a file fills which field. Knows names and values only: no files, no store."""

from accounts.columns.headers import normal
from accounts.columns.model import Column, Recognised
from accounts.columns.recognising import recognise

__all__ = ["Column", "Recognised", "normal", "recognise"]
