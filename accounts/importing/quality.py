"""The data quality after an import: the share of customers with what health and renewals need, and what is old."""

from datetime import date
from typing import Final

from accounts.health.freshness import STALE_AFTER, newest_days
from accounts.importing.model import Quality
from store.connection import Connection

_COLUMNS: Final = {
    "arr": "arr",
    "renewal date": "renews_on",
    "owner": "owner_id",
    "segment": "nullif(segment, '')",
    "champion": "champion",
}
_TABLES: Final = {"usage": "usage", "touchpoints": "touchpoint", "survey answers": "survey", "tickets": "ticket"}
_NAMES: Final = {"usage": "usage", "touchpoint": "touchpoints", "ticket": "tickets"}


def measure_quality(connection: Connection, today: date) -> Quality:
    """How many of the customers each thing is known of, in percent rounded down, and which kinds are old."""
    counts = ", ".join(f"count({column})" for column in _COLUMNS.values())
    customers, *known = connection.execute(f"SELECT count(*), {counts} FROM standing").fetchone()
    known += [_with_rows(connection, table) for table in _TABLES.values()]
    names = (*_COLUMNS, *_TABLES)
    shares = {name: 100 * count // customers for name, count in zip(names, known, strict=True)} if customers else {}
    return Quality(customers, shares, _old(connection, today) if customers else {})


def _with_rows(connection: Connection, table: str) -> int:
    if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None:
        return 0
    found: int = connection.execute(
        f"SELECT count(*) FROM standing s WHERE EXISTS (SELECT 1 FROM {table} t WHERE t.account_id = s.account_id)"
    ).fetchone()[0]
    return found


def _old(connection: Connection, today: date) -> dict[str, str]:
    """The newest day of each kind of which nothing was imported for longer than it should be."""
    if not any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in _NAMES):
        return {}
    newest = newest_days(connection, today)._asdict()
    return {
        _NAMES[table]: day
        for table, day in newest.items()
        if day and (today - date.fromisoformat(day)).days > STALE_AFTER[table]
    }
