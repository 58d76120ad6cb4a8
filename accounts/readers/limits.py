"""Limits of a file's size: more is refused, with the limit, before it fills the memory or the disk."""

import zipfile
from collections.abc import Iterable, Sequence
from typing import Final

from accounts.errors import ImportFileError

LONGEST_CELL: Final = 1 << 20  # characters; Excel has 32,767, Salesforce's longest field 131,072
LONGEST_LINE: Final = 1 << 24  # characters of a line or a record: a thousand columns of long texts
MOST_UNPACKED: Final = 1 << 30  # bytes that an archive, standard input or a database may give
MOST_TEXTS: Final = 1 << 28  # bytes of a workbook's texts, which are read into memory
_HARMLESS: Final = 1 << 26  # bytes that any workbook may unpack to
_DENSEST: Final = 100  # times its size that a larger one may: tables come to ten or twenty
_TEXTS: Final = ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")


def check_unpacked(name: str, size: int) -> None:
    """Raises `ImportFileError` when more has come out of a source than is taken."""
    if size > MOST_UNPACKED:
        raise ImportFileError(
            f"{name} gives more than {_size(MOST_UNPACKED)}, the most that is unpacked or read from a pipe. "
            "Import it in parts, or name the unpacked file."
        )


def check_line(name: str, number: int, line: str) -> None:
    """Raises `ImportFileError` for a line that goes on for too long to be a row."""
    if len(line) >= LONGEST_LINE:
        raise ImportFileError(f"{name}, line {number}: the line has more than {LONGEST_LINE:,} characters.")


def check_cells(name: str, place: str, cells: Iterable[object]) -> None:
    """Raises `ImportFileError` for a text that is too long for a cell."""
    for cell in cells:
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise ImportFileError(long_cell(name, place))


def long_cell(name: str, place: str) -> str:
    """What is said of a cell that is too long."""
    return f"{name}, {place}: a cell has more than {LONGEST_CELL:,} characters, the most that is read. Shorten it."


def check_workbook(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    """Raises `ImportFileError` for a workbook that unpacks to more than is read, as its own directory says."""
    size, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if size > MOST_UNPACKED:
        raise ImportFileError(_unpacks(name, size, MOST_UNPACKED))
    if size > _HARMLESS and size > packed * _DENSEST:
        raise ImportFileError(_unpacks(name, size, max(_HARMLESS, packed * _DENSEST)))
    texts = sum(each.file_size for each in members if each.filename in _TEXTS)
    if texts > MOST_TEXTS:
        raise ImportFileError(_unpacks(name, texts, MOST_TEXTS, "texts of "))


def _unpacks(name: str, size: int, limit: int, of: str = "") -> str:
    return f"{name} unpacks to {of}{_size(size)}, and at most {_size(limit)} are read. Save it as CSV, or in parts."


def _size(size: int) -> str:
    return f"{size / (1 << 20):,.0f} MB"
