"""Delimited text: dialect, rows, footer."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO, TextIOWrapper
from itertools import islice, repeat
from typing import BinaryIO, Final, NamedTuple

from accounts.errors import ImportFileError
from accounts.readers import detection, table
from accounts.readers.byte_source import HEAD_SIZE, ByteSource
from accounts.readers.delimited_rows import Lines, PlainLines, RowParser
from accounts.readers.detection import Encoding
from accounts.readers.known_lines import KnownLines, PassedLines
from accounts.readers.marked_rows import KnownRows, MarkedRows
from accounts.readers.table import Block, PlainRows, Row, Rows, Table

DELIMITERS: Final = ",;\t|"
SAMPLE: Final = 200
_NO_DELIMITER: Final = "\x1f"

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r'\\"(?!\s*(?:[,;\t|\r\n]|$))')  # and not a path that ends in a backslash


class Dialect(NamedTuple):
    """What is between cells and before a quote in one, whether a line says so, and how many rows the header ends.

    `first` is the header as it is written, `header` has each name once.
    """

    delimiter: str
    escape: str | None
    separator_line: bool
    header_rows: int
    first: list[str]
    header: list[str]
    notes: tuple[str, ...]


def sniff_dialect(origin: ByteSource, head: str, header_row: int = 0) -> Dialect:
    """The layout of a file whose text begins so; `header_row` is the one that is wanted.

    Raises `ImportFileError` when there is nothing in it.
    """
    lines = list(StringIO(head, newline=""))
    if len(origin.head) == HEAD_SIZE:  # the last line goes on
        lines.pop()
        if not lines:
            raise ImportFileError(f"{origin.name} is no table: its first line has more than {HEAD_SIZE:,} characters.")
    separator = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    lines = lines[1:] if separator else lines
    delimiter = separator[1] if separator else _delimiter(lines, origin.suffix)
    escape = "\\" if _ESCAPED_QUOTE.search(head) and not _doubles_quotes(lines, delimiter) else None
    rows = list(_sample(lines, delimiter, escape))
    found = table.find_header(rows, max(header_row - bool(separator), 0))
    if found is None:
        raise ImportFileError(f"{origin.name} is empty.")
    header, notes = table.name_columns(found.cells, rows[found.rows :])
    notes = (*found.notes, *notes)
    return Dialect(delimiter, escape, bool(separator), found.rows, rows[found.rows - 1], header, notes)


def _delimiter(lines: list[str], suffix: str) -> str:
    """The mark that cuts most lines into as many cells as each other; of equals, the one that cuts more.

    One that is neither in the first line nor in most is part of the text: then each line is a cell.
    """

    def regularity(delimiter: str) -> tuple[float, int]:
        rows = [len(cells) for cells in _sample(lines, delimiter) if cells]
        widths = Counter(rows)
        if rows[:1] in ([], [1]) and widths[1] * 2 >= len(rows):
            return 0, 0
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
        return count / len(rows), width

    if suffix in ("tsv", "tab") and regularity("\t")[0]:
        return "\t"
    best = max(DELIMITERS, key=regularity)
    return best if regularity(best)[0] else _NO_DELIMITER


def _doubles_quotes(lines: list[str], delimiter: str) -> bool:
    """Whether every cell of the sample ends where its quotes say, a backslash before one being part of the text."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        return len(list(islice(reader, SAMPLE))) > 0
    except csv.Error:  # of a cell that the end of the sample cuts off, too: nothing is known of it
        return False


def _sample(lines: Iterable[str], delimiter: str, escape: str | None = None) -> list[list[str]]:
    try:
        return list(islice(csv.reader(lines, delimiter=delimiter, escapechar=escape, skipinitialspace=True), SAMPLE))
    except csv.Error:
        return []


MOST_FOOTER: Final = 30

_NOTHING: Final = " \t\r\n\xa0\x00\x1a\ufeff"


class CsvTable(Table):
    """A text file whose rows are lines, or several lines where a quoted cell holds line ends."""

    def __init__(self, origin: ByteSource, encoding: Encoding, header_row: int = 0) -> None:
        self._origin, self._encoding = origin, encoding
        self._file: BinaryIO | None = None
        self.source, self.size = origin.name, origin.size
        self._layout = sniff_dialect(origin, encoding.decode(origin.head), header_row)
        self.header, self.notes = self._layout.header, self._layout.notes
        if encoding.codec == detection.WINDOWS:
            self.notes += ("It isn't in UTF-8: read as Windows-1252.",)

    @property
    def position(self) -> int:
        return 0 if self._file is None or self._file.closed else self._file.tell()

    @property
    def sha256(self) -> str:
        return self._origin.sha256

    def close(self) -> None:
        self._origin.close()

    def __iter__(self) -> Iterator[Row]:
        for some in self.blocks():
            yield from zip(some.places, some.cells, strict=True)

    @property
    def form(self) -> str:
        return f"text {self._layout.delimiter}{self._layout.escape or ''}"

    def blocks(self) -> Iterator[Block]:
        return self._read(None)

    def marked(self, known: KnownRows) -> Iterator[MarkedRows]:
        lines = KnownLines(known, int(self._layout.separator_line))
        for some in self._read(lines, known):
            marks = list(map(lines.marks.get, some.places))
            if isinstance(some, Rows):  # elsewhere in a file, one that was too short may be below the table
                marks = [None if row[-1] is None else mark for row, mark in zip(some.cells, marks, strict=True)]
            yield MarkedRows(some.places, some.cells, marks)

    def _read(self, lines: KnownLines | None, known: KnownRows | None = None) -> Iterator[Block]:
        layout, encoding = self._layout, self._encoding
        self._file = self._origin.open()
        with TextIOWrapper(self._file, encoding.codec, encoding.errors, newline="") as text:
            given = 1 if layout.separator_line and text.readline() else 0
            parser = RowParser(self.source, text, layout.delimiter, layout.escape, given)
            if lines:
                parser.pass_over(lines, layout.header_rows)
            try:
                yield from self._blocks(parser, known)
            except (OSError, UnicodeError) as error:
                raise ImportFileError(f"{self.source} can't be read on: {error}.") from error

    def _blocks(self, found: Iterable[Lines | PlainLines | PassedLines], known: KnownRows | None) -> Iterator[Block]:
        """The rows after the header's."""
        footer, above, delimiter = _Footer(len(self.header)), self._layout.header_rows, self._layout.delimiter
        for each in found:
            if isinstance(each, PassedLines):
                if known:
                    known.pass_over(each.rows)
                if held := self._after_passed(each, footer):
                    yield Rows(*zip(*held, strict=True))
                continue
            if isinstance(each, Lines):
                some = each
            elif not above and not footer.held and self._are_plain_lines(each):
                yield PlainRows(each.numbers, each.texts, delimiter, len(self.header))
                continue
            else:
                some = each.cut(delimiter)
            numbers, cells = some.numbers[above:], some.cells[above:]
            above = max(above - len(some.cells), 0)
            if not cells:
                continue
            if not footer.held and self._are_plain(cells):
                yield Rows(numbers, cells)
            else:
                yield from self._odd(numbers, cells, footer)
        if footer.held:
            self._note(f"Line {footer.held[0][0]} and what follows stand below the table, and were left out.")

    def _are_plain_lines(self, lines: PlainLines) -> bool:
        """The same of lines that aren't cut yet; it may say no where that is so."""
        delimiter, width = self._layout.delimiter, len(self.header)
        if width == 1 or set(map(str.count, lines.texts, repeat(delimiter))) != {width - 1}:
            return False
        begun, header = {text[0] for text in lines.texts}, f"\n{self._layout.first[0]}{delimiter}"
        return delimiter not in begun and all(map(str.strip, begun)) and header not in f"\n{lines.piece}"

    def _are_plain(self, cells: Sequence[list[str]]) -> bool:
        """Whether rows need no second look: as wide as the header, which stands in none of them, and begun."""
        width = len(self.header)
        if width == 1 or set(map(len, cells)) != {width}:
            return False
        begun = [row[0] for row in cells]
        return all(map(str.strip, begun)) and self._layout.first[0] not in begun

    def _after_passed(self, lines: PassedLines, footer: "_Footer") -> list[Row]:
        """What was held back until such lines came, as `_odd` has it of rows that are cut."""
        if footer.held:
            return list(footer.release())
        if footer.after_gap:
            layout, width = self._layout, len(self.header)
            text = StringIO(lines.text, newline="")
            rows = csv.reader(text, delimiter=layout.delimiter, escapechar=layout.escape, skipinitialspace=True)
            if not all(len(row) == width > 1 and row[0].strip() for row in rows):
                footer.after_gap = False
        return []

    def _odd(self, places: Sequence[int], cells: Sequence[list[str]], footer: "_Footer") -> Iterator[Rows]:
        """Rows that were looked at one by one."""
        width, header = len(self.header), self._layout.first
        found: list[Row] = []
        for place, row in zip(places, cells, strict=True):
            if len(row) == width > 1 and row[0].strip():
                if footer.held:  # else an empty line further up still lets a line of one cell end the table
                    found += footer.release()
                if row == header:
                    self._note(f"The header stands again in line {place}: passed over.")
                else:
                    found.append((place, row))
            elif not footer.takes(place, row):
                found += footer.release()
                found.append((place, table.fit_row(row, width)))
        if found:
            yield Rows(*zip(*found, strict=True))

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes += (note,)


class _Footer:
    """Lines of one cell after an empty line, which are part of the table only if a row follows them."""

    def __init__(self, width: int) -> None:
        self.held: list[Row] = []
        self._width, self._most = width, MOST_FOOTER if width > 2 else 0
        self.after_gap = False

    def takes(self, line: int, cells: list[str]) -> bool:
        """Whether the row is empty, or may be below the table."""
        if not any(cell.strip(_NOTHING) for cell in cells):
            self.after_gap = True
        elif len(cells) == 1 and self.after_gap and len(self.held) < self._most:
            self.held.append((line, table.fit_row(cells, self._width)))
        else:
            return False
        return True

    def release(self) -> Iterator[Row]:
        """What was held back is part of the table after all."""
        yield from self.held
        self.held, self.after_gap = [], False
