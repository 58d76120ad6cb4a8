"""The approved words of a store on a server, for one answer in the terminal.

Others change them from any machine, so the server is asked at each answer how far they have come. A copy in the user's
cache folder saves reading all of them again, and answers while the server can't be reached, which is then said.
"""

import hashlib
import marshal
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from curation.bodies import Content
from curation.own_terms import current_terms
from curation.snapshot import contents
from curation.snapshot_writer import replace_private
from store.connection import Connection
from store.database import Store
from store.errors import StoreError, StoreUnreachableError, StoreUrlError
from store.opening import attach
from store.private_files import make_private_folder
from store.server_url import parse_server_url

FORMAT: Final = 2
WAIT: Final = 3  # seconds that an answer waits for the server, unless the URL says otherwise
State = tuple[int, str, str]  # how often the words were changed, and of the last change which word, and when
_STATE: Final = """SELECT glossary_version.version, coalesce(own_term.id, ''), coalesce(changed_at, '')
FROM glossary_version LEFT JOIN own_term ON own_term.turn = glossary_version.version
WHERE glossary_version.id = 1
ORDER BY own_term.id"""


class _Copy(NamedTuple):
    state: State
    words: tuple[Content, ...]
    as_of: datetime


UNREACHED: Final = "PostgreSQL can't be reached: cs doctor says why."  # shorter than what answers about accounts say
WRONG_URL: Final = "The URL of the account store is wrong: cs doctor says why."


class SharedWords(NamedTuple):
    """The approved words; `problem` says, where the server couldn't be asked, why and of when they are."""

    words: tuple[Content, ...]
    problem: str = ""


def shared_words(place: str, folder: Path) -> SharedWords:
    """Returns the approved words of the store at a URL, with their copy kept in a folder. It isn't made or migrated."""
    try:
        path = folder / f"{copy_name(place)}.words"
    except StoreUrlError:
        return SharedWords((), f"{WRONG_URL} Your team's own words are left out.")
    kept = _read(path)
    try:
        with _attached(place) as store:
            return SharedWords(_current(store, kept, path))
    except StoreError as error:
        said = f"as of {kept.as_of:%Y-%m-%d %H:%M} UTC" if kept else "left out"
        why = UNREACHED if isinstance(error, StoreUnreachableError) else str(error)
        return SharedWords(kept.words if kept else (), f"{why} Your team's own words are {said}.")


def copy_name(place: str) -> str:
    """Returns what the copy of a store's words is called: after who is where, without the password."""
    url = parse_server_url(place)
    options = {key: value for key, value in sorted(url.options.items()) if key != "password"}
    return hashlib.sha256(f"{url.user}@{url.hosts}{url.database}?{options}".encode()).hexdigest()[:32]


@contextmanager
def _attached(place: str) -> Iterator[Store]:
    if "connect_timeout=" not in place:
        place += f"{'&' if '?' in place else '?'}connect_timeout={WAIT}"
    with closing(attach(place)) as store:
        yield store


def _current(store: Store, kept: _Copy | None, path: Path) -> tuple[Content, ...]:
    with store.snapshot() as connection:
        if not connection.columns("own_term"):
            return ()
        state = _state(connection)
        if kept is not None and kept.state == state:
            os.utime(path)
            return kept.words
        words = contents([(term.id, term.kind, term.body, term.imported) for term in current_terms(store)])
    _keep(path, state, words)
    return words


def _state(connection: Connection) -> State:
    version, id_, changed_at = connection.execute(_STATE).fetchone()
    return version, id_, changed_at


def _keep(path: Path, state: State, words: tuple[Content, ...]) -> None:
    try:
        make_private_folder(path.parent)
        replace_private(path, marshal.dumps((FORMAT, state, [tuple(word) for word in words])))
    except OSError:
        return  # the words are read again next time


def _read(path: Path) -> _Copy | None:
    """The copy, if there is one and it is this user's."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
                return None
            form, state, words = marshal.loads(file.read())  # noqa: S302  as private as the user's own files
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return _Copy(state, contents(words), datetime.fromtimestamp(status.st_mtime, UTC)) if form == FORMAT else None
