"""Up to which day the store knows of usage, touchpoints and tickets, whosever they are.

An account without use since that day stopped using the product; after it, nothing was imported. Touchpoints that people
log one by one say nothing of others: those that were imported count. The days are kept, as
finding them takes a pass over the accounts: scoring all accounts finds them anew, and scoring some moves them on.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from accounts.health.parts.phrases import date_text
from store.batches import id_ranges
from store.connection import Connection, Query

_NEWEST: Final = {
    "usage": "SELECT used_on FROM usage WHERE account_id = {id} AND used_on <= :on ORDER BY used_on DESC LIMIT 1",
    "touchpoint": "SELECT touched_on FROM touchpoint WHERE account_id = {id} AND touched_on <= :on"
    " AND import_id IS NOT NULL ORDER BY touched_on DESC LIMIT 1",
    "ticket": "SELECT opened_on FROM ticket WHERE account_id = {id} AND opened_on <= :on"
    " ORDER BY opened_on DESC LIMIT 1",
}
_OF_THESE: Final = f"""SELECT {
    ", ".join(
        f"(SELECT max(({query.format(id='CAST(value AS bigint)')})) FROM json_each(:ids))" for query in _NEWEST.values()
    )
}"""
KEPT: Final[Query] = ("SELECT kind, until FROM freshness", ())
STALE: Final[Query] = (
    "SELECT kind, until, (SELECT max(scored_on) FROM scoring) FROM freshness WHERE until <> '' ORDER BY kind",
    (),
)
_AT_ONCE: Final = 5_000  # accounts
STALE_AFTER: Final = {"usage": 7, "touchpoint": 60, "ticket": 60}  # days
_NAMES: Final = {"usage": "Usage is", "touchpoint": "Touchpoints are", "ticket": "Tickets are"}


class Freshness(NamedTuple):
    """The newest day of each, not after the day asked for; None where there is nothing."""

    usage: str | None
    touchpoint: str | None
    ticket: str | None


def newest_days(connection: Connection, on: date) -> Freshness:
    """The newest days in the whole store."""
    return Freshness(*(_newest_day(connection, query.format(id="account.id"), on) for query in _NEWEST.values()))


def _newest_day(connection: Connection, query: str, on: date) -> str | None:
    """The newest day of a kind; accounts are looked through until one has the day asked for."""
    newest = None
    for first, last in id_ranges(connection, "account", "id", _AT_ONCE):
        given = {"on": on.isoformat(), "first": first, "last": last}
        found = f"SELECT max(({query})) FROM account WHERE id > :first AND id <= :last"
        newest = _newest(on, newest, *connection.execute(found, given).fetchone())
        if newest == on.isoformat():
            break
    return newest


def stored_freshness(connection: Connection, ids: str, on: date) -> Freshness:
    """The newest days as kept, and of the accounts in a JSON list of ids; found in the whole store if none are kept."""
    kept: dict[str, str] = dict(connection.execute(*KEPT))
    if not kept:
        return newest_days(connection, on)
    theirs = connection.execute(*newest_query(ids, on)).fetchone()
    return Freshness(*(_newest(on, kept.get(kind), day) for kind, day in zip(_NEWEST, theirs, strict=True)))


def newest_query(ids: str, on: date) -> Query:
    """What is asked for the newest days of accounts in a JSON list of ids."""
    return _OF_THESE, {"ids": ids, "on": on.isoformat()}


def _newest(on: date, *days: str | None) -> str | None:
    return max((min(each, on.isoformat()) for each in days if each), default=None)


def stale_kinds(connection: Connection, row_days: int = 1) -> Iterator[str]:
    """What nothing newer was imported of for a while before the last scoring, in sentences.

    A row of usage stands for so many days.
    """
    rows = connection.execute(*STALE).fetchall()
    for kind, until, scored_on in rows:
        newest = date.fromisoformat(until)
        most = STALE_AFTER[kind] + (row_days - 1 if kind == "usage" else 0)
        if scored_on and (date.fromisoformat(scored_on) - newest).days > most:
            yield f"{_NAMES[kind]} known up to {date_text(newest.toordinal())} only: import newer."


def store_freshness(connection: Connection, days: Freshness, *, anew: bool) -> None:
    """Keeps the newest days: `anew` in the place of what was kept, else only where they are later."""
    if anew:
        connection.execute("DELETE FROM freshness")
    connection.executemany(
        "INSERT INTO freshness (kind, until) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET until = excluded.until"
        " WHERE freshness.until < excluded.until",
        ((kind, day or "") for kind, day in zip(Freshness._fields, days, strict=True)),
    )
