"""A copy of the approved words beside the store, so that an answer in the terminal needs no database.

Whoever changes the words removes it before and after the commit. Whoever finds none writes it, and removes it again
when the words changed meanwhile. One of another file than the store's, such as after a restore, counts as none.
"""

import marshal
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from curation.bodies import Content, Kind
    from store import Store

_FORMAT: Final = 1
_COPIED: Final = b"\x01\x01"  # in the header of a store that was copied there and not opened since


def read_snapshot(database: Path) -> "tuple[Content, ...] | None":
    """The words of the store in a file; none when there is no store, None when only the store itself can tell."""
    try:
        identity = _identity(database)
    except OSError:
        return ()
    try:
        form, of, _, words = marshal.loads(snapshot_path(database).read_bytes())  # noqa: S302  as private as the store
    except (OSError, EOFError, ValueError, TypeError):
        return None
    if (form, of) != (_FORMAT, identity):
        return None
    return _contents(words) if words else ()


def _contents(words: "list[tuple[str, Kind, str]]") -> "tuple[Content, ...]":
    from curation.bodies import Content  # most teams begin without words of their own

    return tuple(Content(*word) for word in words)


def take_snapshot(database: Path) -> "tuple[Content, ...]":
    """Writes the words of a store as they are, where that can be done, and returns them.

    The store is neither made nor migrated; one without the tables of this package has no words.
    """
    from contextlib import closing

    from store.database import Store
    from store.errors import StoreError
    from store.failures import FILE_ERRORS

    with closing(Store(database)) as store:
        try:
            return _take(store)
        except (*FILE_ERRORS, StoreError):
            return ()


def _take(store: "Store") -> "tuple[Content, ...]":
    from curation.own_terms import current_terms, glossary_version
    from curation.tables import has_tables

    there = has_tables(store)
    version = glossary_version(store) if there else 0
    words = _contents([(term.id, term.kind, term.body) for term in current_terms(store)] if there else [])
    content = marshal.dumps((_FORMAT, _identity(store.path), version, [tuple(word) for word in words]))
    try:
        _write(snapshot_path(store.path), content)
    except OSError:
        return words
    if there and glossary_version(store) != version:
        remove_snapshot(store.path)
    return words


def remove_snapshot(database: Path) -> None:
    """Removes it: what it says has changed or is about to."""
    snapshot_path(database).unlink(missing_ok=True)


def snapshot_path(database: Path) -> Path:
    """Where it is."""
    return database.with_name(f"{database.name}.words")


def _identity(database: Path) -> tuple[int, int, bool]:
    """The file that the words are of, and whether it was copied there since. Raises `OSError`."""
    with database.open("rb") as file:
        status = os.fstat(file.fileno())
        copied = file.read(20)[18:] == _COPIED
    return status.st_dev, status.st_ino, copied


def _write(path: Path, content: bytes) -> None:
    from store.private_files import create_private

    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    create_private(fresh)
    fresh.write_bytes(content)
    fresh.replace(path)
