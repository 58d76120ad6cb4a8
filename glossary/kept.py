"""A cache of what is worked out of files once, in `__pycache__` beside the code, as Python keeps its modules.

Kept are the tables of the curated terms (`glossary/term_files.py`), as TOML reads slowly; their names as they are
looked up (`glossary/search/kept_names.py`); the index of their spellings (`glossary/search/kept_spellings.py`); the
words of English by their beginnings (`glossary/search/english.py`), as few of them are asked for; and the cards of the
terms as the terminal prints them (`bot/terminal/kept_cards.py`), which need none of the program. Each is kept with the
checksums of what it was made of, and made anew when these are others. A file that is missing, cut off or of another
Python counts as none; where none can be written the next start is slower, and that is all.
"""

import marshal
import os
import sys

TYPE_CHECKING = False  # what `typing` says, which takes longer to import than a kept card to print
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    T = TypeVar("T")

Checksums = tuple[tuple[str, int], ...]


def kept_path(folder: str, name: str) -> str:
    """Where something of a name is kept for the files of a folder."""
    return os.path.join(folder, "__pycache__", f"{name}.{sys.implementation.cache_tag}.marshal")


def checksums(paths: "Iterable[str]") -> Checksums:
    """Each path with the checksum of what the file holds now. Raises `OSError` where one can't be read."""
    from binascii import crc32

    found = []
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            found.append((path, crc32(file.read())))
    return tuple(found)


def kept_or_made(place: str, files: "Iterable[str]", make: "Callable[[], dict[str, T]]") -> "dict[str, T]":
    """What was made of the files as they are, which is kept there from then on. Raises `OSError` for a missing file."""
    made_of = checksums(files)
    match read_kept(place):
        case (kept_of, dict() as kept) if kept_of == made_of:
            return kept
    made = make()
    from contextlib import suppress

    with suppress(OSError):
        write_kept(place, (made_of, made))
    return made


def read_kept(path: str) -> object:
    """What is kept there; None where there is nothing that can be read."""
    try:
        with open(path, "rb") as file:
            return marshal.loads(file.read())  # noqa: S302  our own, as trusted as the code beside it
    except (OSError, EOFError, ValueError, TypeError):
        return None


def sealed(value: "Any") -> bytes:  # noqa: ANN401  plain values, one in another
    """Plain values as bytes that tell when they were damaged."""
    from binascii import crc32

    packed = marshal.dumps(value)
    return crc32(packed).to_bytes(4, "big") + packed


def unsealed(found: bytes) -> object:
    """What was sealed; None where it was damaged."""
    from binascii import crc32

    packed = found[4:]
    return marshal.loads(packed) if crc32(packed).to_bytes(4, "big") == found[:4] else None  # noqa: S302  as above


def write_kept(place: str, value: "Any") -> None:  # noqa: ANN401  plain values, one in another
    """Keeps plain values, all or nothing. Raises `OSError` where nothing can be written."""
    from pathlib import Path

    path = Path(place)
    fresh = path.with_suffix(f".{os.getpid()}")
    path.parent.mkdir(exist_ok=True)
    try:
        fresh.write_bytes(marshal.dumps(value))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
