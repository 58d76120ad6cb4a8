"""Putting a backup in the place of the store: checked before, all at once, and what was there is kept."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.errors import StoreDamagedError, StoreError
from store.failures import FILE_ERRORS, describe_error
from store.file_path import check_file
from store.migrations import Migrations
from store.opening import is_postgresql
from store.private_files import create_private, make_private_folder, restrict
from store.sqlite_connection import SqliteConnection
from store.sqlite_migration import check_ours
from store.sqlite_store import open_sqlite
from store.store_file import check_unlocked, has_stray_log, lock_exclusively, sidecars


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: `kept` is where the store that was there is now, None where there was none."""

    path: Path
    version: int
    size: int
    kept: Path | None


def restore(copy: Path, place: Path | str, migrations: Migrations, now: datetime) -> Restored:
    """Puts a copy, made by `backup` or otherwise, where the store is; the copy itself stays as it is.

    Raises `StoreInUseError` while any program has the store open, and `StoreError` for a copy that isn't a sound store
    of this version or an older one. Then all is as it was. Killed in its midst, the store is the one or the other.
    """
    if is_postgresql(place):
        raise StoreError(
            "A store in PostgreSQL is restored with its own tools: pg_restore, or the backups of its host."
        )
    path = Path(place)
    check_file(path)
    if not copy.is_file():
        raise StoreError(f"{copy} {'is no file' if copy.exists() else 'does not exist'}.")
    if path.exists() and copy.samefile(path):
        raise StoreError(f"{copy} is the store itself.")
    if has_stray_log(copy):
        raise StoreDamagedError(f"{copy} lies beside the log of another file: move it into a folder of its own first.")
    try:
        make_private_folder(path.parent)
        lock = lock_exclusively(path)
    except OSError as error:
        raise describe_error(error, path) from error
    try:
        check_unlocked(path)
        return _exchange(copy, path, migrations, now)
    finally:
        if lock is not None:
            os.close(lock)


def _exchange(copy: Path, path: Path, migrations: Migrations, now: datetime) -> Restored:
    part = path.with_name(f".{path.name}.restored.part")
    try:
        _remove(part, *sidecars(part))
        _copy(copy, part, migrations)
        version = _checked(part, migrations)
        kept = _keep_aside(path, now)
        os.replace(part, path)  # noqa: PTH105 - a rename that replaces on every system
        _remove(*sidecars(path))  # until then a file without a log lies beside one: no program would open that
        _sync_folder(path.parent)
        return Restored(path, version, path.stat().st_size, kept)
    except OSError as error:
        raise describe_error(error, path) from error
    finally:
        with suppress(OSError):
            _remove(part, *sidecars(part), part.with_name(f"{part.name}.lock"))


def _copy(copy: Path, part: Path, migrations: Migrations) -> None:
    """Copies what SQLite finds in the file and its log, if it is ours and sound."""
    create_private(part)
    has_log = sidecars(copy)[0].exists()
    how = "mode=rw" if has_log else "mode=ro&immutable=1"  # a file that is all there is isn't touched
    try:
        with (
            closing(sqlite3.connect(f"{copy.absolute().as_uri()}?{how}", uri=True, factory=SqliteConnection)) as source,
            closing(sqlite3.connect(part, isolation_level=None)) as target,
        ):
            check_ours(source, copy, migrations)
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            found = [*target.execute("PRAGMA integrity_check(1)"), *target.execute("PRAGMA foreign_key_check")]
            tables = target.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except FILE_ERRORS as error:
        raise _unsound(copy, describe_error(error, copy)) from error
    if found != [("ok",)]:
        raise StoreDamagedError(f"{copy} is damaged: {found[0][0]}. Nothing was changed.")
    if tables == (0,):
        raise StoreError(f"{copy} is empty: there is no store in it. Nothing was changed.")


def _unsound(copy: Path, described: StoreError) -> StoreError:
    if isinstance(described, StoreDamagedError):
        return StoreDamagedError(f"{copy} is damaged, or no store at all. Nothing was changed.")
    return described


def _checked(part: Path, migrations: Migrations) -> int:
    """Brings the copy to this version, and makes it one file without a log. Returns the version."""
    open_sqlite(part, migrations).close()
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    with part.open("rb") as file:
        os.fsync(file.fileno())
    return int(version)


def _keep_aside(path: Path, now: datetime) -> Path | None:
    """Gives what is there a second name, with the log that belongs to it."""
    if not path.exists():
        return None
    kept = path.with_name(f"{path.stem}.before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{path.suffix}")
    logs = [] if has_stray_log(path) else [each for each in sidecars(path)[:1] if each.exists()]
    for each in (*logs, path):
        name = kept.with_name(kept.name + each.name.removeprefix(path.name))
        _remove(name)
        _link(each, name)
        restrict(name)
    return kept


def _link(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except OSError:  # a disk without them
        shutil.copy2(path, name)


def _remove(*paths: Path) -> None:
    for each in paths:
        each.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
