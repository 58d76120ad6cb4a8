"""On which of the last days the conditions of a digest were newly met, as far as scores and contracts tell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.digests.conditions import Condition, at_risk_met
from accounts.health.scoring_model import changed_on
from accounts.money.amounts import Money
from accounts.money.rates import Rates, total
from accounts.scopes.scope import Scope
from store.connection import Connection

LOOKED_BACK: Final = 30
_AT_RISK: Final = frozenset({"red", "yellow"})
_MOVES: Final = """
SELECT DISTINCT day, band, band_before, score, score_before FROM (
    SELECT p.scored_on AS day, p.band, p.score,
        lag(p.band) OVER (PARTITION BY p.account_id ORDER BY p.scored_on) AS band_before,
        lag(p.score) OVER (PARTITION BY p.account_id ORDER BY p.scored_on) AS score_before
    FROM score p JOIN standing s ON s.account_id = p.account_id WHERE p.scored_on <= ? AND {scope}
) AS moved WHERE day > ? AND band_before IS NOT NULL AND band <> 'unknown' AND band_before <> 'unknown'"""
_ARR: Final = """
SELECT r.account_id, r.currency, r.arr, t.changed_on, t.arr_before FROM revenue r
LEFT JOIN arr_step t ON t.account_id = r.account_id AND t.currency = r.currency AND t.changed_on > ?
    AND t.changed_on <= ?
WHERE {scope} ORDER BY r.account_id, r.currency, t.changed_on"""
_BANDS: Final = """
SELECT p.account_id, p.scored_on, p.band FROM score p JOIN revenue r ON r.account_id = p.account_id
WHERE p.scored_on <= ? AND {scope} ORDER BY p.account_id, p.scored_on"""


@dataclass(frozen=True, slots=True)
class MetDays:
    """The days on which conditions were newly met among the last `known`; None, and `why`, where that isn't known."""

    days: tuple[date, ...] | None
    known: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Window:
    """The days looked back on: those after `since`, until today."""

    since: date
    today: date

    @property
    def days(self) -> list[date]:
        return [self.since + timedelta(days=ahead) for ahead in range(1, (self.today - self.since).days + 1)]


def days_met(
    connection: Connection,
    conditions: Sequence[Condition],
    scope: Scope,
    today: date,
    rates: Rates | None,
) -> MetDays:
    """The days of the last month on which any of the conditions came to be met, as it would have been told at once."""
    begin = _begin(connection, today)
    if begin is None or begin >= today:
        return MetDays(None, why="scores of earlier days are needed")
    window, anybody = _Window(begin, today), scope.any_band()
    found = {day for day, *moved in _moves(connection, window, anybody) if _is_met(conditions, moved)}
    if any(each.kind == "at-risk" for each in conditions):
        crossed = _crossed(connection, window, anybody, conditions, rates)
        if crossed is None:
            return MetDays(None, why="ARR at risk in several currencies can't be held against one limit")
        found |= crossed
    return MetDays(tuple(sorted(found)), (today - begin).days)


def _begin(connection: Connection, today: date) -> date | None:
    """The day after which scores are known that can be compared."""
    (first,) = connection.execute("SELECT min(scored_on) FROM scoring").fetchone()
    if first is None:
        return None
    earliest = (today - timedelta(days=LOOKED_BACK)).isoformat()
    return date.fromisoformat(max(first, earliest, changed_on(connection) or ""))


def _moves(
    connection: Connection, window: _Window, scope: Scope
) -> Iterator[tuple[date, str, str, int | None, int | None]]:
    where, given = scope.where("s")
    rows = connection.execute(_MOVES.format(scope=where), (window.today.isoformat(), *given, window.since.isoformat()))
    for day, *moved in rows:
        yield (date.fromisoformat(day), *moved)


def _is_met(conditions: Iterable[Condition], moved: Sequence[object]) -> bool:
    band, band_before, score, before = moved
    for each in conditions:
        if each.kind == "turned" and band == each.band and (band == "red" != band_before or band_before == "green"):
            return True
        if each.kind == "score" and isinstance(score, int) and isinstance(before, int) and score < each.limit <= before:
            return True
    return False


def _crossed(
    connection: Connection,
    window: _Window,
    scope: Scope,
    conditions: Sequence[Condition],
    rates: Rates | None,
) -> set[date] | None:
    """The days on which ARR at risk rose above a limit; None where sums of several currencies can't be compared."""
    sums = _at_risk_by_day(connection, window, scope)
    crossed: set[date] = set()
    before: bool | None = None
    for day in [window.since, *window.days]:
        amounts = total((Money(minor, currency) for currency, minor in sums.get(day, {}).items()), rates)
        met = at_risk_met(conditions, amounts) if amounts.each else False
        if met is None:
            return None
        if met and before is False:
            crossed.add(day)
        before = met
    return crossed


def _at_risk_by_day(connection: Connection, window: _Window, scope: Scope) -> dict[date, dict[str, int]]:
    """ARR of accounts in the red or yellow, by day and currency."""
    days = [window.since, *window.days]
    bands = _bands_by_day(connection, window, scope, days)
    sums: dict[date, dict[str, int]] = {day: {} for day in days}
    for account, currency, amounts in _arr_by_day(connection, window, scope, days):
        for day, band, amount in zip(days, bands.get(account, ()), amounts, strict=False):
            if band in _AT_RISK and amount:
                sums[day][currency] = sums[day].get(currency, 0) + amount
    return sums


def _bands_by_day(connection: Connection, window: _Window, scope: Scope, days: Sequence[date]) -> dict[int, list[str]]:
    """The band of each account at the end of each day."""
    where, given = scope.where("r")
    steps: dict[int, list[tuple[str, str]]] = {}
    for account, day, band in connection.execute(_BANDS.format(scope=where), (window.today.isoformat(), *given)):
        steps.setdefault(account, []).append((day, band))
    found = {}
    for account, moved in steps.items():
        at, band, bands = 0, "unknown", []
        for day in days:
            while at < len(moved) and moved[at][0] <= day.isoformat():
                band, at = moved[at][1], at + 1
            bands.append(band)
        found[account] = bands
    return found


def _arr_by_day(
    connection: Connection, window: _Window, scope: Scope, days: Sequence[date]
) -> Iterator[tuple[int, str, list[int]]]:
    """The ARR of each account and currency at the end of each day: that of today before the steps that came since."""
    where, given = scope.where("r")
    known: dict[tuple[int, str], tuple[int, list[tuple[str, int]]]] = {}
    rows = connection.execute(_ARR.format(scope=where), (window.since.isoformat(), window.today.isoformat(), *given))
    for account, currency, arr, day, before in rows:
        _, steps = known.setdefault((account, currency), (arr, []))
        if day is not None:
            steps.append((day, before))
    for (account, currency), (arr, steps) in known.items():
        yield account, currency, [_arr_on(day.isoformat(), arr, steps) for day in days]


def _arr_on(day: str, arr: int, steps: Sequence[tuple[str, int]]) -> int:
    return next((before for changed, before in steps if changed > day), arr)
