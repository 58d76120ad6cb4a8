"""Currencies that headers name: `ARR (EUR)`, `arr_usd`, `MRR €`."""

from collections.abc import Collection, Iterable

from accounts.columns.headers import read
from accounts.columns.knowing import known_names
from accounts.columns.model import Column
from accounts.kinds import Kind
from accounts.kinds.shared import CURRENCY


def is_converted(header: str, known_as: Iterable[str]) -> bool:
    """Whether an amount names its currency beside a column of currencies: plain `ARR` goes before `ARR (USD)` then."""
    return bool(read(header).currency) and not known_names(CURRENCY).keys().isdisjoint(known_as)


def denied(kind: Kind, columns: Collection[Column]) -> dict[int, str]:
    """The columns that would be read in, or would give, another currency than a header of amounts names, and why."""
    named = [column for column in _amounts(kind, columns) if read(column.header).currency]
    if not named:
        return {}
    code = read(named[0].header).currency
    doubtful = [*named, *(column for column in columns if column.field == "currency")]
    return {
        column.position: f"“{named[0].header}” says that amounts are in {code}"
        for column in doubtful
        if column.how != "set" and read(column.header).currency != code
    }


def stated(kind: Kind, columns: Collection[Column]) -> tuple[str, tuple[str, ...]]:
    """The currency that the headers of the amounts name, and a note that says so; else nothing."""
    header = next((each.header for each in _amounts(kind, columns) if read(each.header).currency), "")
    if not header or any(column.field == "currency" for column in columns):
        return "", ()
    code = read(header).currency
    return code, (f"Amounts are in {code}, as “{header}” says.",)


def _amounts(kind: Kind, columns: Collection[Column]) -> list[Column]:
    return [column for column in columns if column.field and kind[column.field].type == "money"]
