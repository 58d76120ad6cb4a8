"""Going back to an earlier version, taking a word out, and saying that it is still right. Nothing is ever lost."""

from datetime import date, timedelta
from typing import Final

from curation.bodies import Content
from curation.change import Change, carry_out, log
from curation.errors import CurationError, DraftChangedError, NotFoundError
from curation.own_terms import (
    VERIFIED_DAYS,
    OwnTerm,
    Reason,
    find_term,
    retire,
    term_in,
    version_of,
    write_version,
)
from store import Store
from store.connection import Connection

MOST_DAYS = 730  # that a word may go without being looked at again


def roll_back(store: Store, change: Change, id_: str, seen: int, to: int | None) -> OwnTerm:
    """Makes a word say again what its version `to` said, as a version of its own; None takes it out.

    `seen` is the version that was looked at. Raises `DraftChangedError` when there is a newer one, and `NotFoundError`.
    """

    reason = Reason("rolled back", f"to version {to}") if to is not None else Reason("taken out")

    def step(connection: Connection) -> str:
        if _is_tapped_twice(connection, change, (id_, seen), reason):
            return id_
        term = _checked(connection, id_, seen)
        if to is None and term.state == "retired":
            raise CurationError(f"“{term.name}” is out of the glossary already.")
        query = "SELECT kind, body FROM own_term_version WHERE term = ? AND version = ?"
        row = connection.execute(query, (id_, to)).fetchone() if to is not None else (term.kind, None)
        if row is None:
            raise NotFoundError(f"“{term.name}” has no version {to}.")
        kind, body = row
        if body is None:
            retire(connection, change, Content(id_, term.kind, term.body), reason)
        else:
            write_version(connection, change, Content(id_, kind, body), reason)
        return id_

    return find_term(store, carry_out(store, change, step))


def edit_term(store: Store, change: Change, content: Content, seen: int) -> OwnTerm:
    """Makes a word say something else, as a version of its own, at which its verification stays as it is. Nothing is
    done where it says just that. `seen` is the version that was looked at, 0 of none. Raises `DraftChangedError`.
    """

    def step(connection: Connection) -> str:
        before = _checked(connection, content.id, seen) if version_of(connection, content.id) else None
        kept = before if before is not None and before.state == "approved" else None
        if kept is not None and (kept.kind, kept.body) == (content.kind, content.body):
            return content.id
        write_version(connection, change, content, Reason("edited"))
        if kept is not None:
            connection.execute(
                "UPDATE own_term SET verified_on = ?, verified_by = ?, verified_until = ? WHERE id = ?",
                (kept.verified_on, kept.verified_by, kept.verified_until, content.id),
            )
        return content.id

    return find_term(store, carry_out(store, change, step))


def verify(store: Store, change: Change, id_: str, seen: int, days: int = VERIFIED_DAYS) -> OwnTerm:
    """Says that a word, as it was seen, is still right for so many days. Raises as `roll_back` does."""
    if not 1 <= days <= MOST_DAYS:
        raise CurationError(f"A word is verified for 1 to {MOST_DAYS} days.")
    today = change.at.date()

    def step(connection: Connection) -> str:
        _checked(connection, id_, seen)
        until = (today + timedelta(days=days)).isoformat()
        connection.execute(
            "UPDATE own_term SET verified_on = ?, verified_by = ?, verified_until = ? WHERE id = ?",
            (today.isoformat(), change.who, until, id_),
        )
        log(connection, change, "verified", id_, f"until {until}")
        return id_

    return find_term(store, carry_out(store, change, step))


_OVERDUE: Final = "own_term.state = 'approved' AND (own_term.verified_on IS NULL OR own_term.verified_until < :today)"


def count_overdue(store: Store, today: date) -> int:
    """How many words are to be looked at again, those that nobody has verified yet among them."""
    query = f"SELECT count(*) FROM own_term WHERE {_OVERDUE}"
    return int(store.reading.execute(query, {"today": today.isoformat()}).fetchone()[0])


def overdue_terms(store: Store, today: date, since: str, limit: int = 5) -> list[tuple[OwnTerm, int]]:
    """Such words, with how often each was read since a month: most read first."""
    query = (
        "SELECT own_term.id, coalesce(sum(term_read.reads), 0) AS reads FROM own_term"
        " LEFT JOIN term_read ON term_read.term = own_term.id AND term_read.month >= :since"
        f" WHERE {_OVERDUE}"
        " GROUP BY own_term.id ORDER BY reads DESC, own_term.id LIMIT :limit"
    )
    rows = store.reading.execute(query, {"since": since, "today": today.isoformat(), "limit": limit}).fetchall()
    return [(find_term(store, id_), int(reads)) for id_, reads in rows]


def trust(store: Store, today: date, since: str) -> tuple[int, int]:
    """How many of the team's words that were read since a month are verified today, and how many were read at all."""
    query = (
        "SELECT count(*) FILTER (WHERE verified_on IS NOT NULL AND verified_until >= :today), count(*)"
        " FROM own_term WHERE state = 'approved'"
        " AND id IN (SELECT term FROM term_read WHERE month >= :since AND reads > 0)"
    )
    verified, read = store.reading.execute(query, {"today": today.isoformat(), "since": since}).fetchone()
    return int(verified), int(read)


def _is_tapped_twice(connection: Connection, change: Change, seen: tuple[str, int], reason: Reason) -> bool:
    """Whether the version that follows what was seen is the newest, and the same person's same decision."""
    id_, version = seen
    query = "SELECT version, what, reason, who FROM own_term_version WHERE term = ? ORDER BY version DESC LIMIT 1"
    newest = connection.execute(query, (id_,)).fetchone()
    return newest is not None and tuple(newest) == (version + 1, reason.what, reason.why, change.who)


def _checked(connection: Connection, id_: str, seen: int) -> OwnTerm:
    term = term_in(connection, id_)
    if term.version == seen:
        return term
    query = "SELECT what, who, at FROM own_term_version WHERE term = ? AND version = ?"
    what, who, at = connection.execute(query, (id_, term.version)).fetchone()
    raise DraftChangedError(f"“{term.name}” was {what} in the meantime.", who, at, what)
