"""Values that are read and yet not believed without asking: days to come of what has happened, revenue below zero."""

from datetime import timedelta

from accounts.doubts import Accepted
from accounts.importing.batches import Batch
from accounts.kinds import Kind
from accounts.values.dates import is_zero_date

_ELSEWHERE = timedelta(days=1)  # it may be tomorrow already where a file comes from


def check_dates(batch: Batch, kind: Kind, name: str, accept: frozenset[Accepted]) -> None:
    """Notes zeros that were taken for nothing, and rejects days to come of what has happened."""
    values = batch.values[name]
    if None in values:
        for row, (value, cell) in enumerate(zip(values, batch.cells[name], strict=True)):
            if value is None and is_zero_date(cell) and row not in batch.bad:
                batch.note(row, f"A zero in “{batch.headers[name]}” was taken for an empty cell")
    if not kind[name].happened or "future" in accept:
        return
    latest = (batch.today + _ELSEWHERE).isoformat()
    if max(filter(None, values), default="") > latest:
        for row, value in enumerate(values):
            if value and value > latest:
                batch.reject(row, name, "is still to come, and this has happened already", "future")


def check_amounts(batch: Batch, name: str, accept: frozenset[Accepted]) -> None:
    """Rejects revenue below zero: a credit or a refund is no recurring revenue."""
    if "negative" in accept:
        return
    for row, value in enumerate(batch.values[name]):
        if value and value[0] < 0:
            batch.reject(row, name, "is below zero, which recurring revenue can't be", "negative")
