"""The path of a store's file, which no URL is."""

import re
from pathlib import Path
from typing import Final

from store.errors import StoreError, StoreUrlError

NOT_OURS: Final = "it is a URL, and of those only ones that begin with postgresql:// are taken"
_URL: Final = r"[a-z][a-z0-9+.-]+:/"  # two slashes are one in a path


def check_path(path: Path | str) -> None:
    """Returns for what may be the path of a file. Raises `StoreUrlError` for a URL."""
    if re.match(_URL, str(path), re.IGNORECASE):
        raise StoreUrlError(NOT_OURS)


def check_file(path: Path | str) -> None:
    """Returns for what may be the file of a store. Raises `StoreUrlError` for a URL, and `StoreError` for a folder."""
    check_path(path)
    if Path(path).is_dir():
        raise StoreError(f"{path} is a folder: set CS_DATABASE to a file.")
