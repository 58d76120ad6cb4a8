"""Deadlines of renewals ahead: the last day to act, and the days on which that is news."""

from datetime import date, timedelta
from typing import Final

from accounts.renewals.renewal_model import DAYS, WINDOWS
from accounts.scopes.scope import Scope
from store.database import Store

SOON: Final = 14
"""Days until the last one to act that are soon."""
_SOON: Final = """
SELECT count(*) FROM renewal r
WHERE r.renews_on >= ? AND r.renews_on <= ? AND r.act_by >= ? AND r.act_by <= ? AND {where}"""
_CAME: Final = f"""
SELECT EXISTS (SELECT 1 FROM renewal r WHERE ({
    " OR ".join(["r.act_by > ? AND r.act_by <= ?", *("r.renews_on > ? AND r.renews_on <= ?" for _ in (0, *WINDOWS))])
}) AND r.renews_on <= ? AND {{where}})"""


def count_due_soon(store: Store, today: date, scope: Scope, within: int = DAYS) -> int:
    """How many of the renewals within so many days have their last day to act soon."""
    where, given = scope.where("r")
    days = _texts(today, today + timedelta(days=within), today, today + timedelta(days=SOON))
    (renewals,) = store.reading.execute(_SOON.format(where=where), (*days, *given)).fetchone()
    return int(renewals)


def crossed_threshold(store: Store, since: date, today: date, scope: Scope) -> bool:
    """Whether a renewal has come to 90, 60 or 30 days ahead, to its day or to its last day to act, since a day."""
    where, given = scope.where("r")
    marks = [day + timedelta(days=ahead) for ahead in (0, 0, *WINDOWS) for day in (since, today)]
    query = _CAME.format(where=where)
    (came,) = store.reading.execute(query, (*_texts(*marks, today + timedelta(days=DAYS)), *given)).fetchone()
    return bool(came)


def _texts(*days: date) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)
