"""Which accounts got worse or recovered since a digest last told of them."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from accounts.daybook import LEAP, MOVED, bands_on
from accounts.money import Money
from accounts.rates import Rates
from accounts.scope import Scope

Way = Literal["worse", "recovered"]
RANKS: Final = {"red": 0, "yellow": 1, "green": 2}

# SQLite takes the other columns of a min() from the row that has it: here those of the earliest move.
_MOVERS: Final = """
WITH moved AS (
    SELECT account_id, score_before, band_before, moved_on FROM mover WHERE moved_on >= :since
    UNION ALL
    SELECT account_id, score_before, band_before, '9999' FROM standing WHERE :current AND {moved}
), earliest AS (
    SELECT account_id, score_before, band_before, min(moved_on) FROM moved GROUP BY account_id
)
SELECT s.account_id, a.name, coalesce(o.name, ''), s.arr, s.currency,
    iif(t.account_id IS NULL, m.score_before, t.score), iif(t.account_id IS NULL, m.band_before, t.band),
    s.score, s.band
FROM earliest m JOIN standing s USING (account_id) JOIN account a ON a.id = s.account_id
    LEFT JOIN owner o ON o.id = s.owner_id
    LEFT JOIN told t ON t.digest_id = :digest AND t.account_id = s.account_id AND t.occasion = (
        SELECT max(occasion) FROM delivery WHERE digest_id = :digest AND state = 'sent'
    )
WHERE {scope}"""


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

    @property
    def way(self) -> Way | None:
        """Worse, or recovered into a better band; None for what is neither, or is news no more."""
        climbed = RANKS[self.band] - RANKS[self.band_before]
        if climbed < 0 or (climbed == 0 and self.score <= self.score_before - LEAP):
            return "worse"
        return "recovered" if climbed > 0 else None


def movers(
    connection: sqlite3.Connection,
    scope: Scope,
    since: date | None,
    digest_id: int = 0,
    rates: Rates | None = None,
) -> dict[Way, list[Mover]]:
    """The accounts that got worse or recovered since a day, that day included, the most revenue first.

    Those that the digest told of are compared with what it told. Without a day: the last day that all were scored on.
    """
    (last,) = connection.execute("SELECT max(scored_on) FROM scoring").fetchone()
    if last is None:
        return {"worse": [], "recovered": []}
    begin = since.isoformat() if since else last
    where, given = scope.where("s")
    numbered = {f"scope{n}": value for n, value in enumerate(given)}
    for name in numbered:
        where = where.replace("?", f":{name}", 1)
    rows = connection.execute(
        _MOVERS.format(moved=MOVED, scope=where),
        {"since": begin, "current": last >= begin, "digest": digest_id, **numbered},
    )
    found = sorted(_movers(rows), key=lambda each: (-_worth(each.arr, rates), each.name, each.account_id))
    return {way: [each for each in found if each.way == way] for way in ("worse", "recovered")}


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


def _movers(rows: sqlite3.Cursor) -> Iterator[Mover]:
    for id_, name, owner, arr, currency, score_before, band_before, score, band in rows:
        if band_before in RANKS and band in RANKS:
            amount = None if arr is None else Money(arr, currency)
            yield Mover(id_, name, owner, amount, score_before, band_before, score, band)


def _worth(arr: Money | None, rates: Rates | None) -> float:
    """What an amount weighs beside others: in one currency where there are rates, else as it stands."""
    if arr is None:
        return -1.0
    return float((rates.convert(arr) if rates and rates.has(arr.currency) else arr).decimal)
