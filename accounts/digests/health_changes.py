"""Accounts that got worse or recovered since a digest last told of them."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from accounts.account_arr import other_arr
from accounts.derived import totals
from accounts.derived.daily_changes import bands_on, direction_sql
from accounts.health.scoring_model import changed_on
from accounts.money.amounts import Money, exponent
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection, Rows

Direction = Literal["worse", "recovered"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("worse", "recovered")

# The moves of a day that went one way, in one currency, lie together in an index, the most revenue first: such a pile
# is found behind the one before, at a text that comes after its currency and before all others.
_PILE: Final = """
SELECT moved_on, way, currency FROM health_change m WHERE {scope} AND (moved_on, way, currency) >= (?, ?, ?)
ORDER BY moved_on, way, currency LIMIT 1"""
_OF_PILE: Final = (
    "FROM health_change m WHERE {scope} AND moved_on = ? AND way = ? AND currency = ? AND moved_before < ?"
)
_TOLD: Final = f"""
SELECT m.account_id, m.moved_on, m.arr, m.currency, m.way, {direction_sql("t.score", "t.band")}, t.score, t.band
FROM digest_account t JOIN delivery d ON d.digest_id = t.digest_id AND d.occasion = t.occasion AND d.state = 'sent'
    JOIN health_change m ON m.account_id = t.account_id AND m.moved_on >= ? AND m.moved_before < ?
    LEFT JOIN standing s ON s.account_id = t.account_id
WHERE t.digest_id = ? AND substr(t.occasion, 1, 10) = (
        SELECT substr(max(occasion), 1, 10) FROM delivery WHERE digest_id = ? AND state = 'sent')
    AND NOT EXISTS (
        SELECT 1 FROM score g
        WHERE g.account_id = t.account_id AND g.known < 0 AND g.scored_on >= substr(t.occasion, 1, 10))
    AND NOT EXISTS (
        SELECT 1 FROM digest_account u
        JOIN delivery e ON e.digest_id = u.digest_id AND e.occasion = u.occasion AND e.state = 'sent'
        WHERE u.account_id = t.account_id AND u.digest_id = t.digest_id
            AND substr(u.occasion, 1, 10) = substr(t.occasion, 1, 10)
            AND (e.finished_at, e.occasion) > (d.finished_at, d.occasion))
    AND {{scope}}"""
_SHOWN: Final = """
SELECT m.account_id, a.name, coalesce(o.name, ''), m.arr, m.currency, m.score_before, m.band_before, s.score, s.band,
    s.known, o.id, s.currencies, s.renews_on, s.act_by, coalesce(a.crm_url, '')
FROM health_change m JOIN standing s ON s.account_id = m.account_id JOIN account a ON a.id = m.account_id
    LEFT JOIN owner o ON o.id = a.owner_id
WHERE m.account_id IN (SELECT CAST(value AS bigint) FROM json_each(?)) AND m.moved_on >= ? AND m.moved_before < ?"""


_OTHER: Final = """
SELECT r.currency, CAST(sum(r.arr) AS bigint) FROM health_change m JOIN standing s ON s.account_id = m.account_id
    JOIN revenue r ON r.account_id = m.account_id AND r.currency <> m.currency
WHERE {scope} AND m.moved_on >= ? AND m.way = ? AND m.moved_before < ? AND s.currencies > 1 GROUP BY r.currency"""
_OTHER_OF_TOLD: Final = """
SELECT r.account_id, r.currency, r.arr FROM revenue r JOIN standing s ON s.account_id = r.account_id
WHERE s.currencies > 1 AND r.currency <> s.currency
    AND r.account_id IN (SELECT CAST(value AS bigint) FROM json_each(?))"""


@dataclass(frozen=True, slots=True)
class HealthChange:
    """An account whose health moved: into another band, or by ten points and more.

    `arr` is in the currency that it pays most in, `other_arr` in the others. `act_by` is the last day to act before it
    `renews_on` the next time; both are None where no renewal is known.
    """

    account_id: int
    name: str
    owner: str
    arr: Money | None
    score_before: int
    band_before: str
    score: int
    band: str
    known: int
    owner_id: int | None = None
    renews_on: date | None = None
    act_by: date | None = None
    crm_url: str = ""
    other_arr: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthChanges:
    """The accounts that moved one way: how many, their ARR in all, and the first of them, the most revenue first."""

    accounts: int = 0
    arr: Total = field(default_factory=Total)
    first: tuple[HealthChange, ...] = ()


class _Pile(NamedTuple):
    """The moves of a day that went one way, in one currency."""

    moved_on: str
    way: str
    currency: str


class _Told(NamedTuple):
    """An account that a digest reported already: its direction since the first change, and since it was reported."""

    account_id: int
    moved_on: str
    arr: int | None
    currency: str
    moved: str
    way: str
    score: int
    band: str


class _Ranked(NamedTuple):
    """A mover by its place among others: without ARR last, else by what it is worth beside them, most first."""

    unpriced: bool
    worth: float
    account_id: int
    moved_on: str


def health_changes(  # noqa: PLR0913, PLR0917  whose, since when, told by which digest, and how many of them
    connection: Connection,
    scope: Scope,
    since: date | None,
    digest_id: int = 0,
    rates: Rates | None = None,
    most: Callable[[int], int] = int,
) -> dict[Direction, HealthChanges]:
    """The accounts that got worse, or recovered into a better band, since a day, that day included.

    Those that the digest told of are compared with what it told. Without a day: the last day that all were scored on.
    `most` says how many of so many are listed, all unless it does.
    """
    (last,) = connection.execute("SELECT max(scored_on) FROM scoring").fetchone()
    if last is None:
        return {each: HealthChanges() for each in DIRECTIONS}
    finding = _Finding(connection, scope, since.isoformat() if since else last, digest_id, rates)
    return {each: finding.moves(each, most) for each in DIRECTIONS}


class _Finding:
    """The first moves of a scope's accounts since a day, and those of them that a digest told of."""

    def __init__(self, connection: Connection, scope: Scope, begin: str, digest_id: int, rates: Rates | None) -> None:
        self._connection, self._begin, self._rates = connection, begin, rates
        self._scope, self._given = scope.where("m")
        self._piles = tuple(self._find_piles())
        query = _TOLD.format(scope=self._scope)
        told = connection.execute(query, (begin, begin, digest_id, digest_id, *self._given))
        self._told: Mapping[int, _Told] = {row[0]: _Told(*row) for row in told}
        currencies = {pile.currency for pile in self._piles} | {each.currency for each in self._told.values()}
        self._weights = {currency: _weight(currency, rates) for currency in currencies}

    def _find_piles(self) -> Iterator[_Pile]:
        pile, query = _Pile(self._begin, "", ""), _PILE.format(scope=self._scope)
        while row := self._connection.execute(query, (*self._given, *pile[:2], f"{pile.currency}\x01")).fetchone():
            yield (pile := _Pile(*row))

    def moves(self, way: Direction, most: Callable[[int], int]) -> HealthChanges:
        """Those that went one way."""
        piles = [pile for pile in self._piles if pile.way == way]
        accounts, sums = self._counted(way, piles)
        sums = Counter(sums) + self._in_others(way)
        arr = total((Money(minor, currency) for currency, minor in sums.items()), self._rates)
        return HealthChanges(accounts, arr, self._first(way, piles, most(accounts)))

    def _counted(self, way: Direction, piles: Iterable[_Pile]) -> tuple[int, Mapping[str, int]]:
        """How many there are, and their ARR by currency."""
        accounts, sums = 0, Counter[str]()
        for pile in piles:
            ((count, arr),) = self._of(pile, "count(*), coalesce(sum(arr), 0)")
            accounts, sums[pile.currency] = accounts + count, sums[pile.currency] + arr
        for each in self._told.values():
            change = (each.way == way) - (each.moved == way)
            accounts, sums[each.currency] = accounts + change, sums[each.currency] + change * (each.arr or 0)
        return accounts, sums

    def _in_others(self, way: Direction) -> Counter[str]:
        """Their ARR in the currencies beside those they pay most in, which there are where accounts pay in several."""
        query = f"SELECT DISTINCT currency FROM {totals.table_for('revenue', ALL)} LIMIT 2"
        if len(self._connection.execute(query).fetchall()) < 2:
            return Counter()
        query = _OTHER.format(scope=self._scope)
        found = Counter(dict(self._connection.execute(query, (*self._given, self._begin, way, self._begin)).fetchall()))
        for id_, currency, arr in self._connection.execute(_OTHER_OF_TOLD, (json.dumps([*self._told]),)):
            told = self._told[id_]
            found[currency] += ((told.way == way) - (told.moved == way)) * arr
        return found

    def _first(self, way: Direction, piles: Iterable[_Pile], most: int) -> tuple[HealthChange, ...]:
        told = (each for each in self._told.values() if each.way == way)
        again = sorted(self._ranked(each.arr, each.currency, each.account_id, each.moved_on) for each in told)
        new = merge(*(self._in_order(pile, most + len(self._told)) for pile in piles))
        untold = (each for each in new if each.account_id not in self._told)
        chosen = {each.account_id: each for each in islice(merge(untold, again), most)}
        rows = self._connection.execute(_SHOWN, (json.dumps([*chosen]), self._begin, self._begin))
        found = [self._mover(row) for row in rows]
        return tuple(sorted(found, key=lambda each: (chosen[each.account_id][:2], each.name, each.account_id)))

    def _in_order(self, pile: _Pile, most: int) -> Iterator[_Ranked]:
        order = f" ORDER BY arr DESC NULLS LAST, account_id LIMIT {most}"
        for arr, account_id in self._of(pile, "arr, account_id", order):
            yield self._ranked(arr, pile.currency, account_id, pile.moved_on)

    def _ranked(self, arr: int | None, currency: str, account_id: int, moved_on: str) -> _Ranked:
        return _Ranked(arr is None, -(arr or 0) * self._weights[currency], account_id, moved_on)

    def _of(self, pile: _Pile, what: str, order: str = "") -> Rows:
        return self._connection.execute(
            f"SELECT {what} {_OF_PILE.format(scope=self._scope)}{order}", (*self._given, *pile, self._begin)
        )

    def _mover(self, row: tuple[Any, ...]) -> HealthChange:
        id_, name, owner, arr, currency, score_before, band_before, score, band, known, owner_id, *rest = row
        currencies, *days, url = rest
        renews_on, act_by = (date.fromisoformat(day) if day else None for day in days)
        if told := self._told.get(id_):
            score_before, band_before = told.score, told.band
        amount = None if arr is None else Money(arr, currency)
        return HealthChange(
            id_,
            name,
            owner,
            amount,
            score_before,
            band_before,
            score,
            band,
            known,
            owner_id,
            renews_on,
            act_by,
            url,
            other_arr(self._connection, id_, currency) if currencies > 1 else (),
        )


def bands_before(connection: Connection, scope: Scope, since: date, digest_id: int = 0) -> dict[str, int] | None:
    """How many accounts were in each band when a digest told that last; else at the end of a day. None when nobody
    knows.
    """
    if since.isoformat() < (changed_on(connection) or ""):
        return None  # they were scored in another way
    row = connection.execute(
        "SELECT bands FROM delivery WHERE digest_id = ? AND state = 'sent'"
        " ORDER BY substr(occasion, 1, 10) DESC, finished_at DESC LIMIT 1",
        (digest_id,),
    ).fetchone()
    if row and row[0]:
        return {str(band): int(accounts) for band, accounts in json.loads(row[0]).items()}
    known = bands_on(connection, since, scope)
    return None if known is None else {**known}


def _weight(currency: str, rates: Rates | None) -> float:
    """What a minor unit weighs beside others: in one currency where there are rates, else as it stands."""
    unit = Money(10 ** exponent(currency), currency)
    one = rates.convert(Money(unit.minor * 10_000, currency)).decimal / 10_000 if rates and rates.has(currency) else 1
    return float(one) / unit.minor
