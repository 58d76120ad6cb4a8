"""Conditions that at-once digests have met, so that each is told once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from accounts.digests.alerts import next_alert, plan_alert
from accounts.digests.conditions import Figures, accounts_met, at_risk_met, conditions_text
from accounts.digests.subscriptions import COLUMNS, Subscription, read_row
from accounts.watches.comparison import FLIPS_WITHIN
from accounts.watches.limits import next_moment
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text

SUM: Final = "at risk"


@dataclass(frozen=True, slots=True)
class ConditionState:
    """By what a condition is met, an account's number or the sum at risk, and when it was last seen to be so.

    `looked_at` stands for the data that was looked at.
    """

    met: Mapping[str, str] = field(default_factory=dict)
    looked_at: str = ""


def at_once(connection: Connection) -> list[Subscription]:
    """The digests whose conditions are looked at outside their due times too."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM digest WHERE at_once = 1 AND state = 'active' ORDER BY id")
    return [read_row(row) for row in rows]


def data_version(connection: Connection) -> str:
    """A text that is another one once anything that conditions are held against may have changed."""
    (version,) = connection.execute(
        "SELECT (SELECT coalesce(max(id), 0) || '-' || coalesce(max(undone_at), '') FROM import) || '/'"
        " || (SELECT coalesce(max(scored_at), '') FROM scoring) || '/'"
        " || (SELECT coalesce(max(id), 0) || '-' || count(withdrawn_at) FROM pulse) || '/'"
        " || (SELECT coalesce(max(as_of), '') FROM derived_state)"
    ).fetchone()
    return str(version)


def state_of(connection: Connection, digest_id: int) -> ConditionState | None:
    """What was seen of a digest's conditions; None where they were never looked at."""
    row = connection.execute("SELECT met, looked_at FROM condition_state WHERE digest_id = ?", (digest_id,)).fetchone()
    return ConditionState(json.loads(row[0]), row[1]) if row else None


def look_at_conditions(  # noqa: PLR0913, PLR0917  whose, at what, when, and how long it waits for more
    store: Store, digest: Subscription, figures: Figures, version: str, now: datetime, merged_within: timedelta
) -> bool:
    """Keeps by what the conditions are met, and has the digest come if that is news; returns whether it does.

    At the first look nothing is news. What ceases to be met is forgotten a week later: until then it is told once.
    """
    with store.writing() as connection:
        before = state_of(connection, digest.id)
        before = before if before and before.looked_at.startswith(_wish(digest)) else None  # it was changed since
        met = _met(digest, figures)
        known = before.met if before else {}
        news = before is not None and bool(met - known.keys())
        kept = {key: at for key, at in known.items() if key in met or not _is_old(at, now)}
        connection.execute(
            "INSERT INTO condition_state (digest_id, met, looked_at) VALUES (?, ?, ?) ON CONFLICT (digest_id)"
            " DO UPDATE SET met = excluded.met, looked_at = excluded.looked_at",
            (digest.id, json.dumps({**kept, **dict.fromkeys(sorted(met), to_text(now))}), version_of(digest, version)),
        )
        if not news or next_alert(connection, digest.id):
            return False
        earliest = now + merged_within
        at = next_moment(connection, digest.team, digest.channel, digest.schedule.zone, earliest)
        if at is None:
            return False
        connection.execute("UPDATE condition_state SET fired_at = ? WHERE digest_id = ?", (to_text(now), digest.id))
        return plan_alert(connection, digest, now, at)


def version_of(digest: Subscription, version: str) -> str:
    """What stands for the data that a digest's conditions are held against, and for the conditions."""
    return f"{_wish(digest)}{version}"


def _wish(digest: Subscription) -> str:
    return f"{digest.scope}|{conditions_text(digest.conditions)}|"


def _met(digest: Subscription, figures: Figures) -> set[str]:
    met = {str(account) for account in accounts_met(digest.conditions, figures)}
    return met | {SUM} if at_risk_met(digest.conditions, figures.at_risk) else met


def _is_old(at: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(at) >= FLIPS_WITHIN
