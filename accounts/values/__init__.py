"""Reading cells: what a column's text stands for, under the conventions that the whole column was written in.

`observe` looks through a file once and settles what one cell can't say: whether 03/04/2026 is in March or in April, and
whether 1.234 is a thousand. `reader` then gives the function that reads a field's cells, `money_reader` the one for
amounts. Both give what the store holds: ISO text for dates, minor units for money.
"""

from accounts.values.cell_readers import Value, cell_reader, money_reader, need_no_reading
from accounts.values.convention_detection import detect_conventions, says_how
from accounts.values.conventions import AmbiguousColumn, CellError, Conventions, Dates, Decimals, DetectedConventions

__all__ = [
    "AmbiguousColumn",
    "CellError",
    "Conventions",
    "Dates",
    "Decimals",
    "DetectedConventions",
    "Value",
    "cell_reader",
    "detect_conventions",
    "money_reader",
    "need_no_reading",
    "says_how",
]
