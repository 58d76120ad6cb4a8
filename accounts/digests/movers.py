"""Which accounts got worse or recovered since a digest last told of them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest
from typing import Final, Literal

from accounts.money.amounts import Money, exponent
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import Scope
from accounts.upkeep.daybook import LEAP, MOVED, bands_on

Way = Literal["worse", "recovered"]
RANKS: Final = {"red": 0, "yellow": 1, "green": 2}

# SQLite takes the other columns of a min() from the row that has it: here those of the earliest move. Nothing is read
# but what is needed to choose among them: there may be many.
_MOVED: Final = """
WITH moved AS (
    SELECT account_id, score_before, band_before, moved_on FROM mover m WHERE moved_on >= :since AND {mine}
    UNION ALL
    SELECT account_id, score_before, band_before, '9999' FROM standing s WHERE :current AND {moved} AND {scope}
), earliest AS (
    SELECT account_id, score_before, band_before, min(moved_on) FROM moved GROUP BY account_id
), compared AS (
    SELECT s.account_id, s.arr, s.currency, s.score, s.band,
        iif(t.account_id IS NULL, m.score_before, t.score) AS score_before,
        iif(t.account_id IS NULL, m.band_before, t.band) AS band_before
    FROM earliest m JOIN standing s USING (account_id)
        LEFT JOIN told t ON t.digest_id = :digest AND t.account_id = s.account_id AND t.occasion = (
            SELECT max(occasion) FROM delivery WHERE digest_id = :digest AND state = 'sent'
        )
    WHERE {scope} AND s.band <> 'unknown'
)
SELECT account_id, arr, currency, score_before, band_before, score, band FROM compared
WHERE band_before <> 'unknown' AND (band <> band_before OR score <= score_before - {leap})"""
_MINE: Final = "m.account_id IN (SELECT account_id FROM standing o WHERE o.owner_id = :owner)"
_NAMES: Final = """
SELECT a.id, a.name, coalesce(o.name, '') FROM json_each(?) JOIN account a ON a.id = value
    LEFT JOIN owner o ON o.id = a.owner_id"""


@dataclass(frozen=True, slots=True)
class Mover:
    """An account whose health moved: into another band, or by ten points and more."""

    account_id: int
    name: str
    owner: str
    arr: Money | None
    score_before: int
    band_before: str
    score: int
    band: str


@dataclass(frozen=True, slots=True)
class Moves:
    """The accounts that moved one way: how many, their ARR in all, and the first of them, the most revenue first."""

    accounts: int = 0
    arr: Total = field(default_factory=Total)
    first: tuple[Mover, ...] = ()


def movers(  # noqa: PLR0913, PLR0917  whose, since when, told by which digest, and how many of them
    connection: sqlite3.Connection,
    scope: Scope,
    since: date | None,
    digest_id: int = 0,
    rates: Rates | None = None,
    most: int = 500,
) -> dict[Way, Moves]:
    """The accounts that got worse, or recovered into a better band, since a day, that day included.

    Those that the digest told of are compared with what it told. Without a day: the last day that all were scored on.
    """
    (last,) = connection.execute("SELECT max(scored_on) FROM scoring").fetchone()
    if last is None:
        return {"worse": Moves(), "recovered": Moves()}
    begin = since.isoformat() if since else last
    where, given = scope.where("s")
    numbered = {f"scope{n}": value for n, value in enumerate(given)}
    for name in numbered:
        where = where.replace("?", f":{name}", 1)
    rows = connection.execute(
        _MOVED.format(moved=MOVED, scope=where, leap=LEAP, mine=_MINE if scope.owner_id is not None else "TRUE"),
        {"since": begin, "current": last >= begin, "digest": digest_id, "owner": scope.owner_id} | numbered,
    ).fetchall()
    ways: dict[Way, list[_Row]] = {"worse": [], "recovered": []}
    for row in rows:
        ways["recovered" if RANKS[row[6]] > RANKS[row[4]] else "worse"].append(row)
    return {way: _moves(connection, found, rates, most) for way, found in ways.items()}


def _moves(connection: sqlite3.Connection, rows: "list[_Row]", rates: Rates | None, most: int) -> Moves:
    sums: dict[str, int] = {}
    for _, arr, currency, *_ in rows:
        if arr is not None:
            sums[currency] = sums.get(currency, 0) + arr
    weights = {currency: _weight(currency, rates) for currency in {row[2] for row in rows}}
    worth = {row[0]: -1.0 if row[1] is None else row[1] * weights[row[2]] for row in rows}
    top = rows if len(rows) <= most else nlargest(most, rows, key=lambda row: (worth[row[0]], -row[0]))
    ids = json.dumps([row[0] for row in top])
    names = {id_: (name, owner) for id_, name, owner in connection.execute(_NAMES, (ids,))}
    first = sorted((_mover(row, names) for row in top), key=lambda each: (-worth[each.account_id], each.name))
    return Moves(len(rows), total((Money(minor, currency) for currency, minor in sums.items()), rates), tuple(first))


_Row = tuple[int, int | None, str, int, str, int, str]


def _mover(row: _Row, names: Mapping[int, tuple[str, str]]) -> Mover:
    id_, arr, currency, score_before, band_before, score, band = row
    amount = None if arr is None else Money(arr, currency)
    return Mover(id_, *names[id_], amount, score_before, band_before, score, band)


def bands_before(
    connection: sqlite3.Connection, scope: Scope, since: date, digest_id: int = 0
) -> dict[str, int] | None:
    """How many accounts were in each band when a digest told that last; else at the end of a day. None when nobody
    knows.
    """
    row = connection.execute(
        "SELECT bands FROM delivery WHERE digest_id = ? AND state = 'sent' ORDER BY occasion DESC LIMIT 1", (digest_id,)
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
