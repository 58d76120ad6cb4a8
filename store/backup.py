"""A sound copy of the store, taken while others read and write it."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from store.copying import copy_store
from store.database import Store
from store.errors import StoreDamagedError, StoreError, StoreUnwritableError
from store.failures import FILE_ERRORS, describe_error
from store.migrations import Migrations
from store.private_files import create_private
from store.sqlite_store import SqliteStore, open_sqlite
from store.store_file import lock_path, sidecars


def backup(store: Store, path: Path, *, force: bool = False) -> int:
    """Copies the store as it is at this moment into a file, and returns the file's size in bytes.

    The copy is checked before it gets its name: what has the name is whole. Only its owner can read it. Raises
    `StoreError` when there is a file of that name already, unless `force`, and when the copy can't be made.
    """
    if not isinstance(store, SqliteStore):
        raise StoreError("A store in PostgreSQL is backed up with its own tools: pg_dump, or the backups of its host.")
    return _written(store, path, lambda part: _copy(store.reading, part), force=force)


def export(store: Store, path: Path, packages: Sequence[Migrations], *, force: bool = False) -> int:
    """The same of a store on any engine: the file is a store of its own on SQLite, with every row of the packages, the
    first of which makes it.
    """
    if isinstance(store, SqliteStore):
        return backup(store, path, force=force)
    return _written(store, path, lambda part: _copy_rows(store, part, packages), force=force)


def _written(store: Store, path: Path, write: Callable[[Path], None], *, force: bool) -> int:
    same = path.exists() and store.path.exists() and path.samefile(store.path)
    if path.exists() and (same or not force):
        why = "is the store itself" if same else "is there already; say --force to write over it"
        raise StoreError(f"{path} {why}.")
    if path.exists() and not path.is_file():
        raise StoreError(f"{path} is no file.")
    path = Path(os.path.realpath(path))  # a link stays one
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        create_private(part)
        write(part)
        os.replace(part, path)  # noqa: PTH105 - a rename that replaces on every system
        return path.stat().st_size
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}.") from error
    except FILE_ERRORS as error:
        raise _failed(error, store.path, path) from error
    finally:
        for each in (part, *sidecars(part), lock_path(part)):
            each.unlink(missing_ok=True)


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
        _make_one_file(copy)
    _flush(path)


def _copy_rows(store: Store, path: Path, packages: Sequence[Migrations]) -> None:
    with closing(open_sqlite(path, packages[0])) as target:
        target.reading.execute("PRAGMA synchronous = OFF")  # it has its name only once it is on the disk
        copy_store(store, target, packages, live=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        _make_one_file(copy)
    _flush(path)


def _make_one_file(copy: sqlite3.Connection) -> None:
    """Lets a copy be one file that is all there is, and checks it."""
    copy.execute("PRAGMA journal_mode = DELETE")
    found = copy.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise StoreDamagedError(
            f"The copy isn't sound, and was thrown away: {found[0][0]}. Check the store's own file with cs doctor."
        )


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
