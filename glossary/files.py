"""Reading the curated terms from their TOML files."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glossary.model import GlossaryError, Term

TERMS = Path(__file__).parent / "terms"


def read_terms(folder: Path = TERMS) -> Iterator[Term]:
    """Every term of the folder's files, a file a category, in the order they are written.

    Raises `GlossaryError` naming the file when one is not TOML or holds a table that is not a term.
    """
    for path in sorted(folder.glob("*.toml")):
        for id_, table in read_tables(path).items():
            try:
                yield Term(id=id_, category=path.stem, **{key: _frozen(value) for key, value in table.items()})
            except TypeError as error:
                raise GlossaryError(f"{path.name}: [{id_}] {error}") from error


def read_tables(path: Path) -> dict[str, dict[str, Any]]:
    """The file's tables by id. Raises `GlossaryError` when it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path.name}: {error}") from error


def _frozen(value: Any) -> Any:  # noqa: ANN401  TOML holds anything; the rules check what it must hold
    return tuple(value) if isinstance(value, list) else value
