"""Drafts: what people suggest, and what curators make of it."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from curation.bodies import Body, Content, Kind, to_json
from curation.change import Change, carry_out, log
from curation.errors import CurationError, DraftChangedError, NotFoundError
from curation.own_terms import Reason, version_of, write_version
from store import Store

_COLUMNS: Final = (
    "id, term, kind, base, name, body, state, revision, author, team, at, changed_by, changed_at, reason, merged_into,"
    " question"
)
_STATES: Final = {"draft": "changed", "approved": "approved", "declined": "declined", "merged": "merged"}


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
    """Keeps what somebody suggests until a curator decides. Raises `CurationError` for what is no term."""
    body = to_json(proposal.kind, proposal.term, proposal.body)

    def step(connection: sqlite3.Connection) -> int:
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


def find_draft(store: Store, id_: int) -> Draft:
    """The draft with the id. Raises `NotFoundError`."""
    return _found(store.reading, id_)


def waiting_drafts(store: Store, limit: int = 100) -> list[Draft]:
    """The drafts that wait for a curator, oldest first."""
    query = f"SELECT {_COLUMNS} FROM term_draft WHERE state = 'draft' ORDER BY id LIMIT ?"
    return [Draft(*row) for row in store.reading.execute(query, (limit,))]


def drafts_of(store: Store, term: str) -> list[Draft]:
    """The drafts about a term, newest first, decided ones too."""
    query = f"SELECT {_COLUMNS} FROM term_draft WHERE term = ? ORDER BY id DESC"
    return [Draft(*row) for row in store.reading.execute(query, (term,))]


def edit(store: Store, change: Change, id_: int, revision: int, proposal: Proposal) -> Draft:
    """Writes a draft anew, by its author or a curator. Raises `DraftChangedError` when `revision` is no longer it."""
    body = to_json(proposal.kind, proposal.term, proposal.body)

    def step(connection: sqlite3.Connection) -> int:
        _check(connection, id_, revision)
        connection.execute(
            "UPDATE term_draft SET term = ?, name = ?, body = ?, base = ? WHERE id = ?",
            (proposal.term, proposal.name, body, proposal.base, id_),
        )
        _move(connection, change, id_, "draft")
        return id_

    return find_draft(store, carry_out(store, change, step))


def approve(store: Store, change: Change, id_: int, revision: int, reason: str = "") -> Draft:
    """Makes a draft what is answered. Raises `DraftChangedError` when the draft or its term changed meanwhile."""

    def step(connection: sqlite3.Connection) -> int:
        draft = _check(connection, id_, revision)
        _check_base(connection, draft)
        content = Content(draft.term, draft.kind, draft.body)
        write_version(connection, change, content, Reason("approved", reason, draft.author))
        _move(connection, change, id_, "approved", reason=reason)
        return id_

    return find_draft(store, carry_out(store, change, step))


def decline(store: Store, change: Change, id_: int, revision: int, reason: str) -> Draft:
    """Says no to a draft, with a reason that its author is told. Raises `CurationError` without a reason."""
    if not reason.strip():
        raise CurationError("Say why, in a sentence: whoever suggested it is told.")

    def step(connection: sqlite3.Connection) -> int:
        _check(connection, id_, revision)
        _move(connection, change, id_, "declined", reason=reason.strip())
        return id_

    return find_draft(store, carry_out(store, change, step))


def merge(store: Store, change: Change, id_: int, revision: int, into: str) -> Draft:
    """Says that a draft is the term with the id `into`, which its author and those who asked are told."""

    def step(connection: sqlite3.Connection) -> int:
        _check(connection, id_, revision)
        _move(connection, change, id_, "merged", merged_into=into)
        return id_

    return find_draft(store, carry_out(store, change, step))


def _move(  # noqa: PLR0913  a decision is made of so much
    connection: sqlite3.Connection, change: Change, id_: int, state: str, *, reason: str = "", merged_into: str = ""
) -> None:
    """Brings a draft into a state. Whoever has to be told of that is told from here."""
    connection.execute(
        "UPDATE term_draft SET state = ?, revision = revision + 1, changed_by = ?, changed_at = ?, reason = ?,"
        " merged_into = ? WHERE id = ?",
        (state, change.who, change.when, reason, merged_into, id_),
    )
    log(connection, change, f"draft {_STATES[state]}", _found(connection, id_).term, reason or merged_into)


def _check(connection: sqlite3.Connection, id_: int, revision: int) -> Draft:
    draft = _found(connection, id_)
    if draft.state != "draft" or draft.revision != revision:
        what = _STATES[draft.state]
        raise DraftChangedError(
            f"“{draft.name}” was {what} in the meantime.", draft.changed_by, draft.changed_at, draft.state
        )
    return draft


def _check_base(connection: sqlite3.Connection, draft: Draft) -> None:
    """Raises `DraftChangedError` when the term isn't any longer what the draft was written on."""
    if (now := version_of(connection, draft.term)) == draft.base:
        return
    query = "SELECT who, at FROM own_term_version WHERE term = ? AND version = ?"
    who, at = connection.execute(query, (draft.term, now)).fetchone()
    raise DraftChangedError(f"“{draft.name}” was changed after this was written.", who, at, "changed")


def _found(connection: sqlite3.Connection, id_: int) -> Draft:
    row = connection.execute(f"SELECT {_COLUMNS} FROM term_draft WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no draft {id_}.")
    return Draft(*row)
