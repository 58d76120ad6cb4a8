"""The bytes of a table: from a file or standard input, unpacked where they are compressed."""

import gzip
import hashlib
import sys
import zipfile
import zlib
from contextlib import ExitStack
from difflib import get_close_matches
from functools import cached_property
from io import BufferedReader
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from accounts.errors import ImportFileError
from accounts.readers.spool import Spool, Stream

HEAD_SIZE: Final = 1 << 16
STANDARD_INPUT: Final = "-"
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_PACKED: Final = ("gz", "gzip", "zip")
_DEEPEST: Final = 3  # packed files within packed files: some unpack to themselves


class ByteSource:
    """The bytes of a file, unpacked, which can be read any number of times from their start."""

    def __init__(self, source: Path | str) -> None:
        self.name = str(source)
        self._held = ExitStack()
        try:
            self._file = self._found(Path(source))
            self._plain = self._unpacked(self._file)
        except OSError as error:
            self.close()
            raise ImportFileError(f"{self.name} can't be read: {error.strerror or error}.") from error
        except (EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            self.close()
            raise ImportFileError(f"{self.name} is damaged or cut short: it can't be unpacked ({error}).") from error
        except ImportFileError:
            self.close()
            raise
        self._stamps = {each: _stamp(each) for each in (self._file, self._plain)}
        self.size = self._stamps[self._plain][0]

    @property
    def suffix(self) -> str:
        """The ending of its name without that of its packing: `csv` of `accounts.CSV.gz`."""
        endings = [ending.lower().lstrip(".") for ending in PurePath(self.name).suffixes]
        return next((ending for ending in reversed(endings) if ending not in _PACKED), "")

    @cached_property
    def sha256(self) -> str:
        """The hash of the file as it is, packed or not. Raises `ImportFileError` as `open` does."""
        with self._unchanged(self._file) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def head(self) -> bytes:
        """The first bytes; all of them where there are no more than `HEAD`."""
        with self.open() as file:
            return file.read(HEAD_SIZE)

    def open(self) -> BinaryIO:
        """The bytes from their start. Raises `ImportFileError` when the file has changed since it was first read."""
        return self._unchanged(self._plain)

    def _unchanged(self, content: "Content") -> BufferedReader:
        try:
            if _stamp(content) == self._stamps[content]:
                return _opened(content)
        except OSError as error:
            raise ImportFileError(f"{self.name} can't be read: {error.strerror}.") from error
        raise ImportFileError(f"{self.name} was changed while it was read: import it again.")

    def close(self) -> None:
        """Removes what was unpacked."""
        self._held.close()

    def _found(self, path: Path) -> "Content":
        if self.name == STANDARD_INPUT:
            self.name = "standard input"
            return self._spooled(sys.stdin.buffer)
        if not path.exists():
            raise ImportFileError(f"{self.name} doesn't exist.{_near(path)}")
        if path.is_dir():
            raise ImportFileError(f"{self.name} is a folder: name a file in it.")
        if path.is_file():
            return path
        with path.open("rb") as pipe:
            return self._spooled(pipe)

    def _unpacked(self, content: "Content", depth: int = 0) -> "Content":
        with _opened(content) as file:
            start = file.read(4)
            file.seek(0)
            if start.startswith(_GZIP):
                if depth == _DEEPEST:
                    raise ImportFileError(f"{self.name} is packed more than {_DEEPEST} times over: unpack it first.")
                with gzip.open(file) as packed:
                    return self._unpacked(self._spooled(packed), depth + 1)
            return self._of_archive(content, file) if start == _ZIP else content

    def _of_archive(self, content: "Content", file: BinaryIO) -> "Content":
        """The only file in an archive, as some tools send their exports; a workbook is an archive that stays one."""
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names or "mimetype" in names:
                return content
            tables = [name for name in names if not name.endswith("/") and not name.startswith(("__MACOSX/", "."))]
            if len(tables) != 1:
                inside = ", ".join(tables[:5]) + (" …" if len(tables) > 5 else "")
                raise ImportFileError(f"{self.name} is an archive of {len(tables)} files: unpack it ({inside}).")
            with archive.open(tables[0]) as packed:
                return self._spooled(packed)

    def _spooled(self, stream: Stream) -> Spool:
        spool = Spool()
        self._held.callback(spool.close)
        spool.fill(stream, self.name)
        return spool


Content = Path | Spool


def _opened(content: Content) -> BufferedReader:
    return content.open() if isinstance(content, Spool) else BufferedReader(content.open("rb", buffering=0), 1 << 17)


def _stamp(content: Content) -> tuple[int, ...]:
    """What another content has otherwise: its size first. A file in its place may have the same time."""
    if isinstance(content, Spool):
        return (content.size,)
    stat = content.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_dev, stat.st_ino


def _near(path: Path) -> str:
    """A hint at a file of nearly the same name."""
    folder = path.parent
    names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
    close = get_close_matches(path.name, names, n=1)
    return f" Did you mean {folder / close[0]}?" if close else ""
