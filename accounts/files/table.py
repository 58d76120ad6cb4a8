"""What every source is read as: a header, and rows with the place that each is at."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

Row = tuple[int, Sequence[object]]


class Table(ABC):
    """A header and rows, which can be gone through any number of times. Use it in a `with`, or close it.

    A row is `(place, cells)`: its place is a line of a text file, a row of a sheet or a record of a list, as `unit`
    says. Cells are text from text files; else None, bool, int, float, Decimal, date, datetime or text. There are never
    fewer than the header has names; when there are more, the row has values that no column is named for.
    """

    header: list[str]
    source: str  # what to call it: a path, `standard input`, a database without its password
    unit: str = "line"  # line, row or record
    notes: tuple[str, ...] = ()  # what was done to read it, worth telling: repeated columns, an odd encoding
    size: int = 0  # what `position` reaches at the end, in no particular unit; 0: not known beforehand

    @property
    @abstractmethod
    def position(self) -> int:
        """How far the rows have been read, for a progress bar over `size`."""

    @property
    @abstractmethod
    def sha256(self) -> str:
        """The hash of the file's bytes, in hexadecimal. Read all rows before asking where there is no file."""

    @abstractmethod
    def __iter__(self) -> Iterator[Row]:
        """All rows that hold anything. Raises `ImportFileError` where the source can't be read on."""

    def close(self) -> None:  # noqa: B027 - not every source holds something open
        """Lets go of the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
