"""Previews the first rows of a table field by field, without importing any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from accounts.importing.model import Options
from accounts.importing.planning import ImportPlan, make_plan
from accounts.money.amounts import Money
from accounts.readers import Table
from accounts.values import CellError
from store.database import Store


@dataclass(frozen=True, slots=True)
class RowPreview:
    """How a table would be read: the field of each column that fills one, the columns that fill none, and rows by
    field. A cell that can't be read has its reason in the place of its value.
    """

    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def preview_rows(store: Store, kind: str, table: Table, options: Options, count: int = 3) -> RowPreview:
    """What the first rows would become. Raises `ImportFileError` where the columns can't be told."""
    plan = make_plan(store.reading, kind, table, options)
    rows = tuple(_read(plan, cells) for _, cells in islice(iter(table), count))
    columns = {header: field for field, header in plan.headers.items()}
    return RowPreview(columns, plan.ignored, (*table.notes, *plan.notes), rows)


def _read(plan: ImportPlan, cells: Sequence[object]) -> dict[str, str]:
    return {name: _value(plan, name, cells[position]) for name, position in plan.positions.items()}


def _value(plan: ImportPlan, name: str, cell: object) -> str:
    try:
        if plan.kind[name].type != "money":
            return _shown(plan.read[name](cell))
        amount = plan.read[name](cell, "")
    except CellError as fault:
        return f"“{cell}” {fault.reason}"
    return str(Money(*amount)) if isinstance(amount, tuple) else _shown(amount)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
