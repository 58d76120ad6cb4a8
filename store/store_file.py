"""The file behind an open store: noticed when it is no longer there or another one, and locked against a restore."""

import os
import sys
import threading
from pathlib import Path
from typing import Final

from store.errors import StoreInUseError, StoreMovedError
from store.private_files import create_private, restrict

if sys.platform != "win32":  # Windows itself lets nobody exchange a file that is open
    import fcntl

LOG_SUFFIXES: Final = ("-wal", "-shm")  # what SQLite keeps beside the file while it is open
ROLLBACK: Final = b"\x01\x01"  # the two bytes of a file's header without a write-ahead log, as copies are made
_MODE_AT: Final = 18  # where they are
_WHAT_TO_DO: Final = (
    "Nothing is read from it or written any more. Stop every cs program, put the right file there with "
    "cs restore FILE, and start again."
)

# Closing any descriptor of a file gives up all of a process's locks on it, SQLite's too: each file is opened once, and
# closed when the last store on it is.
_descriptors: dict[tuple[int, int], list[int]] = {}
_registry = threading.Lock()


class StoreFile:
    """A store's file from when it is opened until it is closed; it is made, for this user alone, where there is none.

    Raises `StoreInUseError` while a restore exchanges it, and `OSError`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = _hold_lock(path)
        try:
            self.writable = _prepare(path)
            self._identity, self._descriptor = _open(path)
        except BaseException:
            _close(self._lock)
            raise
        self._settled: tuple[object, ...] | None = None
        self._logs: dict[Path, tuple[int, int] | None] = {}

    def settle(self) -> None:
        """Takes the file as it is now for what it has to stay: called once it is opened, made or migrated."""
        self._settled = self._seen()
        self._logs = {each: _identity(each) for each in sidecars(self.path)}

    def check(self) -> None:
        """Returns when the path still leads to the file that was opened. Raises `StoreMovedError`."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - half the time of Path.stat, at every use of the store
        except OSError:
            raise StoreMovedError(
                f"The account store {self.path} was deleted while it was open. {_WHAT_TO_DO}"
            ) from None
        if (found.st_dev, found.st_ino) != self._identity:
            self._keep_log_apart()
            raise StoreMovedError(f"The account store {self.path} was replaced while it was open. {_WHAT_TO_DO}")
        if self.is_overwritten:
            raise StoreMovedError(f"The account store {self.path} was written over while it was open. {_WHAT_TO_DO}")

    @property
    def is_overwritten(self) -> bool:
        """Whether another content was copied into the file: the log beside it must not get into that."""
        return self._settled is not None and self._seen() != self._settled

    def close(self) -> None:
        """Lets go of the file; its connections must be closed before."""
        _close(self._lock)
        self._lock = None
        with _registry:
            held = _descriptors.get(self._identity, [])
            if self._descriptor in held:
                held.remove(self._descriptor)
                if self._descriptor not in held:
                    del _descriptors[self._identity]
                    os.close(self._descriptor)

    def _keep_log_apart(self) -> None:
        """Moves the log of the file that is gone away from the one in its place, which it would be written into.

        Only where no other program has the store open: it may have begun to use that log for the new file.
        """
        if sys.platform == "win32" or self._lock is None:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for log, identity in self._logs.items():
                if identity is not None and _identity(log) == identity:
                    log.replace(log.with_name(f"{log.name}-of-replaced"))
            fcntl.flock(self._lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return

    def _seen(self) -> tuple[object, ...]:
        mode = _header_mode(self._descriptor)
        if self.writable:
            return (mode,)
        found = os.fstat(self._descriptor)  # it is read without locks: any change ends that
        return mode, found.st_size, found.st_mtime_ns


def lock_exclusively(path: Path) -> int | None:
    """Holds off every program that would open the store in a file, until the descriptor is closed.

    Raises `StoreInUseError` when a program has it open; None where the system does without such locks.
    """
    if sys.platform == "win32":
        return None
    lock = _open_lock(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise StoreInUseError(_in_use(path)) from None
    return lock


def check_free(path: Path) -> None:
    """Returns when no program of ours has the store in a file open at this moment. Raises `StoreInUseError`."""
    if (lock := lock_exclusively(path)) is not None:
        os.close(lock)


def check_unlocked(path: Path) -> None:
    """Returns when no connection of any program, ours or not, has the SQLite file open. Raises `StoreInUseError`.

    A reader of a file with a write-ahead log holds SQLite's shared lock for as long as it is connected.
    """
    if sys.platform == "win32" or not path.exists():
        return
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 512, 0x40000000)  # SQLite's pending, reserved and shared
        except OSError:
            raise StoreInUseError(_in_use(path)) from None


def lock_path(path: Path) -> Path:
    """Returns the file whose lock says that a store is open; it is empty, and stays."""
    return path.with_name(f"{path.name}.lock")


def sidecars(path: Path) -> list[Path]:
    """Returns the files that SQLite keeps beside a store's, whether they are there or not."""
    return [path.with_name(path.name + suffix) for suffix in LOG_SUFFIXES]


def has_stray_log(path: Path) -> bool:
    """Whether beside a copy, which has no log of its own, lies the log of the file that was there before.

    SQLite would write it into the copy.
    """
    log = sidecars(path)[0]
    try:
        with path.open("rb") as file:
            return file.read(20)[_MODE_AT:] == ROLLBACK and log.stat().st_size > 0
    except OSError:
        return False


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(path: Path) -> bool:
    """Makes the file where there is none, for this user alone. Returns whether it can be written."""
    if not path.exists():
        create_private(path)
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if writable:
        for each in (path, *sidecars(path)):
            restrict(each)
    return writable


def _open(path: Path) -> tuple[tuple[int, int], int]:
    with _registry:
        found = path.stat()
        identity = (found.st_dev, found.st_ino)
        held = _descriptors.setdefault(identity, [])
        try:
            held.append(held[0] if held else os.open(path, os.O_RDONLY))
        except OSError:
            del _descriptors[identity]
            raise
        return identity, held[-1]


def _header_mode(descriptor: int) -> bytes:
    if sys.platform == "win32":
        return b""
    return os.pread(descriptor, 2, _MODE_AT)


def _hold_lock(path: Path) -> int | None:
    """Says to a restore that the store is open. Where no lock can be made, as on a read-only disk, none is held."""
    if sys.platform == "win32":
        return None
    try:
        lock = _open_lock(path)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise StoreInUseError(f"A backup is being restored to {path}. Try again in a moment.") from None
    except OSError:  # a network disk without locks
        os.close(lock)
        return None
    return lock


def _open_lock(path: Path) -> int:
    return os.open(lock_path(path), os.O_RDWR | os.O_CREAT, 0o600)


def _close(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


def _in_use(path: Path) -> str:
    return (
        f"The account store {path} is open in another program, such as cs serve, cs digest work or litestream. "
        "Stop it, and try again."
    )
