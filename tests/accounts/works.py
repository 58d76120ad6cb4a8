"""Work on a store that another process does, from opening it to closing it."""

from datetime import UTC, date, datetime
from pathlib import Path

from accounts import health, open_store
from accounts.importing import ImportContext, Options, preview_undo, run_import, undo
from accounts.readers import open_table

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
OCCASION = ImportContext("dana", NOW, TODAY)


def bring(path: Path, kind: str, file: Path) -> None:
    """Imports a file."""
    store = open_store(path)
    with open_table(file) as table:
        assert run_import(store, kind, table, Options(), OCCASION).written
    store.close()


def take_back(path: Path) -> None:
    """Takes the last import back."""
    store = open_store(path)
    found = preview_undo(store)
    assert found
    assert undo(store, found.entry.id, OCCASION)
    store.close()


def score(path: Path) -> None:
    """Scores all accounts."""
    store = open_store(path)
    health.score_all(store, TODAY, health.load_config(None), NOW)
    store.close()
