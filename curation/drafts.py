"""Drafts: what people suggest, until a curator decides."""

from dataclasses import dataclass
from typing import Final

from curation.bodies import Body, Kind, to_json
from curation.change import Change, carry_out, log
from curation.errors import CurationError, DraftChangedError, NotFoundError
from store import Store
from store.connection import Connection

MOST_WAITING: Final = 50  # drafts of one person
_COLUMNS: Final = (
    "id, term, kind, base, name, body, state, revision, author, team, at, changed_by, changed_at, reason, merged_into,"
    " question"
)
STATES: Final = {"draft": "changed", "approved": "approved", "declined": "declined", "merged": "merged"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is suggested: a new term, a new text of one (`base` is the version that it was written on), or an overlay.

    `question` is the id of what was asked that it answers.
    """

    term: str
    kind: Kind
    name: str
    body: Body
    base: int = 0
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is now. Instants are ISO text; `changed_by` and `changed_at` are the last change's."""

    id: int
    term: str
    kind: Kind
    base: int
    name: str
    body: str
    state: str
    revision: int
    author: str
    team: str
    at: str
    changed_by: str
    changed_at: str
    reason: str
    merged_into: str
    question: int | None


def propose(store: Store, change: Change, proposal: Proposal) -> Draft:
    """Keeps what somebody suggests until a curator decides; the same of the same person is one while it
    waits. Raises `CurationError` for what is no term."""
    body = to_json(proposal.kind, proposal.term, proposal.body)

    def step(connection: Connection) -> int:
        if (same := _waiting(connection, change.who, proposal, body)) is not None:
            return same
        _check_number(connection, change.who)
        row = connection.execute(
            "INSERT INTO term_draft (term, kind, base, name, body, state, author, team, at, changed_by, changed_at,"
            " question) VALUES (?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                *(proposal.term, proposal.kind, proposal.base, proposal.name, body),
                *(change.who, change.team, change.when, change.who, change.when, proposal.question),
            ),
        ).fetchone()
        log(connection, change, "suggested", proposal.term, f"draft {row[0]}")
        return int(row[0])

    return find_draft(store, carry_out(store, change, step))


def _waiting(connection: Connection, who: str, proposal: Proposal, body: str) -> int | None:
    """The draft in which a person suggests just the same, while it waits."""
    query = (
        "SELECT id FROM term_draft WHERE author = ? AND state = 'draft' AND term = ? AND kind = ? AND base = ?"
        " AND body = ? ORDER BY id LIMIT 1"
    )
    row = connection.execute(query, (who, proposal.term, proposal.kind, proposal.base, body)).fetchone()
    return row[0] if row else None


def _check_number(connection: Connection, who: str) -> None:
    query = "SELECT count(*) FROM term_draft WHERE author = ? AND state = 'draft'"
    if connection.execute(query, (who,)).fetchone()[0] >= MOST_WAITING:
        raise CurationError(f"{MOST_WAITING} suggestions of yours wait for a curator already.")


def find_draft(store: Store, id_: int) -> Draft:
    """The draft with the id. Raises `NotFoundError`."""
    return draft_in(store.reading, id_)


def waiting_drafts(store: Store) -> list[Draft]:
    """The drafts that wait for a curator, oldest first."""
    query = f"SELECT {_COLUMNS} FROM term_draft WHERE state = 'draft' ORDER BY id"
    return [Draft(*row) for row in store.reading.execute(query)]


def drafts_of(store: Store, term: str) -> list[Draft]:
    """The drafts about a term, newest first, decided ones too."""
    query = f"SELECT {_COLUMNS} FROM term_draft WHERE term = ? ORDER BY id DESC"
    return [Draft(*row) for row in store.reading.execute(query, (term,))]


def edit(store: Store, change: Change, id_: int, revision: int, proposal: Proposal) -> Draft:
    """Writes a draft anew, by its author or a curator. Raises `DraftChangedError` when `revision` is no longer it."""
    body = to_json(proposal.kind, proposal.term, proposal.body)

    def step(connection: Connection) -> int:
        check_revision(connection, id_, revision)
        connection.execute(
            "UPDATE term_draft SET term = ?, name = ?, body = ?, base = ? WHERE id = ?",
            (proposal.term, proposal.name, body, proposal.base, id_),
        )
        move_draft(connection, change, id_, Decision("draft"))
        return id_

    return find_draft(store, carry_out(store, change, step))


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a draft: a state, why, and the id of the term that it was merged into."""

    state: str
    why: str = ""
    merged_into: str = ""


def move_draft(connection: Connection, change: Change, id_: int, decision: Decision) -> None:
    """Brings a draft into a state."""
    connection.execute(
        "UPDATE term_draft SET state = ?, revision = revision + 1, changed_by = ?, changed_at = ?, reason = ?,"
        " merged_into = ? WHERE id = ?",
        (decision.state, change.who, change.when, decision.why, decision.merged_into, id_),
    )
    said = decision.why or decision.merged_into
    log(connection, change, f"draft {STATES[decision.state]}", draft_in(connection, id_).term, said)


def check_revision(connection: Connection, id_: int, revision: int) -> Draft:
    """The draft, if it is what was seen. Raises `DraftChangedError` when it was changed or decided meanwhile."""
    draft = draft_in(connection, id_)
    if draft.state != "draft" or draft.revision != revision:
        said = f"“{draft.name}” was {STATES[draft.state]} in the meantime."
        raise DraftChangedError(said, draft.changed_by, draft.changed_at, draft.state)
    return draft


def draft_in(connection: Connection, id_: int) -> Draft:
    """The draft with the id. Raises `NotFoundError`."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM term_draft WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no suggestion {id_}.")
    return Draft(*row)
