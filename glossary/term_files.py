"""Reading the curated terms and what they are from out of their TOML files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glossary.errors import GlossaryError
from glossary.kept import kept_or_made, kept_path
from glossary.model import Term
from glossary.sources import Source

Tables = dict[str, dict[str, Any]]

TERMS = Path(__file__).parent / "terms"
SOURCES = Path(__file__).parent / "sources.toml"


def curated_files() -> list[str]:
    """The files that the curated terms are read from."""
    return [str(path) for path in (*sorted(TERMS.glob("*.toml")), SOURCES)]


def read_terms(folder: Path = TERMS, sources: Path = SOURCES) -> Iterator[Term]:
    """Every term of the folder's files, a file a category, in the order they are written, with its sources.

    Raises `GlossaryError` naming the file when one is not TOML, holds a table that is no term or no source, or a term
    that cites a source that is none.
    """
    files = _compiled([*sorted(folder.glob("*.toml")), sources])
    known = {id_: _source(id_, table) for id_, table in files.pop(sources.stem).items()}
    for category, tables in files.items():
        for id_, table in tables.items():
            yield _term(category, id_, table, known)


def _source(id_: str, table: dict[str, Any]) -> Source:
    try:
        return Source(id=id_, **table)
    except TypeError as error:
        raise GlossaryError(f"{SOURCES.name}: [{id_}] {error}") from error


def _term(category: str, id_: str, table: dict[str, Any], known: dict[str, Source]) -> Term:
    """The term, with citations in place of the ids of its sources."""
    try:
        references = tuple([known[cited] for cited in table.get("sources", ())])
        citations = tuple([source.citation for source in references])
        return Term(**(table | {"id": id_, "category": category, "sources": citations, "references": references}))
    except KeyError as error:
        raise GlossaryError(f"{category}.toml: [{id_}] cites {error}, which is no source") from error
    except TypeError as error:
        raise GlossaryError(f"{category}.toml: [{id_}] {error}") from error


def read_tables(path: Path) -> Tables:
    """The file's tables by id. Raises `GlossaryError` when it is not TOML."""
    import tomllib  # compiled files need none

    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise GlossaryError(f"{path.name}: {error}") from error
    if stray := [key for key, value in tables.items() if not isinstance(value, dict)]:
        raise GlossaryError(f"{path.name}: “{stray[0]}” stands outside a table: begin each entry with its [id]")
    return {id_: {key: _plain(value) for key, value in table.items()} for id_, table in tables.items()}


def _compiled(paths: list[Path]) -> dict[str, Tables]:
    """The tables of each file by its category, kept beside the files as TOML reads slowly."""
    if not paths:
        return {}
    try:
        return kept_or_made(kept_path(str(paths[0].parent), "terms"), map(str, paths), lambda: _tables(paths))
    except OSError as error:
        raise GlossaryError(f"{error.filename}: {error.strerror}") from error


def _tables(paths: list[Path]) -> dict[str, Tables]:
    return {path.stem: _frozen_tables(read_tables(path)) for path in paths}


def _frozen_tables(tables: Tables) -> Tables:
    return {id_: {field: _frozen(value) for field, value in table.items()} for id_, table in tables.items()}


def _frozen(value: Any) -> Any:  # noqa: ANN401  TOML holds anything; the rules check what it must hold
    return tuple(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:  # noqa: ANN401  as above
    """The value without dates, which the compiled files can't hold: a day is its ISO text."""
    return value.isoformat() if hasattr(value, "isoformat") else value
