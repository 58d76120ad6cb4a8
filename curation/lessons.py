"""Lessons: the words of a day and its checks, made once, and what was answered, each answer once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from curation.change import Change, carry_out
from curation.errors import NotFoundError
from curation.learners import Learner, next_morning
from curation.notices import Notice, queue_notice
from curation.spacing import Known, due_on, new_memory, reviewed
from store import Store
from store.connection import Connection
from store.timestamps import to_text

ABOUT: Final = "lesson"  # of a notice


@dataclass(frozen=True, slots=True)
class Lesson:
    """The words of a person's day by their ids, its checks as pairs of the word asked for and the one it is mixed up
    with, and what was answered, by what it was asked as.
    """

    person: str
    day: str
    words: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    answers: Mapping[str, str]


def words_due(store: Store, person: str, day: date) -> list[str]:
    """The words that come back on a day, those that waited longest first."""
    query = "SELECT term FROM learned_word WHERE person = ? AND due_on <= ? ORDER BY due_on, term"
    return [term for (term,) in store.reading.execute(query, (person, day.isoformat()))]


def words_known(store: Store, person: str) -> set[str]:
    """The words that somebody has been shown."""
    query = "SELECT term FROM learned_word WHERE person = ? ORDER BY term"
    return {term for (term,) in store.reading.execute(query, (person,))}


def open_lesson(
    store: Store, learner: Learner, now: datetime, words: Sequence[str], checks: Sequence[tuple[str, str]]
) -> bool:
    """Makes the lesson of the learner's local day, has it sent, and plans the next. False when another server has done
    so, or when there was one on that day; nothing is sent then.
    """
    day = learner.local(now).date()
    next_at = to_text(next_morning(now, learner.zone, learner.at))
    with store.writing() as connection:
        moved = connection.execute(
            "UPDATE learner SET next_at = ? WHERE person = ? AND next_at = ?",
            (next_at, learner.person, learner.next_at),
        )
        if not moved.rowcount or not words:
            return False
        made = connection.execute(
            "INSERT INTO lesson (person, day, words, checks) VALUES (?, ?, ?, ?) ON CONFLICT (person, day) DO NOTHING",
            (learner.person, day.isoformat(), json.dumps(list(words)), json.dumps([list(pair) for pair in checks])),
        )
        if not made.rowcount:
            return False
        connection.executemany(
            "INSERT INTO learned_word (person, term, introduced_on, memory, due_on) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (person, term) DO NOTHING",
            [(learner.person, word, day.isoformat(), new_memory(now), day.isoformat()) for word in words],
        )
        data = {"day": day.isoformat()}
        queue_notice(
            connection, Notice(learner.person, ABOUT, "Your words of the day", day.isoformat(), data=data), now
        )
    return True


def find_lesson(store: Store, person: str, day: str) -> Lesson:
    """The lesson of a person and day. Raises `NotFoundError`."""
    query = "SELECT person, day, words, checks, answers FROM lesson WHERE person = ? AND day = ?"
    row = store.reading.execute(query, (person, day)).fetchone()
    if row is None:
        raise NotFoundError("That lesson isn’t there any more.")
    return _read(row)


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """What was answered to what was asked, and how well words were known by that."""

    asked: str
    said: str
    known: Mapping[str, Known]


def answer_lesson(store: Store, change: Change, day: str, given: LessonAnswer) -> Lesson:
    """Keeps an answer of the person who makes the change; only the first to what was asked counts.

    Raises `NotFoundError`.
    """

    def step(connection: Connection) -> None:
        query = "SELECT answers FROM lesson WHERE person = ? AND day = ?"
        row = connection.execute(query, (change.who, day)).fetchone()
        if row is None:
            raise NotFoundError("That lesson isn’t there any more.")
        answers: dict[str, str] = json.loads(row[0])
        if given.asked in answers:
            return
        answers[given.asked] = given.said
        connection.execute(
            "UPDATE lesson SET answers = ? WHERE person = ? AND day = ?", (json.dumps(answers), change.who, day)
        )
        for term, how in given.known.items():
            _review(connection, change.who, date.fromisoformat(day), term, how)

    carry_out(store, change, step)
    return find_lesson(store, change.who, day)


def _review(connection: Connection, who: str, day: date, term: str, known: Known) -> None:
    query = "SELECT memory FROM learned_word WHERE person = ? AND term = ?"
    row = connection.execute(query, (who, term)).fetchone()
    if row is None:
        return
    memory, wait = reviewed(row[0], known, day)
    right = 0 if known == "again" else 1
    connection.execute(
        "UPDATE learned_word SET memory = ?, due_on = ?, answered_right = answered_right + ?,"
        " answered_wrong = answered_wrong + ? WHERE person = ? AND term = ?",
        (memory, due_on(day, wait), right, 1 - right, who, term),
    )


def _read(row: Sequence[str]) -> Lesson:
    person, day, words, checks, answers = row
    pairs = tuple((one, other) for one, other in json.loads(checks))
    return Lesson(person, day, tuple(json.loads(words)), pairs, json.loads(answers))
