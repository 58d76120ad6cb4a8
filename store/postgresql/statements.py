"""A statement as PostgreSQL's driver takes it: other marks for values, and the types of the tables that it makes."""

import re
from functools import lru_cache
from typing import Final

from store.postgresql.schema import translate

_PARTS: Final = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|::|:([A-Za-z_]\w*)|\?|%")
_MAKES: Final = re.compile(r"\s*(?:CREATE|ALTER)\s", re.IGNORECASE)


@lru_cache(maxsize=4096)
def prepare(sql: str) -> str:
    """Returns a statement with `%s` for `?` and `%(name)s` for `:name`; one that makes a table in its own types."""
    return _PARTS.sub(_mark, translate(sql) if _MAKES.match(sql) else sql)


@lru_cache(maxsize=4096)
def numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """Returns a statement with `$1`, `$2` … for `?` or `:name`, and the names in their order, none for `?`."""
    names: dict[str, int] = {}
    count = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal count
        if name := found.group(1):
            return f"${names.setdefault(name, len(names) + 1)}"
        count += found.group() == "?"
        return f"${count}" if found.group() == "?" else found.group()

    return _PARTS.sub(mark, sql).encode(), tuple(names)


def _mark(found: re.Match[str]) -> str:
    text = found.group()
    if found.group(1):
        return f"%({found.group(1)})s"
    if text == "?":
        return "%s"
    return text.replace("%", "%%")
