"""Where sources are read from: each place declared once, with its settings and the way it is read."""

from sources.model import Source
from sources.readers.database import DatabaseSource
from sources.readers.folder import FolderSource

READERS: dict[str, type[Source]] = {"database": DatabaseSource, "folder": FolderSource}

__all__ = ["READERS"]
