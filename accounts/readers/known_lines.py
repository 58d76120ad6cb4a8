"""Lines of a text whose rows are known: they are told by their fingerprints, before anything is cut."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from accounts.readers.marked_rows import KnownRows, fingerprints

if TYPE_CHECKING:
    from store.connection import IntegerColumn

_LONGEST: Final = 1 << 15  # bytes of lines that a quote may hold together until more of the text is read


class PassedLines(NamedTuple):
    """So many `lines`, which are known `rows` and nothing else if a row begins where they do. They weren't cut."""

    texts: Sequence[bytes]
    lines: int
    rows: "IntegerColumn"

    @property
    def text(self) -> str:
        """The lines as the file has them."""
        return _decoded(self.texts)


class KnownLines:
    """Tells lines that are known rows from others. `given` is how many lines of the file were read before.

    Lines that quotation marks seem to hold together are taken for one row. Where they aren't, they are just not known:
    what begins as a row and is a row's text is that row, however it was come by.
    """

    def __init__(self, known: KnownRows, given: int) -> None:
        self.marks: dict[int, int] = {}  # of the rows that were cut last, by the lines that they begin in
        self._known, self._line = known, given
        self._told: dict[int, int] = {}
        self._lines: dict[int, int] = {}

    def split(self, pieces: Iterable[str]) -> Iterator[str | PassedLines]:
        """The pieces of a text, without the lines that are known."""
        rest = b""
        for piece in pieces:
            texts, lines, rest = _rows(rest + piece.encode("utf-8", "surrogatepass"))
            yield from self._split(texts, lines)
        if rest:
            yield from self._split([rest], [len(rest.splitlines())])

    def _split(self, texts: list[bytes], lines: list[int]) -> Iterator[str | PassedLines]:
        if not texts:
            return
        marks = fingerprints(texts)
        rows = self._known.find(marks)
        unknown = rows < 0
        edges = ((unknown[1:] != unknown[:-1]).nonzero()[0] + 1).tolist()
        for first, end in pairwise((0, *edges, len(texts))):
            some = slice(first, end)
            if unknown[first]:
                self._tell(lines[some], marks[some].tolist())
                yield _decoded(texts[some])
            else:
                passed = PassedLines(texts[some], sum(lines[some]), rows[some])
                self._line += passed.lines
                yield passed

    def _tell(self, lines: Sequence[int], marks: Sequence[int]) -> None:
        """Takes down the fingerprints of the next lines, which aren't known."""
        firsts = list(accumulate(lines, initial=self._line + 1))
        self._line = firsts.pop() - 1
        self._told = self.marks = dict(zip(firsts, marks, strict=True))
        self._lines = dict(zip(firsts, lines, strict=True))

    def settle(self, firsts: Sequence[int], lasts: Sequence[int]) -> None:
        """Makes `marks` those of rows, now that it is known where each begins and ends."""
        lines = zip(firsts, (last + 1 - first for first, last in zip(firsts, lasts, strict=True)), strict=True)
        self.marks = {first: self._told[first] for first, count in lines if self._lines.get(first) == count}


def _rows(text: bytes) -> tuple[list[bytes], list[int], bytes]:
    """The lines of a text, together where a quote holds them, with how many each has; and what isn't ended yet."""
    lines = text.splitlines(keepends=True)
    odd = [line.count(b'"') % 2 for line in lines] if b'"' in text else []
    if not any(odd):
        return lines, [1] * len(lines), b""
    texts, counts, held = list[bytes](), list[int](), list[bytes]()
    for line, is_odd in zip(lines, odd, strict=True):
        if not held and not is_odd:
            texts.append(line)
            counts.append(1)
            continue
        held.append(line)
        if len(held) > 1 and is_odd:
            texts.append(b"".join(held))
            counts.append(len(held))
            held = []
    rest = b"".join(held)
    if len(rest) <= _LONGEST:
        return texts, counts, rest
    return [*texts, *held], [*counts, *([1] * len(held))], b""


def _decoded(texts: Sequence[bytes]) -> str:
    return b"".join(texts).decode("utf-8", "surrogatepass")
