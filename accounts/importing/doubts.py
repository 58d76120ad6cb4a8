"""Values that are read and yet not believed without asking: days to come of what has happened, days far away, contracts
of no day, revenue below zero.
"""

from datetime import date, timedelta
from typing import Final

from accounts.doubts import Accepted
from accounts.importing.batches import Batch, Values
from accounts.kinds import Kind
from accounts.values.cell_readers import parts_of
from accounts.values.dates import is_zero_date

_AHEAD: Final = 20  # years
_PASSED: Final = 5
_ELSEWHERE = timedelta(days=1)  # it may be tomorrow already where a file comes from


def check_dates(batch: Batch, kind: Kind, name: str) -> None:
    """Notes zeros that were taken for nothing, and rejects days to come of what has happened, and far ahead."""
    values = batch.values[name]
    if None in values:
        for row, (value, cell) in enumerate(zip(values, batch.cells[name], strict=True)):
            if value is None and is_zero_date(cell) and row not in batch.bad:
                batch.note(row, f"A zero in “{batch.headers[name]}” was taken for an empty cell")
    asks: Accepted = "future" if kind[name].happened else "far"
    latest = (batch.today + _ELSEWHERE if kind[name].happened else _years_away(batch.today, _AHEAD)).isoformat()
    if asks not in batch.accept and max(filter(None, values), default="") > latest:
        for row, value in enumerate(values):
            if value and value > latest:
                batch.reject(row, name, _too_late(value, batch.today, asks), asks)


def _years_away(today: date, years: int) -> date:
    return date(today.year + years, today.month, min(today.day, 28))


def _too_late(value: str, today: date, asks: Accepted) -> str:
    if asks == "future":
        return "is still to come, and this has happened already"
    return f"is {int(value[:4]) - today.year} years ahead: leave the cell empty where there is no end"


def note_several(batch: Batch, name: str) -> None:
    """Notes cells of which one value of several was taken."""
    for row, (value, cell) in enumerate(zip(batch.values[name], batch.cells[name], strict=True)):
        if value and isinstance(cell, str) and len(parts_of(cell)) > 1 and row not in batch.bad:
            batch.note(row, f"Of several values in a cell of “{batch.headers[name]}” one was taken, a champion first")


def note_joined(batch: Batch, name: str) -> None:
    """Notes cells of one value in which a tool wrote several, as HubSpot does of fields with boxes to tick."""
    for row, value in enumerate(batch.values[name]):
        if value and ";" in value and row not in batch.bad:
            batch.note(row, f"Several values in a cell of “{batch.headers[name]}” were taken as one")


def check_renewals(batch: Batch, statuses: Values) -> None:
    """Rejects renewals of customers that passed years ago; one that renews by itself comes up again."""
    earliest = _years_away(batch.today, -_PASSED).isoformat()
    days = batch.of("renews_on")
    if "far" in batch.accept or min(filter(None, days), default=earliest) >= earliest:
        return
    for row, (day, status, auto) in enumerate(zip(days, statuses, batch.of("auto_renews"), strict=True)):
        if day and day < earliest and status not in {"churned", "prospect"} and not auto and row not in batch.bad:
            reason = f"passed {batch.today.year - int(day[:4])} years ago: a customer's next renewal lies ahead"
            batch.reject(row, "renews_on", f"{reason}, such as {_years_away(batch.today, 1)}", "far")


def check_terms(batch: Batch, statuses: Values) -> None:
    """Rejects contracts that end on the day on which they start, unless they were cancelled on it."""
    starts, ends = batch.of("starts_on"), batch.of("ends_on")
    if "empty" in batch.accept or not batch.has("ends_on"):
        return
    for row, (start, end, status) in enumerate(zip(starts, ends, statuses, strict=True)):
        if start and start == end and status != "cancelled" and row not in batch.bad:
            batch.reject(row, "ends_on", "is the day on which it starts: it would run for no day", "empty")


def check_amounts(batch: Batch, name: str) -> None:
    """Rejects revenue below zero: a credit or a refund is no recurring revenue."""
    if "negative" in batch.accept:
        return
    for row, value in enumerate(batch.values[name]):
        if value and value[0] < 0:
            batch.reject(row, name, "is below zero, which recurring revenue can't be", "negative")
