"""Files of accounts, wherever they are: how they are opened, and where those that are fetched go meanwhile."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import ClassVar, Final

from pydantic import Field

from accounts.errors import ImportFileError
from accounts.readers import Table, open_table
from sources.errors import SourceError
from sources.model import FetchContext, Fetched, Source

LOOK: Final = 2.0  # seconds between two looks at a file that was just written
SETTLED: Final = 60.0  # seconds after which a file counts as written
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".lock", ".writing")


class FileSource(Source):
    """A source of files, in any of the formats that an import reads."""

    lists_all: ClassVar[bool] = False
    fresh_for: ClassVar[timedelta] = timedelta(hours=26)  # files come daily, however often somebody looks

    sheet: str = Field(default="", description="The sheet of a workbook, or the list of a JSON object")
    encoding: str = Field(default="", description="The encoding of text files, when it isn't told right")
    header_row: int = Field(default=0, ge=0, description="The row that names the columns, when it isn't told right")

    def newer_by(self, as_of: datetime) -> datetime | None:
        """The run after the one that reads a file of that age, which is the first one after it was written."""
        read = self.timing.after(as_of)
        return self.timing.after(read) if read else None

    def open(self, path: Path, called: str) -> Table:
        """The table in a file, which is called so in messages. Raises `ImportFileError`."""
        try:
            table = open_table(path, sheet=self.sheet, encoding=self.encoding, header_row=self.header_row)
        except ImportFileError as error:
            raise ImportFileError(str(error).replace(str(path), called)) from None
        table.source = called
        return table


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on a server. `stamp` is another one whenever its content is."""

    path: str
    changed: datetime
    stamp: str

    @property
    def item(self) -> str:
        """The hash by which it is known that it was read, without reading it."""
        return sha256(f"{self.path}\0{self.stamp}".encode()).hexdigest()


def fetch_new(
    source: FileSource, found: Iterable[RemoteFile], load: Callable[[RemoteFile, Path], None], context: FetchContext
) -> Generator[Fetched]:
    """The tables of files that weren't read yet, each loaded first, the oldest first; by their content, each once, and
    one alone again when it says that again.
    """
    files = sorted(found, key=lambda file: (file.changed, file.path))
    for each in files:
        if context.is_known(each.item):
            continue
        with temporary_file(each.path) as path:
            load(each, path)
            table = source.open(path, each.path)
            items = (table.sha256, each.item)
            if context.is_known(table.sha256) and not says_again(context, table.sha256, len(files)):
                table.close()
                yield Fetched(table=None, as_of=each.changed, full=source.is_full, items=items)
            else:
                yield Fetched(table=table, as_of=each.changed, full=source.is_full, items=items)


def says_again(context: FetchContext, sha256: str, files: int) -> bool:
    """Whether a file that was written anew says what it said before it said something else.

    Only of a file alone: beside others, one of before may have been copied or touched, and what others say is newer.
    """
    return files == 1 and context.is_known(sha256) and not context.is_latest(sha256)


@contextmanager
def temporary_file(name: str) -> Iterator[Path]:
    """A path in a folder of its own, with the ending of a name; all of it is removed in the end."""
    with TemporaryDirectory(prefix="cs-source-") as folder:
        yield Path(folder) / f"file{''.join(PurePosixPath(name).suffixes[-2:])}"


def is_named(path: str, pattern: str) -> bool:
    """Whether a pattern names a path: as in a folder `*` stands for a part of one name, and `**/` for any folders."""
    names, parts = path.split("/"), pattern.split("/")
    return _are_named(names, parts)


def _are_named(names: list[str], parts: list[str]) -> bool:
    if not parts or not names:
        return parts == names
    if parts[0] == "**":
        return any(_are_named(names[at:], parts[1:]) for at in range(len(names)))
    return fnmatchcase(names[0], parts[0]) and _are_named(names[1:], parts[1:])


def is_temporary(name: str) -> bool:
    """Whether a file's name is one that programs give to what isn't finished, or that people don't see."""
    folded = PurePosixPath(name).name.casefold()
    return folded.startswith((".", "~", "_tmp")) or folded.endswith(_UNFINISHED)


def no_files(source: Source, where: str) -> SourceError:
    """What is said where there is no file: that is no answer."""
    return SourceError(f"{source.name}: there is no file {where}. Nothing is taken as gone; check the path.")
