"""One account before a meeting: its card, and what was said, what is open and what changed since the last one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.account_card import AccountCard, load_card
from accounts.account_facts import Remark
from accounts.briefs.facts import (
    LaterRenewal,
    Promise,
    Ticket,
    last_meeting,
    later_renewals,
    open_tickets,
    planned,
    promises,
    recent_remarks,
)
from accounts.health import HealthConfig
from accounts.health.explanations import advice, examine_all, previous_scores
from store.connection import Connection
from store.database import Store

UNMET: Final = 30
"""Days that changes are told of where no meeting is known."""


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a day: the last meeting's, or where none is known that of so many days ago.

    `score` is the one of then, None where none is known that can be compared; tickets and answers are counted after
    that day.
    """

    day: date
    meeting: Remark | None
    score: int | None = None
    opened: int = 0
    closed: int = 0
    answered: int = 0
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known of an account before a meeting with it; `advice` is the next step about its health."""

    card: AccountCard
    since: Since
    tickets: tuple[Ticket, ...]
    remarks: tuple[Remark, ...]
    promises: tuple[Promise, ...]
    planned: tuple[Remark, ...]
    advice: str
    later: tuple[LaterRenewal, ...] = ()


def load_brief(store: Store, account_id: int, today: date, config: HealthConfig) -> Brief:
    """The brief of an account on a day. Raises `LookupError` when there is no such account."""
    card = load_card(store, account_id, today, config)
    with store.snapshot() as connection:
        found = examine_all(connection, [account_id], today, config).get(account_id)
        return Brief(
            card=card,
            since=_since(connection, account_id, today),
            tickets=open_tickets(connection, account_id, today),
            remarks=recent_remarks(connection, account_id, today),
            promises=promises(connection, account_id, today),
            planned=planned(connection, account_id, today),
            advice=advice(found) if found and card.status != "churned" else "",
            later=later_renewals(connection, account_id, card.renews_on),
        )


def _since(connection: Connection, account_id: int, today: date) -> Since:
    meeting = last_meeting(connection, account_id, today)
    day = meeting.day if meeting else today - timedelta(days=UNMET)
    before = previous_scores(connection, [account_id], day).get(account_id)
    after = {"id": account_id, "day": day.isoformat(), "today": today.isoformat()}
    opened, closed, answered = connection.execute(
        """SELECT
            (SELECT count(*) FROM ticket WHERE account_id = :id AND opened_on > :day AND opened_on <= :today),
            (SELECT count(*) FROM ticket WHERE account_id = :id AND closed_on > :day AND closed_on <= :today),
            (SELECT count(*) FROM survey WHERE account_id = :id AND answered_on > :day AND answered_on <= :today)""",
        after,
    ).fetchone()
    left = connection.execute(
        "SELECT name, coalesce(role, '') FROM contact WHERE account_id = :id AND left_on > :day AND left_on <= :today"
        " ORDER BY left_on, name",
        after,
    )
    return Since(
        day,
        meeting,
        before.score if before else None,
        opened,
        closed,
        answered,
        tuple(f"{name}, {role}" if role else name for name, role in left),
    )
