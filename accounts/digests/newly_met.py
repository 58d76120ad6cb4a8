"""Accounts by which a digest's conditions came to be met since it looked last, whether or not it came then.

What moved since the last digest that was sent doesn't tell all of them: an account that was red then, recovered and is
red again has not moved since, nor has one whose score fell by a few points within a band.
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from accounts.account_arr import other_arr
from accounts.digests.conditions import NOT_MET, Condition
from accounts.digests.health_changes import HealthChange
from accounts.health.scoring_model import changed_on
from accounts.money.amounts import Money
from accounts.scopes.scope import Scope
from store.connection import Connection

_WORSE: Final = {"green": 0, "yellow": 1, "red": 2}
_LOOKED: Final = """
SELECT max(substr(occasion, 1, 10)) FROM delivery
WHERE digest_id = ? AND (state = 'sent' OR (state = 'skipped' AND reason LIKE ?))"""
_MET: Final = """
SELECT s.account_id, p.scored_on, p.score, p.band, a.name, coalesce(o.name, ''), s.arr, s.currency, s.score, s.band,
    s.known, o.id, s.currencies, s.renews_on, s.act_by, coalesce(a.crm_url, '')
FROM standing s JOIN account a ON a.id = s.account_id LEFT JOIN owner o ON o.id = a.owner_id
    JOIN score p ON p.account_id = s.account_id AND p.band <> 'unknown' AND p.score > s.score
        AND p.scored_on >= coalesce(
        (SELECT max(y.scored_on) FROM score y
            WHERE y.account_id = s.account_id AND y.scored_on < ? AND y.scored_on >= ?), ?)
WHERE (s.score < ? OR s.band = ? OR s.band = ?) AND s.band <> 'unknown'
    AND NOT EXISTS (
        SELECT 1 FROM score g WHERE g.account_id = s.account_id AND g.known < 0 AND g.scored_on >= p.scored_on)
    AND {scope} ORDER BY s.account_id"""
_TOLD: Final = """
SELECT t.account_id, t.score, t.band FROM digest_account t
JOIN delivery d ON d.digest_id = t.digest_id AND d.occasion = t.occasion AND d.state = 'sent'
WHERE t.digest_id = ? AND substr(t.occasion, 1, 10) = ? ORDER BY d.finished_at, t.occasion"""


def newly_met(
    connection: Connection, scope: Scope, since: date, digest_id: int, conditions: Sequence[Condition]
) -> tuple[HealthChange, ...]:
    """The accounts that meet a condition about accounts now and didn't at their best since the digest looked last, or
    else since a day; or since it told of them. Scores that were made in another way are compared with none.
    """
    (looked,) = connection.execute(_LOOKED, (digest_id, f"{NOT_MET}%")).fetchone()
    begin, known_from = looked or since.isoformat(), changed_on(connection) or ""
    told: dict[int, tuple[int, str]] = {}
    if looked and looked >= known_from:
        told = {id_: (score, band) for id_, score, band in connection.execute(_TOLD, (digest_id, looked))}
    where, given = scope.where("s")
    limit = max((float(each.limit) for each in conditions if each.kind == "score"), default=-1.0)
    bands = [each.band for each in conditions if each.kind == "turned"]
    first, last = (bands[0], bands[-1]) if bands else ("", "")
    asked = (begin, known_from, max(begin, known_from), limit, first, last, *given)
    rows = connection.execute(_MET.format(scope=where), asked).fetchall()
    found = []
    for id_, scores in groupby(rows, key=lambda row: int(row[0])):
        days = [*scores]
        before = [(score, band) for _, day, score, band, *_ in days if id_ not in told or day > looked]
        best = max((*before, *([told[id_]] if id_ in told else [])), key=lambda each: each[0], default=None)
        if best and any(_is_met(each, best, days[0][8:10]) for each in conditions):
            found.append(_change(connection, days[0], best))
    return tuple(found)


def _change(connection: Connection, row: Sequence[Any], best: tuple[int, str]) -> HealthChange:
    id_, _, _, _, name, owner, arr, currency, score, band, known, owner_id, currencies, *days, url = row
    renews_on, act_by = (date.fromisoformat(day) if day else None for day in days)
    return HealthChange(
        id_,
        name,
        owner,
        None if arr is None else Money(arr, currency),
        *best,
        score,
        band,
        known,
        owner_id,
        renews_on,
        act_by,
        url,
        other_arr(connection, id_, currency) if currencies > 1 else (),
    )


def _is_met(condition: Condition, before: Sequence[Any], now: Sequence[Any]) -> bool:
    (score_before, band_before), (score, band) = before, now
    if condition.kind == "turned":
        return band == condition.band and _WORSE.get(band_before, 2) < _WORSE[band]
    return condition.kind == "score" and score < condition.limit <= score_before
