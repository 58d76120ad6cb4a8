"""Feedback on answers: yes and no counted, and what people say was wrong, for the curators."""

from dataclasses import dataclass
from typing import Final

from curation.change import Change, carry_out, log
from curation.errors import CurationError, NotFoundError
from curation.notices import Notice, queue_notice
from store import Store
from store.connection import Connection

EXPLANATION: Final = "explained-message"  # what is said of the explanation of a message, beside the ids of terms
LONGEST: Final = 500  # characters of what was wrong
_COLUMNS: Final = "id, term, text, at, state, closed_by, closed_at"


@dataclass(frozen=True, slots=True)
class FeedbackNote:
    """What somebody says is wrong with a term; who says it isn't shown. Instants are ISO text."""

    id: int
    term: str
    text: str
    at: str
    state: str
    closed_by: str
    closed_at: str | None


@dataclass(frozen=True, slots=True)
class FeedbackCount:
    """How often people said yes and no to whether a term's answer was right."""

    term: str
    yes: int
    no: int


def say_right(store: Store, change: Change, term: str) -> None:
    """Counts that the answer was right; the same request counts once."""
    carry_out(store, change, lambda connection: _count(connection, change, term, yes=1))


def say_wrong(store: Store, change: Change, term: str, text: str, *, tell: bool) -> None:
    """Counts that it wasn't, and keeps what is wrong for the curators. Who says so is kept only to `tell` them what
    came of it. Raises `CurationError` for a text that is empty or too long.
    """
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise CurationError(f"Say what is wrong, in {LONGEST} characters at most.")

    def step(connection: Connection) -> None:
        _count(connection, change, term, no=1)
        connection.execute(
            "INSERT INTO feedback_note (term, text, person, at, state) VALUES (?, ?, ?, ?, 'open')",
            (term, said, change.who if tell else "", change.when),
        )

    carry_out(store, change, step)


def _count(connection: Connection, change: Change, term: str, *, yes: int = 0, no: int = 0) -> None:
    connection.execute(
        "INSERT INTO term_feedback (term, team, month, yes, no) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (term, team, month) DO UPDATE SET yes = term_feedback.yes + excluded.yes,"
        " no = term_feedback.no + excluded.no",
        (term, change.team, change.when[:7], yes, no),
    )


def open_notes(store: Store) -> list[FeedbackNote]:
    """What people say is wrong and no curator has looked at, oldest first."""
    query = f"SELECT {_COLUMNS} FROM feedback_note WHERE state = 'open' ORDER BY id"
    return [FeedbackNote(*row) for row in store.reading.execute(query)]


def close_note(store: Store, change: Change, id_: int, said: str = "") -> FeedbackNote:
    """Takes a note off the curators' queue; whoever wanted to hear of it is told what is `said`. One that is closed
    stays as it is. Raises `NotFoundError`, and `CurationError` for a text that is too long.
    """
    if len(said.strip()) > LONGEST:
        raise CurationError(f"Say what came of it in {LONGEST} characters at most.")

    def step(connection: Connection) -> int:
        row = connection.execute("SELECT state, person, term FROM feedback_note WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise NotFoundError(f"There is no note {id_}.")
        state, person, term = row
        if state == "open":
            connection.execute(
                "UPDATE feedback_note SET state = 'done', person = '', closed_by = ?, closed_at = ? WHERE id = ?",
                (change.who, change.when, id_),
            )
            text = said.strip() or "A curator has looked at what you said of it."
            queue_notice(connection, Notice(person, "feedback", text, str(id_), _request(term)), change.at)
            log(connection, change, "feedback closed", term, said.strip())
        return id_

    carry_out(store, change, step)
    row = store.reading.execute(f"SELECT {_COLUMNS} FROM feedback_note WHERE id = ?", (id_,)).fetchone()
    return FeedbackNote(*row)


def _request(term: str) -> str:
    """What shows what feedback was about: the card of a term; of an explanation nothing is kept."""
    return "" if term == EXPLANATION else f"define {term}"


def feedback_between(store: Store, first: str, last: str) -> list[FeedbackCount]:
    """The counts of each term from the first month to the last, those with the most noes first."""
    query = (
        "SELECT term, CAST(sum(yes) AS bigint) AS yes, CAST(sum(no) AS bigint) AS no FROM term_feedback"
        " WHERE month BETWEEN ? AND ? GROUP BY term ORDER BY no DESC, yes DESC, term"
    )
    return [FeedbackCount(*row) for row in store.reading.execute(query, (first, last))]
