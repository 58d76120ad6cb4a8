"""Writes the copy of the approved words beside the store."""

import marshal
import os
from contextlib import closing
from pathlib import Path

from curation.bodies import Content
from curation.own_terms import current_terms, glossary_version
from curation.snapshot import FORMAT, contents, identity_of, remove_snapshot, snapshot_path
from curation.tables import has_tables
from store.database import Store
from store.errors import StoreError
from store.failures import FILE_ERRORS
from store.opening import attach
from store.private_files import create_private


def take_snapshot(database: Path) -> tuple[Content, ...]:
    """Writes the words of a store as they are, where that can be done, and returns them.

    The store is neither made nor migrated; one without the tables of this package has no words.
    """
    try:
        identity = identity_of(database)  # not later: to close the file gives up the locks that SQLite has on it
        with closing(attach(database)) as store:
            return _take(store, identity)
    except (*FILE_ERRORS, StoreError, OSError):
        return ()


def _take(store: Store, identity: tuple[int, int, bool]) -> tuple[Content, ...]:
    there = has_tables(store)
    version = glossary_version(store) if there else 0
    words = contents([(term.id, term.kind, term.body, term.imported) for term in current_terms(store)] if there else [])
    content = marshal.dumps((FORMAT, identity, version, [tuple(word) for word in words]))
    try:
        replace_private(snapshot_path(store.path), content)
    except OSError:
        return words
    if there and glossary_version(store) != version:
        remove_snapshot(store.place)
    return words


def replace_private(path: Path, content: bytes) -> None:
    """Writes a file at once, for this user alone. Raises `OSError`."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    create_private(fresh)
    fresh.write_bytes(content)
    fresh.replace(path)
