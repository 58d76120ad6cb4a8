"""A team's own words in a folder of TOML files, a file a category, as the curated ones are."""

from collections.abc import Mapping
from pathlib import Path

from glossary.model import GlossaryError, Term
from glossary.overlays import Overlay

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

    Of a file with something wrong in it nothing is taken.
    """
    from glossary.entries import read_entries  # checking takes longer to import than an answer takes
    from glossary.team_rules import problems

    entries, wrong = read_entries(sorted(folder.glob("*.toml")), "word")
    broken = {problem.path for problem in wrong}
    sound = [entry for entry in entries if entry.path not in broken]
    wrong += problems(sound, curated)
    broken |= {problem.path for problem in wrong}
    words = {entry.id: entry.word for entry in sound if entry.path not in broken}
    return words, [str(problem) for problem in wrong]
