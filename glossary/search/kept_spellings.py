"""The index that misspelt names are found by, kept (`glossary/kept.py`) for the curated terms: it is long to build."""

from binascii import crc32
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from glossary.kept import Checksums, checksums, kept_path, read_kept, write_kept
from glossary.search.fuzzy import FuzzyFinder
from glossary.search.match import TermNames

_HERE: Final = Path(__file__).parent
_PLACE: Final = kept_path(str(_HERE), "spellings")
_WORDS: Final = _HERE.parent / "words.txt.gz"


def fuzzy_finder(exact: Mapping[str, tuple[str, ...]], terms: Sequence[TermNames], *, keep: bool) -> FuzzyFinder:
    """The finder of these names: the one that is kept if it is of the same terms, else made, and kept if wanted."""
    match read_kept(_PLACE):
        case (int() as count, kept_of, state) if count == len(terms) and kept_of == _made_of(terms):
            return FuzzyFinder.restored(exact, state)
    made = FuzzyFinder(exact, terms)
    if keep:
        with suppress(OSError):
            write_kept(_PLACE, (len(terms), _made_of(terms), made.state))
    return made


def _made_of(terms: Sequence[TermNames]) -> tuple[int, Checksums]:
    """The checksums of what is searched, and of the modules and words that it is searched by."""
    said = [part for term in terms for part in (term.id, *(text for text, _, _ in term.names), term.definition)]
    own = [str(term.own) for term in terms]
    return crc32("\0".join(said + own).encode()), checksums([*_modules(), str(_WORDS)])


def _modules() -> list[str]:
    return sorted(map(str, _HERE.glob("*.py")))
