"""Reading cells: what a column's text stands for, under the conventions that the whole column was written in.

`observe` looks through a file once and settles what one cell can't say: whether 03/04/2026 is in March or in April, and
whether 1.234 is a thousand. `reader` then gives the function that reads a field's cells, `money_reader` the one for
amounts. Both give what the store holds: ISO text for dates, minor units for money.
"""

from accounts.values.conventions import Conventions, Dates, Decimals, Observed, Question
from accounts.values.faults import ValueFault
from accounts.values.observing import observe
from accounts.values.reading import Value, are_read, money_reader, reader

__all__ = [
    "Conventions",
    "Dates",
    "Decimals",
    "Observed",
    "Question",
    "Value",
    "ValueFault",
    "are_read",
    "money_reader",
    "observe",
    "reader",
]
