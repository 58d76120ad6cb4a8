"""Work on a store that another process does, from opening it to closing it."""

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from accounts import health, open_store
from accounts.importing import ImportContext, Options, preview_undo, run_import, undo
from accounts.readers import open_table

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
OCCASION = ImportContext("dana", NOW, TODAY)


def bring(path: Path | str, kind: str, file: Path) -> None:
    """Imports a file."""
    with closing(open_store(path)) as store, open_table(file) as table:
        assert run_import(store, kind, table, Options(), OCCASION).written


def take_back(path: Path | str) -> None:
    """Takes the last import back."""
    with closing(open_store(path)) as store:
        found = preview_undo(store)
        assert found
        assert undo(store, found.entry.id, OCCASION)


def score(path: Path | str) -> None:
    """Scores all accounts."""
    with closing(open_store(path)) as store:
        health.score_all(store, TODAY, health.load_config(None), NOW)
