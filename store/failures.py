"""Errors of the store's file in plain words: damaged, full, read-only, busy or out of reach."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Final

from store.errors import StoreBusyError, StoreDamagedError, StoreError, StoreUnwritableError

# What reading a file may raise that isn't as it should be. Python decodes SQLite's messages and texts as UTF-8, and
# those of a damaged file may be none.
FILE_ERRORS: Final = (sqlite3.DatabaseError, UnicodeDecodeError)
_BUGS: Final = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)
RESTORE: Final = "Restore a backup with cs restore FILE; what can still be read, cs accounts export writes out."
_NEARLY_NOTHING: Final = 1 << 16  # bytes: SQLite needs half as much for the index of its log
_NO_ROOM: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_PRIMARY: Final = 0xFF  # the part of SQLite's code that says the class of an error


def describe_error(error: Exception, place: Path | str) -> StoreError:
    """Returns what an error of SQLite or of the system means for the store in a file, as the exception to raise.

    Raises the error itself when it isn't the file's: a statement of ours that breaks a rule is a bug.
    """
    if isinstance(error, StoreError):
        return error
    if isinstance(error, _BUGS) or "://" in str(place):
        raise error
    path = Path(place)
    if isinstance(error, OSError):
        return _of_system(error, path)
    if isinstance(error, UnicodeDecodeError):
        return StoreDamagedError(f"The account store {path} is damaged: a text in it is no UTF-8. {RESTORE}")
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    return _full(path) if _is_full(code, path) else _of_code(code, error, path)


def _of_code(code: int, error: Exception, path: Path) -> StoreError:
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusyError("Another program is writing to the accounts. Try again in a moment.")
        case sqlite3.SQLITE_READONLY:
            return _read_only(path)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _out_of_reach(path)
        case sqlite3.SQLITE_IOERR:
            return StoreError(f"The disk fails under the account store {path} ({error}). Check the disk. {RESTORE}")
        case sqlite3.SQLITE_NOTADB:
            return StoreDamagedError(
                f"{path} is no account store: it isn't an SQLite file, or its beginning is damaged. "
                "Set CS_DATABASE to the right file, or restore a backup with cs restore FILE."
            )
    return StoreDamagedError(f"The account store {path} is damaged: {error}. {RESTORE}")


def _of_system(error: OSError, path: Path) -> StoreError:
    if error.errno in _NO_ROOM:
        return _full(path)
    if error.errno == errno.EROFS:
        return _read_only(path)
    return StoreError(f"The account store {path} can't be opened: {error.strerror or error}.")


def _is_full(code: int, path: Path) -> bool:
    if code == sqlite3.SQLITE_FULL:
        return True
    if code not in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}:
        return False
    import shutil  # it knows archives as well, which is long to import

    try:
        return shutil.disk_usage(path.parent).free < _NEARLY_NOTHING
    except OSError:
        return False


def _full(path: Path) -> StoreError:
    return StoreUnwritableError(
        f"The disk of the account store {path} is full: nothing was written, and what is there is untouched. "
        "Make room, and try again."
    )


def _read_only(path: Path) -> StoreError:
    what = "file" if path.exists() and os.access(path.parent, os.W_OK) else "folder or disk"
    return StoreUnwritableError(
        f"The account store {path} can't be written: its {what} is read-only for this user. What is there can be read."
    )


def _out_of_reach(path: Path) -> StoreError:
    if path.is_dir():
        return StoreError(f"{path} is a folder: set CS_DATABASE to a file.")
    if path.exists() and not os.access(path, os.R_OK):
        return StoreError(f"The account store {path} may not be read by this user. Check who owns it.")
    return StoreError(f"The account store {path} can't be opened: check its folder and who may write there.")
