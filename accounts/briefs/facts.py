"""Recent touchpoints, open tickets and plans of an account, one function for each question."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from accounts.account_facts import Remark
from accounts.money.amounts import Money
from store.connection import Connection

MEETINGS: Final = (
    "meeting",
    "call",
    "qbr",
    "ebr",
    "review",
    "onsite",
    "on-site",
    "visit",
    "video",
    "demo",
    "training",
    "kickoff",
    "kick-off",
    "workshop",
    "check-in",
    "zoom",
)
"""Words in the type of a touchpoint that say that people spoke with each other."""
REMARKS, TICKETS, PLANNED, PROMISES, RENEWALS = 5, 5, 3, 5, 3  # so many are listed
NOTES_READ: Final = timedelta(days=180)
_PROMISE = re.compile(
    r"\b(?:next steps?|action items?|to-?do|promis(?:ed?|es)|agreed to|owes?|waiting (?:for|on)|due (?:by|on)"
    r"|(?:will|shall|must|needs? to) (?:send|share|check|get back|provide|schedule|set up|ask|confirm|prepare|fix"
    r"|follow[ -]up|call|review|sign|decide))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?]?")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket that is open."""

    opened_on: date
    subject: str
    priority: str
    escalated: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence of a note that reads like something promised; whether it was kept isn't recorded."""

    day: date
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class LaterRenewal:
    """A renewal behind the first; `act_by` is None where the notice period isn't known, `arr` where no ARR is."""

    renews_on: date
    act_by: date | None
    arr: Money | None


def later_renewals(connection: Connection, account_id: int, first: date | None) -> tuple[LaterRenewal, ...]:
    """The renewals after the day of the first, the next first."""
    rows = connection.execute(
        """SELECT renews_on, CASE WHEN notice_days IS NOT NULL THEN act_by END, arr, currency FROM renewal
        WHERE account_id = ? AND renews_on > ? ORDER BY renews_on, currency LIMIT ?""",
        (account_id, first.isoformat() if first else "9999", RENEWALS),
    )
    return tuple(
        LaterRenewal(
            date.fromisoformat(day),
            date.fromisoformat(act_by) if act_by else None,
            None if arr is None else Money(arr, currency),
        )
        for day, act_by, arr, currency in rows
    )


def open_tickets(connection: Connection, account_id: int, today: date) -> tuple[Ticket, ...]:
    """The open tickets, the urgent and escalated ones first, then the oldest."""
    rows = connection.execute(
        """SELECT opened_on, coalesce(subject, ''), coalesce(priority, ''), coalesce(escalated, 0) FROM ticket
        WHERE account_id = ? AND opened_on <= ? AND coalesce(closed_on, '9999') > ?
        ORDER BY CASE WHEN priority = 'urgent' OR coalesce(escalated, 0) = 1 THEN 0 WHEN priority = 'high' THEN 1
            ELSE 2 END, opened_on, id LIMIT ?""",
        (account_id, today.isoformat(), today.isoformat(), TICKETS),
    )
    return tuple(Ticket(date.fromisoformat(day), subject, priority, bool(up)) for day, subject, priority, up in rows)


def last_meeting(connection: Connection, account_id: int, today: date) -> Remark | None:
    """The last touchpoint before a day in which people spoke, by its type; else the last of any."""
    spoke = " OR ".join("lower(coalesce(type, '')) LIKE ?" for _ in MEETINGS)
    row = connection.execute(
        f"""SELECT touched_on, coalesce(type, 'touchpoint'), coalesce(note, ''), coalesce(who, '') FROM touchpoint
        WHERE account_id = ? AND touched_on <= ?
        ORDER BY CASE WHEN {spoke} THEN 0 ELSE 1 END, touched_on DESC, id DESC LIMIT 1""",
        (account_id, today.isoformat(), *(f"%{word}%" for word in MEETINGS)),
    ).fetchone()
    return _remark(row) if row else None


def recent_remarks(connection: Connection, account_id: int, today: date) -> tuple[Remark, ...]:
    """What was said last in notes of touchpoints, answers to surveys and pulses, the newest first."""
    rows = connection.execute(
        """SELECT day, what, note, who FROM (
            SELECT touched_on AS day, coalesce(type, 'touchpoint') AS what, note, coalesce(who, '') AS who
            FROM touchpoint WHERE account_id = :id AND coalesce(note, '') <> ''
            UNION ALL SELECT answered_on, upper(survey) || ' ' || score || ' of ' || scale, comment,
                coalesce(contact, '')
            FROM survey WHERE account_id = :id AND coalesce(comment, '') <> ''
            UNION ALL SELECT said_on, 'pulse ' || score || ' of 5', note, said_by
            FROM pulse WHERE account_id = :id AND coalesce(note, '') <> '' AND withdrawn_at IS NULL
        ) AS remark WHERE day <= :today ORDER BY day DESC, what LIMIT :most""",
        {"id": account_id, "today": today.isoformat(), "most": REMARKS},
    )
    return tuple(map(_remark, rows))


def planned(connection: Connection, account_id: int, today: date) -> tuple[Remark, ...]:
    """Touchpoints that are to come, the next first."""
    rows = connection.execute(
        """SELECT touched_on, coalesce(type, 'touchpoint'), coalesce(note, ''), coalesce(who, '') FROM touchpoint
        WHERE account_id = ? AND touched_on > ? ORDER BY touched_on, id LIMIT ?""",
        (account_id, today.isoformat(), PLANNED),
    )
    return tuple(map(_remark, rows))


def promises(connection: Connection, account_id: int, today: date) -> tuple[Promise, ...]:
    """Sentences of the last half year's notes that read like something promised, the newest first."""
    rows = connection.execute(
        """SELECT touched_on, note, coalesce(who, '') FROM touchpoint WHERE account_id = ? AND touched_on <= ?
        AND touched_on > ? AND coalesce(note, '') <> '' ORDER BY touched_on DESC, id DESC""",
        (account_id, today.isoformat(), (today - NOTES_READ).isoformat()),
    )
    return tuple(_promises(rows))[:PROMISES]


def _promises(rows: Iterable[tuple[str, str, str]]) -> Iterator[Promise]:
    for day, note, who in rows:
        for sentence in _SENTENCE.findall(note):
            if _PROMISE.search(sentence):
                yield Promise(date.fromisoformat(day), sentence.strip(), who)


def _remark(row: tuple[Any, ...]) -> Remark:
    return Remark(date.fromisoformat(row[0]), *row[1:])
