"""The table that every reader returns, and how its header row is found."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress, islice
from types import TracebackType
from typing import Final, NamedTuple, Self

from accounts.errors import ImportFileError
from accounts.readers.marked_rows import KnownRows, MarkedRows, fingerprints, texts_of
from accounts.values.texts import clean_text, to_text

MOST_ABOVE: Final = 30  # rows of titles that a report may begin with


def filled(cells: Sequence[object]) -> int:
    """How many cells hold anything."""
    return sum(1 for cell in cells if cell is not None and (not isinstance(cell, str) or bool(cell.strip())))


def any_filled(cells: Sequence[object]) -> bool:
    """Whether a cell holds anything: mostly the first does."""
    first = cells[0] if cells else None
    return (first.strip() != "" if isinstance(first, str) else first is not None) or filled(cells) > 0


class HeaderRow(NamedTuple):
    """Where the header of a table is: how many rows end with it, its cells, and what is to be told of it."""

    rows: int
    cells: Sequence[object]
    notes: tuple[str, ...] = ()


def find_header(rows: Sequence[Sequence[object]], wanted: int = 0) -> HeaderRow | None:
    """The header among the first rows of a table: row `wanted`, else the first row that is no title, of a cell or two
    above a wider table. Where groups stand above the names, in merged cells, both rows are the header.

    Raises `ImportFileError` when there is nothing in the row that is wanted.
    """
    if wanted:
        if wanted > len(rows) or not filled(rows[wanted - 1]):
            raise ImportFileError(f"There is nothing in row {wanted} that could name the columns.")
        return HeaderRow(wanted, rows[wanted - 1])
    counts = [filled(cells) for cells in rows]
    most = max(counts, default=0)
    for at, count in enumerate(counts[:MOST_ABOVE]):
        if count and not (count <= 2 and count * 2 <= most):
            return _with_groups(rows, at) or HeaderRow(at + 1, rows[at])
    return None


def _with_groups(rows: Sequence[Sequence[object]], at: int) -> HeaderRow | None:
    """The header of two rows, if the row is one of groups and the next one has the names in them."""
    if at + 2 >= len(rows):
        return None
    groups, names, below = [clean_text(to_text(cell)) for cell in rows[at]], rows[at + 1], rows[at + 2 :]
    if not _are_groups(groups, names) or not _differ(names, below):
        return None
    said = [clean_text(to_text(cell)) for cell in names]
    groups += [""] * (len(said) - len(groups))
    said += [""] * (len(groups) - len(said))
    repeated = {name for name, count in Counter(said).items() if count > 1}
    cells, group = [], ""
    for above, name in zip(groups, said, strict=True):
        group = above or group
        cells.append(f"{group} {name}" if name in repeated and name else name or above)
    return HeaderRow(at + 2, cells, (f"The header is in rows {at + 1} and {at + 2}: names, with groups above them.",))


def _are_groups(groups: Sequence[str], names: Sequence[object]) -> bool:
    """Whether the first row has words, and gaps where the second one, of words only, has names."""
    words = [bool(any_filled([cell])) for cell in names]
    gaps = sum(1 for at, named in enumerate(words) if named and not (at < len(groups) and groups[at]))
    return gaps > 0 and sum(words) > sum(map(bool, groups)) and not any(map(_is_value, (*groups, *names)))


def _differ(names: Sequence[object], below: Sequence[Sequence[object]]) -> bool:
    """Whether numbers, dates or addresses stand below words in a column, and never words: those are names then."""
    for at, name in enumerate(names):
        cells = [row[at] for row in below if at < len(row) and any_filled([row[at]])]
        if any_filled([name]) and cells and all(map(_is_value, cells)):
            return True
    return False


def _is_value(cell: object) -> bool:
    """Whether a cell is no word: a number, a date or an address."""
    if not isinstance(cell, str):
        return cell is not None
    text = cell.strip()
    return bool(text) and (text[0].isdigit() or text[:1] in "$€£-+(" or "@" in text)


def name_columns(cells: Sequence[object], rows: Sequence[Sequence[object]] = ()) -> tuple[list[str], tuple[str, ...]]:
    """The columns' names, each once, and what is to be told of them. `rows` are some that follow.

    A column without a name gets its number; at the end of the row it is a column only when a row fills it.
    """
    names = [clean_text(to_text(cell)) for cell in cells]
    while names and not names[-1] and not any(filled(row[len(names) - 1 : len(names)]) for row in rows):
        names.pop()
    notes, taken = [], set[str]()
    for at, name in enumerate(names):
        given = name or f"column {at + 1}"
        unique, turn = given, 1
        while unique.casefold() in taken:
            turn += 1
            unique = f"{given} ({turn})"
        if turn > 1:
            notes.append(f"There is more than one column “{given}”: another is called “{unique}” here.")
        taken.add(unique.casefold())
        names[at] = unique
    return names, tuple(notes)


def fit_row(cells: Sequence[object], width: int) -> Sequence[object]:
    """The cells of a row, not fewer than there are names, and more only where those hold something."""
    if len(cells) < width:
        return [*cells, *([None] * (width - len(cells)))]
    spare = len(cells)
    while spare > width and not filled(cells[spare - 1 : spare]):
        spare -= 1
    return cells if spare == len(cells) else cells[:spare]


Row = tuple[int, Sequence[object]]
_AT_ONCE: Final = 1_000


class Rows(NamedTuple):
    """Some rows: the place of each, and the cells of each."""

    places: Sequence[int]
    cells: Sequence[Sequence[object]]

    def column(self, at: int) -> Sequence[object]:
        """The cells of a column."""
        return [row[at] for row in self.cells]

    def those(self, wanted: Sequence[bool]) -> "Rows":
        """Some of the rows."""
        return Rows(list(compress(self.places, wanted)), list(compress(self.cells, wanted)))


class PlainRows:
    """Rows that are lines of a text, `texts`, all of as many cells, with nothing but the `delimiter` between them.

    They are cut when cells are asked for.
    """

    def __init__(self, places: Sequence[int], texts: Sequence[str], delimiter: str, width: int) -> None:
        self.places, self.texts, self.delimiter, self._width = places, texts, delimiter, width
        self._flat: list[str] = []

    @property
    def cells(self) -> list[list[str]]:
        """The cells of each row."""
        return [text.split(self.delimiter) for text in self.texts]

    def column(self, at: int) -> Sequence[object]:
        """The cells of a column."""
        if not self._flat:
            self._flat = self.delimiter.join(self.texts).split(self.delimiter)
        return self._flat[at :: self._width]

    def those(self, wanted: Sequence[bool]) -> Rows:
        """Some of the rows."""
        texts = compress(self.texts, wanted)
        return Rows(list(compress(self.places, wanted)), [text.split(self.delimiter) for text in texts])


Block = Rows | PlainRows


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

    def blocks(self) -> Iterator[Block]:
        """The same rows, many at a time."""
        rows = iter(self)
        while some := list(islice(rows, _AT_ONCE)):
            yield Rows(*zip(*some, strict=True))

    @property
    def form(self) -> str:
        """What rows are made of besides their fingerprints: those of tables of another form aren't the same."""
        return "cells"

    def marked(self, known: KnownRows) -> Iterator[MarkedRows]:
        """The rows that aren't known, many at a time, each with its fingerprint."""
        for some in self.blocks():
            marks = fingerprints(texts_of(some.cells))
            rows = known.find(marks)
            known.pass_over(rows[rows >= 0])
            left = rows < 0
            yield MarkedRows(*some.those(left.tolist()), marks[left].tolist())

    def close(self) -> None:  # noqa: B027 - not every source holds something open
        """Lets go of the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
