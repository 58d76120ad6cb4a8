"""A team's own words in a folder of TOML files, a file a category, as the curated ones are."""

import re
from collections.abc import Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.errors import GlossaryError
from glossary.model import Term
from glossary.overlays import Overlay

if TYPE_CHECKING:
    from glossary.entries import Entry

Fingerprint = tuple[tuple[str, int, int], ...]


def fingerprint(folder: Path) -> Fingerprint:
    """Names, times and sizes of the folder's files: equal as long as nothing changed. Raises `GlossaryError`."""
    try:
        if not folder.is_dir():
            raise GlossaryError(f"CS_GLOSSARY: {folder} is no folder")
        seen = [(path.name, path.stat()) for path in sorted(folder.glob("*.toml"))]
    except OSError as error:
        raise GlossaryError(f"CS_GLOSSARY: {folder} can't be read: {error.strerror or error}") from error
    return tuple((name, status.st_mtime_ns, status.st_size) for name, status in seen)


def read_folder(folder: Path, curated: Mapping[str, Term]) -> tuple[dict[str, Term | Overlay], list[str]]:
    """The words in the folder's files, and what is wrong, each with its file and line.

    Of a file with something wrong in it nothing is taken; files that are right by themselves are, whatever is wrong
    with others. Of two that don't go together the first is.
    """
    from glossary.entries import read_entries  # checking takes longer to import than an answer takes
    from glossary.team_rules import problems

    files = sorted(folder.glob("*.toml"))
    entries, wrong = read_entries(files, "word")
    broken = {problem.path for problem in wrong}
    sound = [entry for entry in entries if entry.path not in broken]
    meant = {*curated, *(id_ for path in broken for id_ in _ids_in(path))}
    found = problems(sound, meant)
    if found:
        sound = _going_together(sound, meant)
    return {entry.id: entry.word for entry in sound}, [str(problem) for problem in (*wrong, *found)]


def _ids_in(path: Path) -> list[str]:
    """The ids that stand in a file which may be no TOML: what names them isn't wrong for that."""
    try:
        return re.findall(r"^\[([a-z0-9-]+)\]", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    except OSError:
        return []


def _going_together(entries: "list[Entry]", meant: Set[str]) -> "list[Entry]":
    """The entries of the files that have nothing wrong with those before them."""
    from glossary.team_rules import problems

    known = {*meant, *(entry.id for entry in entries if not entry.is_overlay)}
    kept: list[Entry] = []
    for path in dict.fromkeys(entry.path for entry in entries):
        more = [*kept, *(entry for entry in entries if entry.path == path)]
        if not problems(more, known):
            kept = more
    return kept
