"""A sample of customers that stands for all, and its kept figures: see `accounts.health.peers`."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from accounts.health.freshness import Freshness
from accounts.health.paying import PAYING
from accounts.health.peers import NO_PEERS, SAMPLE, SHUFFLED, Peer, Peers, find_peers, from_json
from accounts.health.usage_rows import to_ordinal
from store.connection import Connection, Query

_KEPT_FOR: Final = 7  # days for which what was kept of a scoring stands for later ones
NEWEST_PEERS: Final[Query] = ("SELECT peers FROM scoring WHERE peers <> '' ORDER BY scored_on DESC LIMIT 1", ())
_CUSTOMERS: Final = f"SELECT account_id FROM standing ORDER BY {SHUFFLED}, account_id LIMIT :most"
_PAYING: Final = f"""
SELECT a.id AS account_id FROM account a LEFT JOIN customer_period t ON t.account_id = a.id WHERE {PAYING}
ORDER BY {SHUFFLED.replace("account_id", "a.id")}, a.id LIMIT :most"""
_SAMPLE: Final = """
SELECT a.id, coalesce(a.segment, ''), coalesce(t.since, a.customer_since),
    (SELECT used_on FROM usage u WHERE u.account_id = a.id ORDER BY used_on LIMIT 1)
FROM ({sample}) AS x JOIN account a ON a.id = x.account_id LEFT JOIN customer_period t ON t.account_id = a.id
WHERE {whose} ORDER BY a.id"""
_USERS: Final = f"""
SELECT a.id AS account_id FROM account a WHERE EXISTS (SELECT 1 FROM usage u WHERE u.account_id = a.id)
ORDER BY {SHUFFLED.replace("account_id", "a.id")}, a.id LIMIT :most"""


def peers_today(connection: Connection, today: date, fresh: Freshness) -> Peers:
    """The peers among the customers of today, whom `standing` holds."""
    return _find(connection, _CUSTOMERS, today, fresh, SAMPLE)


def peers_on(connection: Connection, day: date, fresh: Freshness, most: int = SAMPLE) -> Peers:
    """The peers among those who were paying customers on a day."""
    return _find(connection, _PAYING, day, fresh, most)


def stored_peers(connection: Connection, on: date, fresh: Freshness) -> Peers:
    """The peers that were kept of the last scoring up to a day, in the week before it; else found anew.

    Of a store without usage there are none to be found.
    """
    if not fresh.usage:
        return NO_PEERS
    row = connection.execute(*peers_query(on)).fetchone()
    if row:
        kept = _read(row[0])
        if kept.source:
            return kept
    return peers_on(connection, on, fresh)


def peers_query(on: date) -> Query:
    """What is asked for the peers that were kept."""
    query = """SELECT peers FROM scoring WHERE scored_on <= ? AND scored_on > ? AND peers <> ''
        ORDER BY scored_on DESC LIMIT 1"""
    return query, (on.isoformat(), (on - timedelta(days=_KEPT_FOR)).isoformat())


def days_of_a_row(connection: Connection) -> int:
    """How many days a row of usage stands for, of most accounts, as of the last scoring."""
    row = connection.execute(*NEWEST_PEERS).fetchone()
    source = _read(row[0]).source if row else None
    return {"day": 1, "week": 7, "month": 31}[source.grain] if source else 1


@lru_cache(maxsize=8)
def _read(text: str) -> Peers:
    return from_json(text)


def _find(connection: Connection, sample: str, day: date, fresh: Freshness, most: int) -> Peers:
    """The peers of a sample. Where no customer of it has any use, those on trial say what rows of usage stand for, and
    nobody is a peer.
    """
    given = {"day": day.isoformat(), "most": most}
    until = to_ordinal(fresh.usage)
    found = find_peers(connection, _customers(connection, sample, "a.status <> 'trial'", given), until, day)
    if found.source is not None or until is None:
        return found
    users = _customers(connection, _USERS, "TRUE", {"most": most})
    return Peers(find_peers(connection, users, until, day).source, {})


def _customers(connection: Connection, sample: str, whose: str, given: Mapping[str, Any]) -> list[Peer]:
    rows = connection.execute(_SAMPLE.format(sample=sample, whose=whose), given)
    return [Peer(id_, segment, to_ordinal(since), to_ordinal(used)) for id_, segment, since, used in rows]
