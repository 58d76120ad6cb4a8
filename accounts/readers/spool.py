"""A temporary file without a name for input that can be read only once, such as a pipe, or has to be unpacked."""

import errno
import io
import tempfile
import threading
from typing import TYPE_CHECKING, Protocol

from accounts.errors import ImportFileError
from accounts.readers.limits import check_unpacked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PART = 1 << 20


class Stream(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, or fewer, and none at the end."""


class Spool:
    """A temporary file that can be read any number of times, and is gone with the process however that ends."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="cs-import-", buffering=0)  # noqa: SIM115 - open until `close`
        self._lock = threading.Lock()
        self.size = 0

    def fill(self, stream: Stream, name: str) -> None:
        """Copies a stream. Raises `ImportFileError` when it doesn't end in time, or the disk has no room for it."""
        while part := stream.read(_PART):
            self.size += len(part)
            check_unpacked(name, self.size)
            try:
                self._file.write(part)
            except OSError as error:
                raise ImportFileError(_no_room(name, error)) from error

    def open(self) -> io.BufferedReader:
        """The bytes from their start."""
        return io.BufferedReader(_Reader(self), 1 << 17)

    def read_at(self, position: int, buffer: "WriteableBuffer") -> int:
        """Reads some bytes from a position into a buffer, and returns how many."""
        with self._lock:
            self._file.seek(position)
            return self._file.readinto(buffer) or 0

    def close(self) -> None:
        """Removes it."""
        self._file.close()


class _Reader(io.RawIOBase):
    def __init__(self, spool: Spool) -> None:
        super().__init__()
        self._spool, self._at = spool, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._spool.size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        read = self._spool.read_at(self._at, buffer)
        self._at += read
        return read


def _no_room(name: str, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        folder = tempfile.gettempdir()
        return f"{name} can't be unpacked: the disk of the temporary folder {folder} is full. Set TMPDIR to another."
    return f"{name} can't be unpacked: {error.strerror or error}."
