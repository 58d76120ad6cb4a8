"""Files in a folder, by a pattern: each finished file once, by its content; one alone again when it says that again."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import Field

from accounts.readers.byte_source import ByteSource
from sources.errors import SourceError
from sources.model import FetchContext, Fetched
from sources.readers.files import LOOK, SETTLED, FileSource, is_temporary, no_files, says_again
from store.timestamps import to_text

_PATTERN: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be read: its path, when it was last changed, and what is another one once it is changed."""

    path: Path
    changed: datetime
    stamp: tuple[int, int]


class FolderSource(FileSource):
    """Reads the files that a pattern names, the oldest first."""

    examples: ClassVar[dict[str, Any]] = {"files": "exports/accounts*.csv", "sheet": "Accounts"}

    files: str = Field(description="A file, or a pattern of files such as exports/accounts*.csv")

    @property
    def place(self) -> str:
        return f"files, {self.files}"

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        as_of, found = context.as_of, self._finished(context)
        for each in found:
            origin = ByteSource(each.path)
            sha256 = origin.sha256
            origin.close()
            is_anew = _is_between(as_of, each.changed, context.now)
            if not context.is_known(sha256) or (is_anew and says_again(context, sha256, len(found))):
                table = self.open(each.path, str(each.path))
                yield Fetched(
                    table=table,
                    as_of=each.changed,
                    full=self.is_full,
                    items=(table.sha256,),
                    unchanged=partial(_is_still, each.path, each.stamp),
                )
            elif is_anew and context.is_latest(sha256):
                as_of = each.changed
                yield Fetched(table=None, as_of=as_of, full=self.is_full)  # written anew, it says what it said before

    def _finished(self, context: FetchContext) -> list[FoundFile]:
        """The files that nobody is writing any more, the oldest first.

        Raises `SourceError` when the folder isn't there, or no file: that is no answer. Dot files and the names that
        programs give to what isn't finished are left out.
        """
        paths = sorted(path for path in self._matching() if not is_temporary(path.name))
        if not paths:
            raise no_files(self, f"{self.files} in {self.folder}")
        before = {path: _stamp(path) for path in paths}
        if any(_is_fresh(stamp, context.now) for stamp in before.values()):
            context.sleep(LOOK)
        ready = {path: stamp for path, stamp in before.items() if stamp and _is_still(path, stamp)}
        found = [FoundFile(path, datetime.fromtimestamp(stamp[1] / 1e9, UTC), stamp) for path, stamp in ready.items()]
        return sorted(found, key=lambda each: (each.changed, each.path))

    def _matching(self) -> Iterator[Path]:
        whole = (self.folder / Path(self.files).expanduser()).absolute()
        fixed = whole.parts
        first = next((at for at, part in enumerate(fixed) if _PATTERN & {*part}), len(fixed) - 1)
        root = Path(*fixed[:first])
        if not root.is_dir():
            raise SourceError(
                f"{self.name}: there is no folder {root}. Nothing is taken as gone; check the path, or whether it is "
                "mounted."
            )
        return (path for path in root.glob(str(Path(*fixed[first:]))) if path.is_file())


def _is_between(before: datetime | None, moment: datetime, after: datetime) -> bool:
    """Whether a moment is later than one that the store keeps, if it keeps any, and not ahead."""
    return before is not None and to_text(before) < to_text(moment) and moment <= after


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _is_still(path: Path, stamp: tuple[int, int]) -> bool:
    return _stamp(path) == stamp


def _is_fresh(stamp: tuple[int, int] | None, now: datetime) -> bool:
    return stamp is not None and now.timestamp() - stamp[1] / 1e9 < SETTLED
