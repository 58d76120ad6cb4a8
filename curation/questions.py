"""Questions to the team: joined when alike, without names, and answered to each who asked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from curation.change import Change, carry_out, log
from curation.errors import CurationError, NotFoundError
from curation.notices import Notice, queue_notice
from glossary.search.normalisation import fold_word, plain_text, split_words
from store import Store
from store.connection import Connection

State = Literal["open", "answered", "declined", "withdrawn"]
LONGEST: Final = 60  # characters of a word that can be asked for
REASON: Final = 300  # characters of a reason why a word isn't added
MOST_OPEN: Final = 50  # questions of one person that are open at a time
_COLUMNS: Final = "id, word, written, state, asked, opened_at, closed_at, term, reason"
ANSWERED: Final = "The word that you asked for is in the glossary now: “{word}”."
DECLINED: Final = "You asked what “{word}” is. A curator decided not to add it: {reason}"


@dataclass(frozen=True, slots=True)
class Question:
    """A word that somebody asked for, as it was `written` first; `asked` is by how many. Instants are ISO text.

    Closed ones say what became of them: the id of the `term` that answers it, or the `reason` why there is none.
    """

    id: int
    word: str
    written: str
    state: State
    asked: int
    opened_at: str
    closed_at: str | None
    term: str
    reason: str


def question_key(text: str) -> str:
    """The key that all ways to write a word share."""
    return "".join(map(fold_word, split_words(plain_text(text))))


def ask(store: Store, change: Change, written: str, channel: str = "") -> Question:
    """Asks for a word: opens a question, or joins the one that is open. Asking again changes nothing but the channel.

    The `channel` is where the word was met, if the asker agrees to say so. Raises `CurationError` for what is no word,
    and for more questions than anybody has.
    """
    shown, key = " ".join(plain_text(written).split()), question_key(written)
    if not key or len(shown) > LONGEST:
        raise CurationError(f"Ask for a word or a name, of {LONGEST} characters at most.")

    def step(connection: Connection) -> int:
        return _joined(connection, change, key, shown, channel)

    return find_question(store, carry_out(store, change, step))


def _joined(connection: Connection, change: Change, key: str, shown: str, channel: str) -> int:
    query = "SELECT id FROM question WHERE word = ? AND state = 'open'"
    row = connection.execute(query, (key,)).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO question (word, written, state, asked, opened_at) VALUES (?, ?, 'open', 0, ?) RETURNING id",
            (key, shown, change.when),
        ).fetchone()
    id_: int = row[0]
    if not change.who:  # nobody that can be told from others: counted where nobody else is
        connection.execute("UPDATE question SET asked = 1 WHERE id = ? AND asked = 0", (id_,))
        return id_
    _check_number(connection, change.who, id_)
    added = connection.execute(
        "INSERT INTO question_asker (question, person, team, channel) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (question, person) DO NOTHING",
        (id_, change.who, change.team, channel),
    )
    if added.rowcount:
        connection.execute("UPDATE question SET asked = asked + 1 WHERE id = ?", (id_,))
    elif channel:
        connection.execute(
            "UPDATE question_asker SET channel = ? WHERE question = ? AND person = ?", (channel, id_, change.who)
        )
    return id_


def _check_number(connection: Connection, person: str, but: int) -> None:
    query = "SELECT count(*) FILTER (WHERE question <> ?) FROM question_asker WHERE person = ?"
    if connection.execute(query, (but, person)).fetchone()[0] >= MOST_OPEN:
        raise CurationError(f"You have {MOST_OPEN} open questions. Withdraw one first, or wait for an answer.")


def withdraw(store: Store, change: Change, written: str) -> bool:
    """Takes a person's question back; without others who ask, it is closed. Returns whether there was one."""

    def step(connection: Connection) -> bool:
        query = "SELECT id FROM question WHERE word = ? AND state = 'open'"
        row = connection.execute(query, (question_key(written),)).fetchone()
        if row is None:
            return False
        removed = connection.execute(
            "DELETE FROM question_asker WHERE question = ? AND person = ?", (row[0], change.who)
        )
        if removed.rowcount:
            connection.execute("UPDATE question SET asked = asked - 1 WHERE id = ?", row)
            connection.execute(
                "UPDATE question SET state = 'withdrawn', closed_at = ? WHERE id = ? AND asked < 1", (change.when, *row)
            )
        return bool(removed.rowcount)

    return bool(carry_out(store, change, step))


def open_questions(store: Store) -> list[Question]:
    """The open questions, those of most people first."""
    query = f"SELECT {_COLUMNS} FROM question WHERE state = 'open' ORDER BY asked DESC, opened_at, id"
    return [Question(*row) for row in store.reading.execute(query)]


def questions_of(store: Store, person: str) -> list[Question]:
    """The open questions that a person asked, newest first."""
    columns = ", ".join(f"question.{name}" for name in _COLUMNS.split(", "))
    query = (
        f"SELECT {columns} FROM question JOIN question_asker ON question = question.id"
        " WHERE person = ? AND state = 'open' ORDER BY opened_at DESC, question.id DESC"
    )
    return [Question(*row) for row in store.reading.execute(query, (person,))]


def channels_of(store: Store, id_: int) -> list[str]:
    """The channels that a word was met in, as far as askers agreed to say so, without who."""
    query = "SELECT channel FROM question_asker WHERE question = ? AND channel <> '' GROUP BY channel ORDER BY channel"
    return [channel for (channel,) in store.reading.execute(query, (id_,))]


def find_question(store: Store, id_: int) -> Question:
    """The question with the id. Raises `NotFoundError`."""
    row = store.reading.execute(f"SELECT {_COLUMNS} FROM question WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no question {id_}.")
    return Question(*row)


def find_open(store: Store, written: str) -> Question | None:
    """The open question about a word, however it is written."""
    query = f"SELECT {_COLUMNS} FROM question WHERE word = ? AND state = 'open'"
    row = store.reading.execute(query, (question_key(written),)).fetchone()
    return Question(*row) if row else None


def decline_question(store: Store, change: Change, id_: int, reason: str) -> Question:
    """Says that a word won't be added, with a reason that all who asked are told. Raises `CurationError` without one.

    One that is closed already stays as it is.
    """
    if not reason.strip() or len(reason.strip()) > REASON:
        raise CurationError(f"Say why, in {REASON} characters at most: whoever asked is told.")

    def step(connection: Connection) -> int:
        row = connection.execute(f"SELECT {_COLUMNS} FROM question WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise NotFoundError(f"There is no question {id_}.")
        question = Question(*row)
        if question.state == "open":
            said = DECLINED.format(word=question.written, reason=reason.strip())
            _close(connection, question, change.at, said, reason=reason.strip())
            log(connection, change, "question declined", question.written, reason.strip())
        return id_

    return find_question(store, carry_out(store, change, step))


def settle_questions(
    connection: Connection, at: datetime, term: str, names: Iterable[str], question: int | None = None
) -> int:
    """Closes the open questions that a term of these names answers, and the `question` that it was written for, within
    the caller's transaction; all who asked are told, with its card. Returns how many.
    """
    keys = sorted({question_key(name) for name in names} - {""})
    marks = ", ".join("?" for _ in keys) or "''"
    query = f"SELECT {_COLUMNS} FROM question WHERE state = 'open' AND (word IN ({marks}) OR id = ?) ORDER BY id"
    found = [Question(*row) for row in connection.execute(query, (*keys, question or 0)).fetchall()]
    for each in found:
        _close(connection, each, at, ANSWERED.format(word=each.written), term=term)
    return len(found)


def settle_known(store: Store, at: datetime, known: Collection[tuple[str, str]]) -> int:
    """Closes open questions whose word has been found in the glossary, given as ids of questions' words and of terms;
    for what came into it by a file. Returns how many.
    """
    with store.writing() as connection:
        return sum(settle_questions(connection, at, term, [written]) for written, term in known)


def _close(  # noqa: PLR0913  what becomes of a question is so much
    connection: Connection, question: Question, at: datetime, said: str, *, term: str = "", reason: str = ""
) -> None:
    """Closes a question, has everybody told who asked, and forgets who they are."""
    state = "answered" if term else "declined"
    connection.execute(
        "UPDATE question SET state = ?, closed_at = ?, term = ?, reason = ? WHERE id = ?",
        (state, Change("", at).when, term, reason, question.id),
    )
    request = f"define {term}" if term else ""
    query = "SELECT person FROM question_asker WHERE question = ? ORDER BY person"
    for (person,) in connection.execute(query, (question.id,)).fetchall():
        queue_notice(connection, Notice(person, f"question {state}", said, str(question.id), request), at)
    connection.execute("DELETE FROM question_asker WHERE question = ?", (question.id,))
