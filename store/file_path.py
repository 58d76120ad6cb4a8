"""The path of a store's file, which no URL is."""

import re
from pathlib import Path
from typing import Final

from store.errors import StoreUrlError

NOT_OURS: Final = "it is a URL, and of those only ones that begin with postgresql:// are taken"
_URL: Final = r"[a-z][a-z0-9+.-]+:/"  # two slashes are one in a path


def check_path(path: Path | str) -> None:
    """Returns for what may be the path of a file. Raises `StoreUrlError` for a URL."""
    if re.match(_URL, str(path), re.IGNORECASE):
        raise StoreUrlError(NOT_OURS)
