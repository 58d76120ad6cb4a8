"""A copy of the approved words beside a store that is a file, so that an answer in the terminal needs no database.

Whoever changes the words removes it before and after the commit. Whoever finds none writes it, and removes it again
when the words changed meanwhile. One of another file than the store's, such as after a restore, counts as none. Of a
store on a server others than this machine change the words: `shared_words` asks the server at each answer.
"""

import marshal
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from curation.bodies import Content, Kind

FORMAT: Final = 2
_COPIED: Final = b"\x01\x01"  # in the header of a store that was copied there and not opened since


def read_snapshot(database: Path) -> "tuple[Content, ...] | None":
    """The words of the store in a file; none when there is no store, None when only the store itself can tell."""
    try:
        identity = identity_of(database)
    except OSError:
        return ()
    try:
        form, of, _, words = marshal.loads(snapshot_path(database).read_bytes())  # noqa: S302  as private as the store
    except (OSError, EOFError, ValueError, TypeError):
        return None
    if (form, of) != (FORMAT, identity):
        return None
    return contents(words) if words else ()


def contents(words: "list[tuple[str, Kind, str, bool]]") -> "tuple[Content, ...]":
    """The words that were kept as plain rows."""
    from curation.bodies import Content  # most teams begin without words of their own

    return tuple(Content(*word) for word in words)


def remove_snapshot(place: str) -> None:
    """Removes it: what it says has changed or is about to. There is none beside a store on a server."""
    if "://" not in place:
        snapshot_path(Path(place)).unlink(missing_ok=True)


def snapshot_path(database: Path) -> Path:
    """Where it is."""
    return database.with_name(f"{database.name}.words")


def identity_of(database: Path) -> tuple[int, int, bool]:
    """The file that the words are of, and whether it was copied there since. Raises `OSError`."""
    with database.open("rb") as file:
        status = os.fstat(file.fileno())
        copied = file.read(20)[18:] == _COPIED
    return status.st_dev, status.st_ino, copied
