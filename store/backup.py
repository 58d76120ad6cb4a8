"""A sound copy of the store, taken while others read and write it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from store.database import Store
from store.errors import StoreDamagedError, StoreError, StoreUnwritableError
from store.failures import FILE_ERRORS, describe_error
from store.private_files import create_private
from store.sqlite_store import SqliteStore


def backup(store: Store, path: Path, *, force: bool = False) -> int:
    """Copies the store as it is at this moment into a file, and returns the file's size in bytes.

    The copy is checked before it gets its name: what has the name is whole. Only its owner can read it. Raises
    `StoreError` when there is a file of that name already, unless `force`, and when the copy can't be made.
    """
    if not isinstance(store, SqliteStore):
        raise StoreError("A store in PostgreSQL is backed up with its own tools: pg_dump, or the backups of its host.")
    if path.exists() and (path.samefile(store.path) or not force):
        same = path.samefile(store.path)
        why = "is the store itself" if same else "is there already; say --force to write over it"
        raise StoreError(f"{path} {why}.")
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        create_private(part)
        _copy(store.reading, part)
        os.replace(part, path)  # noqa: PTH105 - a rename that replaces on every system
        return path.stat().st_size
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}.") from error
    except FILE_ERRORS as error:
        raise _failed(error, store.path, path) from error
    finally:
        part.unlink(missing_ok=True)


def _failed(error: Exception, source: Path, path: Path) -> StoreError:
    """Damage is the store's; everything else the place of the copy's."""
    described = describe_error(error, source)
    if isinstance(described, StoreDamagedError):
        return described
    full = isinstance(described, StoreUnwritableError)
    return StoreError(f"{path} can't be written: {'there is no room left for it' if full else error}.")


def _copy(source: sqlite3.Connection, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file that is all there is
        found = copy.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise StoreDamagedError(
            f"The copy isn't sound, and was thrown away: {found[0][0]}. Check the store's own file with cs doctor."
        )
    with path.open("rb") as file:
        os.fsync(file.fileno())
