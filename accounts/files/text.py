"""Text with its cells between commas, semicolons, tabs or bars."""

import _csv
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO, Final

from accounts.errors import ImportFileError
from accounts.files import encodings, headers
from accounts.files.encodings import Encoding
from accounts.files.layout import lay_out
from accounts.files.origin import Origin
from accounts.files.table import Row, Table

LONGEST_CELL: Final = 16 * 1024 * 1024
MOST_FOOTER: Final = 30

_END: Final = "\x1eend of file\x1e"  # a line more than the file has: a row of its own, unless a quote was left open
_NOTHING: Final = " \t\r\n\xa0\x00\x1a\ufeff"

csv.field_size_limit(LONGEST_CELL)


class TextTable(Table):
    """A text file whose rows are lines, or several lines where a quoted cell holds line ends."""

    def __init__(self, origin: Origin, encoding: Encoding) -> None:
        self._origin, self._encoding = origin, encoding
        self._file: BinaryIO | None = None
        self.source, self.size = origin.name, origin.size
        self._layout = lay_out(origin, encoding.decode(origin.head))
        self.header, self.notes = self._layout.header, self._layout.notes
        if encoding.codec == encodings.WINDOWS:
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
        layout, encoding = self._layout, self._encoding
        self._file = self._origin.open()
        with TextIOWrapper(self._file, encoding.codec, encoding.errors, newline="") as text:
            first = 2 if layout.separator_line and text.readline() else 1
            try:
                yield from self._rows(layout.rows(chain(text, (_END,))), first)
            except (OSError, UnicodeError) as error:
                raise ImportFileError(f"{self.source} can't be read on: {error}.") from error

    def _rows(self, rows: _csv.Reader, first: int) -> Iterator[Row]:
        """The rows after the header's. `first` is the number of the first line that the reader gets."""
        width, place, before = len(self.header), first, 0
        footer, again = _Footer(width), self._layout.first[0]
        quick = width if width > 1 else -1  # a row as wide as the header needs no second look
        try:
            for _ in islice(rows, self._layout.header_rows):
                before = rows.line_num
            for cells in rows:
                place, before = before + first, rows.line_num
                if len(cells) == quick and cells[0].strip():
                    if footer.held:
                        yield from footer.release()
                    if cells[0] == again and cells == self._layout.first:
                        self._note(f"The header stands again in line {place}: passed over.")
                        continue
                    yield place, cells
                elif cells == [_END]:
                    break
                elif not footer.takes(place, cells):
                    yield from footer.release()
                    yield place, headers.fitted(cells, width)
            else:
                raise ImportFileError(self._open_quote(place))
        except csv.Error as error:
            raise ImportFileError(self._open_quote(before + first)) from error
        if footer.held:
            self._note(f"Line {footer.held[0][0]} and what follows stand below the table, and were left out.")

    def _open_quote(self, line: int) -> str:
        return (
            f"{self.source}, line {line}: a cell begins with a quotation mark that is never closed. "
            'Close it, or write it twice where it is part of the text: "12"" screen".'
        )

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes += (note,)


class _Footer:
    """Lines of one cell after an empty line, which are part of the table only if a row follows them."""

    def __init__(self, width: int) -> None:
        self.held: list[Row] = []
        self._width, self._most = width, MOST_FOOTER if width > 2 else 0
        self._after_gap = False

    def takes(self, line: int, cells: list[str]) -> bool:
        """Whether the row is empty, or may be below the table."""
        if not any(cell.strip(_NOTHING) for cell in cells):
            self._after_gap = True
        elif len(cells) == 1 and self._after_gap and len(self.held) < self._most:
            self.held.append((line, headers.fitted(cells, self._width)))
        else:
            return False
        return True

    def release(self) -> Iterator[Row]:
        """What was held back is part of the table after all."""
        yield from self.held
        self.held, self._after_gap = [], False
