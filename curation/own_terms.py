"""The team's words as they are answered now, and every version that there was."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from curation.bodies import Content, Kind
from curation.change import Change, count_up, log
from curation.errors import NotFoundError
from glossary import Term
from glossary.overlays import Overlay
from store import Store
from store.connection import Connection

VERIFIED_DAYS: Final = 90  # a word is to be looked at again after so many, unless something else is said
_COLUMNS: Final = (
    "id, kind, name, body, state, version, turn, owner, changed_at, verified_on, verified_by, verified_until,"
    " coalesce((SELECT v.what FROM own_term_version v WHERE v.term = own_term.id AND v.what <> 'edited'"
    " ORDER BY v.version DESC LIMIT 1), 'edited') AS what"
)
IMPORTED: Final = "imported"  # what made a version out of a file


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """A word of the team's: a term, or an overlay to a curated one. Days and instants are ISO text."""

    id: str
    kind: Kind
    name: str
    body: str
    state: str
    version: int
    turn: int
    owner: str
    changed_at: str
    verified_on: str | None
    verified_by: str
    verified_until: str | None
    what: str = ""

    @property
    def imported(self) -> bool:
        """Whether what it says is out of a file, and wasn't approved since; to name its owner says nothing of it."""
        return self.what == IMPORTED

    @property
    def word(self) -> Term | Overlay:
        """What it says."""
        return Content(self.id, self.kind, self.body, self.imported).word


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a word: what it said (nothing when it was retired), who made it so, when, and why."""

    term: str
    version: int
    kind: Kind
    body: str | None
    what: str
    who: str
    at: str
    reason: str
    author: str


def glossary_version(store: Store) -> int:
    """The number that every change of what is answered counts up."""
    found: int = store.reading.execute("SELECT version FROM glossary_version WHERE id = 1").fetchone()[0]
    return found


def current_terms(store: Store) -> list[OwnTerm]:
    """The approved words, by id."""
    query = f"SELECT {_COLUMNS} FROM own_term WHERE state = 'approved' ORDER BY id"
    return [OwnTerm(*row) for row in store.reading.execute(query)]


def retired_terms(store: Store) -> list[OwnTerm]:
    """The words that were taken out, by id."""
    query = f"SELECT {_COLUMNS} FROM own_term WHERE state = 'retired' ORDER BY id"
    return [OwnTerm(*row) for row in store.reading.execute(query)]


def changed_since(store: Store, turn: int) -> list[OwnTerm]:
    """The words that changed after a number of `glossary_version`, retired ones too."""
    query = f"SELECT {_COLUMNS} FROM own_term WHERE turn > ? ORDER BY turn, id"
    return [OwnTerm(*row) for row in store.reading.execute(query, (turn,))]


def find_term(store: Store, id_: str) -> OwnTerm:
    """The word with the id, retired ones too. Raises `NotFoundError`."""
    return term_in(store.reading, id_)


def history(store: Store, id_: str) -> list[Version]:
    """The versions of a word, newest first; empty where there are none."""
    query = (
        "SELECT term, version, kind, body, what, who, at, reason, author FROM own_term_version"
        " WHERE term = ? ORDER BY version DESC"
    )
    return [Version(*row) for row in store.reading.execute(query, (id_,))]


def term_in(connection: Connection, id_: str) -> OwnTerm:
    """The word with the id, retired ones too, within a transaction. Raises `NotFoundError`."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM own_term WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFoundError(f"The team has no word of its own with the id “{id_}”.")
    return OwnTerm(*row)


def version_of(connection: Connection, id_: str) -> int:
    """The version of a word, 0 where there is none."""
    row = connection.execute("SELECT version FROM own_term WHERE id = ?", (id_,)).fetchone()
    return row[0] if row else 0


@dataclass(frozen=True, slots=True)
class Reason:
    """What made a version: `approved`, `edited`, `rolled back`, `imported`, `retired`; why, and who wrote its text."""

    what: str
    why: str = ""
    author: str = ""


def write_version(connection: Connection, change: Change, content: Content, reason: Reason) -> int:
    """Adds a version of a word, which is answered and counts as verified from now on. Returns its number."""
    version = version_of(connection, content.id) + 1
    day = change.at.date()
    connection.execute(
        "INSERT INTO own_term (id, kind, name, body, state, version, turn, owner, changed_at, verified_on, verified_by,"
        " verified_until) VALUES (:id, :kind, :name, :body, 'approved', :version, :turn, :owner, :at, :on, :by, :until)"
        " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, body = excluded.body,"
        " state = excluded.state, version = excluded.version, turn = excluded.turn, owner = excluded.owner,"
        " changed_at = excluded.changed_at, verified_on = excluded.verified_on, verified_by = excluded.verified_by,"
        " verified_until = excluded.verified_until",
        {
            **content._asdict(),
            **_shown(content.word),
            "version": version,
            "turn": count_up(connection),
            "at": change.when,
            "on": day.isoformat(),
            "by": change.who,
            "until": (day + timedelta(days=VERIFIED_DAYS)).isoformat(),
        },
    )
    _record(connection, change, content, version, reason)
    return version


def write_imported(connection: Connection, change: Change, content: Content, reason: Reason) -> int:
    """The same for a word out of a file: it is answered, and nobody has verified it. Returns the version's number."""
    version = write_version(connection, change, content, reason)
    connection.execute(
        "UPDATE own_term SET verified_on = NULL, verified_by = '', verified_until = :today WHERE id = :id",
        {"today": change.at.date().isoformat(), "id": content.id},
    )
    return version


def retire(connection: Connection, change: Change, content: Content, reason: Reason) -> int:
    """Takes a word out of what is answered; its versions stay. Returns the number of that version."""
    version = version_of(connection, content.id) + 1
    connection.execute(
        "UPDATE own_term SET state = 'retired', version = ?, turn = ?, changed_at = ? WHERE id = ?",
        (version, count_up(connection), change.when, content.id),
    )
    _record(connection, change, content, version, reason, kept=False)
    return version


def _shown(word: Term | Overlay) -> dict[str, str]:
    return {"name": word.name if isinstance(word, Term) else word.id, "owner": word.owner}


def _record(  # noqa: PLR0913  a row of the history is made of so much
    connection: Connection, change: Change, content: Content, version: int, reason: Reason, *, kept: bool = True
) -> None:
    connection.execute(
        "INSERT INTO own_term_version (term, version, kind, body, what, who, at, reason, author)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(content.id, version, content.kind, content.body if kept else None),
            *(reason.what, change.who, change.when, reason.why, reason.author),
        ),
    )
    log(connection, change, reason.what, content.id, reason.why)
