"""Imports into a real store, from text as files have it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import Store
from accounts.importing import ImportContext, ImportResult, Options, run_import
from accounts.readers import open_table

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)

Importer = Callable[..., ImportResult]


class Company:
    """A store, and files imported into it: `company.bring("accounts", "name,arr\\nAcme,100")`."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self._imports = 0

    @property
    def occasion(self) -> ImportContext:
        """A moment after the last one."""
        self._imports += 1
        return ImportContext("dana", NOW + timedelta(minutes=self._imports), TODAY)

    def file(self, text: str, name: str = "file.csv") -> Path:
        """A file of the text."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def bring(self, kind: str, text: str, **options: Any) -> ImportResult:
        """Imports a file of the text."""
        with open_table(self.file(text, f"{kind}.csv")) as table:
            return run_import(self.store, kind, table, Options(**options), self.occasion)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of the store gives."""
        return self.store.reading.execute(query, values).fetchall()

    def column(self, query: str, *values: object) -> list[Any]:
        """The first column of what a query gives."""
        return [row[0] for row in self.rows(query, *values)]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows that matter, to tell whether anything changed: no log, no index of names, no totals or turns."""
        passed = re.compile("import|imported_.*|replaced_row|name_.*|renamed|outcome_turn|.*_total")
        kept = [name for name in self.store.reading.tables() if not passed.fullmatch(name)]
        return {name: sorted(self.rows(f"SELECT * FROM {name}"), key=repr) for name in kept}


@pytest.fixture
def company(store: Store, tmp_path: Path) -> Company:
    """An empty store to import into."""
    return Company(store, tmp_path)


@pytest.fixture
def acme(company: Company) -> Company:
    """A store with three accounts."""
    company.bring("accounts", "id,name,domain\nA-1,Acme,acme.example\nA-2,Globex,globex.example\nA-3,Initech,\n")
    return company
