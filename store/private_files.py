"""Files that only the user who runs the program can read: 0600, in folders of 0700 where these are made here."""

import os
import stat
from pathlib import Path
from typing import TextIO

_FILE, _FOLDER = 0o600, 0o700


def make_private_folder(path: Path) -> None:
    """Makes a folder with those above it that are missing, each for this user alone. Raises `OSError`.

    A folder that is there already stays as it is: it may be shared on purpose.
    """
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=_FOLDER, exist_ok=True)


def create_private(path: Path) -> None:
    """Makes an empty file for this user alone, unless there is one. Raises `OSError`."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, _FILE))
    restrict(path)


def open_private(path: Path, *, newline: str | None = None) -> TextIO:
    """Opens a UTF-8 text file for writing, from its start, for this user alone. Raises `OSError`."""
    create_private(path)
    return path.open("w", encoding="utf-8", newline=newline)


def restrict(path: Path) -> None:
    """Takes a file's permissions from everybody but its owner.

    What belongs to somebody else, or is a folder that was named in a file's place, stays as it is.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) and stat.S_IMODE(mode) & ~_FILE:
            path.chmod(stat.S_IMODE(mode) & _FILE)
    except OSError:  # not ours, or not there: whoever owns it decides
        return
