"""Files in a folder, by a pattern: each finished file once, by its content."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import Field

from accounts.readers import Table, open_table
from accounts.readers.byte_source import ByteSource
from sources.errors import SourceError
from sources.model import FetchContext, Fetched, Source

LOOK: Final = 2.0  # seconds between two looks at a file that was just written
SETTLED: Final = 60.0  # seconds after which a file counts as written
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".lock", ".writing")
_PATTERN: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be read: its path, and when it was last changed."""

    path: Path
    changed: datetime


class FolderSource(Source):
    """Reads the files that a pattern names, the oldest first."""

    examples: ClassVar[dict[str, Any]] = {"files": "exports/accounts*.csv", "sheet": "Accounts"}
    lists_all: ClassVar[bool] = False

    files: str = Field(description="A file, or a pattern of files such as exports/accounts*.csv")
    sheet: str = Field(default="", description="The sheet of a workbook, or the list of a JSON object")
    encoding: str = Field(default="", description="The encoding of text files, when it isn't told right")
    header_row: int = Field(default=0, ge=0, description="The row that names the columns, when it isn't told right")

    @property
    def place(self) -> str:
        return f"files, {self.files}"

    def fetch(self, context: FetchContext) -> Iterator[Fetched]:
        for each in finished_files(self.folder, self.files, context.now):
            origin = ByteSource(each.path)
            known = context.is_known(origin.sha256)
            origin.close()
            if not known:
                table = self._open(each.path)
                yield Fetched(table=table, as_of=each.changed, full=self.is_full, item=table.sha256)

    def _open(self, path: Path) -> Table:
        return open_table(path, sheet=self.sheet, encoding=self.encoding, header_row=self.header_row)


def finished_files(base: Path, pattern: str, now: datetime) -> list[FoundFile]:
    """The files of a pattern that nobody is writing any more, the oldest first.

    Raises `SourceError` when the folder isn't there, or no file: that is no answer. Dot files and the names that
    programs give to what isn't finished are left out.
    """
    paths = sorted(path for path in _matching(base, pattern) if not _is_temporary(path))
    if not paths:
        raise SourceError(f"There is no file {pattern} in {base}. Nothing is taken as gone; check the path.")
    before = {path: _stamp(path) for path in paths}
    if any(_is_fresh(stamp, now) for stamp in before.values()):
        time.sleep(LOOK)
    ready = [path for path, stamp in before.items() if stamp and stamp == _stamp(path)]
    found = [FoundFile(path, datetime.fromtimestamp(path.stat().st_mtime, UTC)) for path in ready]
    return sorted(found, key=lambda each: (each.changed, each.path))


def _matching(base: Path, pattern: str) -> Iterator[Path]:
    whole = (base / Path(pattern).expanduser()).absolute()
    fixed = list(whole.parts)
    first = next((at for at, part in enumerate(fixed) if _PATTERN & {*part}), len(fixed) - 1)
    root = Path(*fixed[:first])
    if not root.is_dir():
        raise SourceError(
            f"There is no folder {root}. Nothing is taken as gone; check the path, or whether it is mounted."
        )
    return (path for path in root.glob(str(Path(*fixed[first:]))) if path.is_file())


def _is_temporary(path: Path) -> bool:
    name = path.name.casefold()
    return name.startswith((".", "~", "_tmp")) or name.endswith(_UNFINISHED)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _is_fresh(stamp: tuple[int, int] | None, now: datetime) -> bool:
    return stamp is not None and now.timestamp() - stamp[1] / 1e9 < SETTLED
