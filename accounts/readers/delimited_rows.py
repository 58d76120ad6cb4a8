"""The rows of delimited text, a piece of it at a time: a piece without quotation marks is cut, any other is parsed."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import chain, islice
from typing import Final, NamedTuple, TextIO

from accounts.errors import ImportFileError
from accounts.readers import limits
from accounts.readers.known_lines import KnownLines, PassedLines

_PIECE: Final = 1 << 15  # characters that are read at a time: few enough for their rows to stay in a processor's cache
_END: Final = "\x1eend of file\x1e"  # a line more than the file has: a row of its own, unless a quote was left open

csv.field_size_limit(limits.LONGEST_CELL)


class Lines(NamedTuple):
    """Rows of cells, and the number of the line that each begins in."""

    numbers: Sequence[int]
    cells: list[list[str]]


class PlainLines(NamedTuple):
    """Lines in which only the delimiter means anything, with their numbers; none is empty or begins with a space.

    `piece` is the text that they stand in.
    """

    numbers: Sequence[int]
    texts: list[str]
    piece: str

    def cut(self, delimiter: str) -> Lines:
        """Their cells."""
        return Lines(self.numbers, [text.split(delimiter) for text in self.texts])


class RowParser:
    """The rows of a text. `given` is how many lines of the file were read before."""

    def __init__(self, source: str, text: TextIO, delimiter: str, escape: str | None, given: int) -> None:
        self._source, self._text, self._given = source, text, given
        self._delimiter, self._escape = delimiter, escape
        self._marks = ('"', *(escape or ()), f"{delimiter} ")
        self._pieces: Iterator[str | PassedLines] = self._read()
        self._ended, self._above = False, 0
        self._known: KnownLines | None = None

    def pass_over(self, known: KnownLines, above: int) -> None:
        """Leaves lines that are known rows uncut, once so many rows `above` the table were cut."""
        self._known, self._above = known, above
        self._pieces = known.split(self._read())

    def __iter__(self) -> Iterator[Lines | PlainLines | PassedLines]:
        """Some rows at a time. Raises `ImportFileError`, after those before it, for a row that doesn't end."""
        for piece in self._pieces:
            if isinstance(piece, PassedLines) and self._above <= 0:
                self._given += piece.lines
                yield piece
                continue
            text = _text(piece)
            if texts := self._plain(text):
                numbers = range(self._given + 1, self._given + len(texts) + 1)
                self._given += len(texts)
                self._above -= len(texts)
                yield PlainLines(numbers, texts, text)
            else:
                yield from self._parsed(text)

    def _read(self) -> Iterator[str]:
        """Whole lines of the text, none of which is read to an end that may never come."""
        rest = ""
        while read := self._text.read(max(_PIECE, len(rest))):
            text = rest + read
            end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1  # a last \r may have a \n after it
            if end >= limits.LONGEST_LINE:
                limits.check_line(self._source, self._given + 1, StringIO(text, newline="").readline())
            if end:
                yield text[:end]
            rest = text[end:]
            limits.check_line(self._source, self._given + 1, rest)
        if rest:
            yield rest

    def _plain(self, piece: str) -> list[str]:
        """The lines of a piece in which only line ends and delimiters mean anything; none of any other."""
        if len(piece) > limits.LONGEST_CELL or any(mark in piece for mark in self._marks):
            return []
        end = "\r\n" if "\r" in piece else "\n"
        lines = piece.split(end)
        if any(piece.count(each) != len(lines) - 1 for each in end):
            return []
        if not lines[-1]:
            lines.pop()
        if "" in lines or " " in [line[0] for line in lines]:
            return []
        return lines

    def _parsed(self, piece: str) -> Iterator[Lines]:
        """The rows of a piece, and of later ones where its last row goes on in them."""
        begun = last = self._given
        lines = chain(self._counted(piece), self._later_lines())
        rows = csv.reader(lines, delimiter=self._delimiter, escapechar=self._escape, skipinitialspace=True)
        while last < self._given:
            numbers, lasts, cells, fault = list[int](), list[int](), list[list[str]](), ""
            try:
                for row in islice(rows, self._given - last):
                    cells.append(row)
                    numbers.append(last + 1)
                    last = begun + rows.line_num
                    lasts.append(last)
                    if last == self._given:  # the next line is of another piece, of which nothing is needed yet
                        break
            except csv.Error:
                fault = self._too_long(last + 1, begun + rows.line_num - last)
            if self._ended and not fault and not _ends(cells, numbers):
                fault = self._open_quote(numbers[-1])
            if cells:
                self._above -= len(cells)
                if self._known:
                    self._known.settle(numbers, lasts[: len(numbers)])
                yield Lines(numbers, cells)
            if fault:
                raise ImportFileError(fault)

    def _counted(self, piece: str) -> list[str]:
        lines = StringIO(piece, newline="").readlines()
        self._given += len(lines)
        return lines

    def _later_lines(self) -> Iterator[str]:
        """Lines of later pieces, and one more."""
        for piece in self._pieces:
            yield from self._counted(_text(piece))
        self._ended = True
        self._given += 1
        yield _END

    def _too_long(self, line: int, lines: int) -> str:
        """A cell of several lines that is too long is mostly one whose quotation mark was never closed."""
        return self._open_quote(line) if lines > 1 else limits.long_cell(self._source, f"line {line}")

    def _open_quote(self, line: int) -> str:
        return (
            f"{self._source}, line {line}: a cell begins with a quotation mark that is never closed. "
            'Close it, or write it twice where it is part of the text: "12"" screen".'
        )


def _text(piece: str | PassedLines) -> str:
    return piece if isinstance(piece, str) else piece.text


def _ends(cells: list[list[str]], numbers: list[int]) -> bool:
    """Whether the rows end with the line that is more than the file has, which is taken off."""
    if cells[-1] != [_END]:
        return False
    cells.pop()
    numbers.pop()
    return True
