"""Deliveries that come neither by the schedule nor because somebody asked: something happened that is to be told."""

from dataclasses import dataclass
from datetime import datetime

from accounts.digests.subscriptions import ALERT, Subscription
from store.connection import Connection
from store.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """An alert that is to come yet; it `may_move` while nobody has begun it."""

    occasion: str
    at: datetime
    may_move: bool


def next_alert(connection: Connection, digest_id: int) -> PlannedAlert | None:
    """The alert of a digest that nobody composes or has composed yet, if there is one: what happens until then comes
    with it.
    """
    row = connection.execute(
        "SELECT occasion, open_from, fence FROM delivery WHERE digest_id = ? AND occasion LIKE ?"
        " AND open_from IS NOT NULL AND messages IS NULL AND lease_until IS NULL ORDER BY occasion LIMIT 1",
        (digest_id, f"%{ALERT}"),
    ).fetchone()
    return PlannedAlert(row[0], from_text(row[1]), may_move=not row[2]) if row else None


def plan_alert(connection: Connection, digest: Subscription, now: datetime, at: datetime) -> bool:
    """Has a digest come at a moment, in the caller's write transaction; False where one is to come already.

    One that would come later comes then.
    """
    planned = next_alert(connection, digest.id)
    if planned is not None:
        if planned.may_move and at < planned.at:
            connection.execute(
                "UPDATE delivery SET open_from = ?, due_at = ? WHERE digest_id = ? AND occasion = ?",
                (to_text(at), to_text(at), digest.id, planned.occasion),
            )
        return False
    occasion = f"{digest.schedule.local(now):%Y-%m-%d %H:%M:%S}{ALERT}"
    connection.execute("INSERT INTO post_limit (team, next_at) VALUES (?, '') ON CONFLICT DO NOTHING", (digest.team,))
    made = connection.execute(
        "INSERT INTO delivery (digest_id, team, occasion, state, due_at, open_from) VALUES (?, ?, ?, 'pending', ?, ?)"
        " ON CONFLICT DO NOTHING",
        (digest.id, digest.team, occasion, to_text(at), to_text(at)),
    )
    return made.rowcount == 1
