"""The names of the curated terms as the finder looks them up, kept (`glossary/kept.py`): without the terms themselves,
which take longer to read than a name to be found, or to be known to be none.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from glossary.kept import checksums, kept_path, read_kept, write_kept
from glossary.search.finder import Finder

_HERE: Final = Path(__file__).parent
_PLACE: Final = kept_path(str(_HERE), "names")


def finder_of(files: Iterable[str], make: Callable[[], Finder]) -> Finder:
    """The finder that was made of these files of terms: the one that is kept if they are the same, else made, and kept.

    Raises `GlossaryError` where it can't be made.
    """
    try:
        made_of = checksums([*files, *sorted(map(str, _HERE.glob("*.py")))])
    except OSError:
        return make()  # which says what is wrong with the file
    match read_kept(_PLACE):
        case (kept_of, state) if kept_of == made_of:
            return Finder.restored(state)
    made = make()
    with suppress(OSError):
        write_kept(_PLACE, (made_of, made.state))
    return made
