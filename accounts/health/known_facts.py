"""Kinds of facts that stopped: a source brings them by itself, and hasn't for so long that nothing is known of them.

What people import by hand never stops by itself: health says how old that is.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from accounts.health.parts.phrases import date_text
from store.connection import Connection, Query

_STOPPED: Final = "SELECT kind, min(as_of) FROM known_until WHERE until < ? GROUP BY kind ORDER BY kind"
PARTS_OF: Final = {
    "usage": ("usage",),
    "interactions": ("touchpoints",),
    "satisfaction": ("surveys", "tickets"),
    "contract": ("subscriptions",),
}
_STOPPED_IN_WORDS: Final = {
    "usage": "usage stopped",
    "touchpoints": "touchpoints stopped",
    "surveys": "survey answers stopped",
    "tickets": "tickets stopped",
    "subscriptions": "contracts stopped",
}


def stopped_kinds(connection: Connection, on: date) -> dict[str, date]:
    """The kinds of which too little is known on a day, each with the day since when: of several sources, the first."""
    return {kind: date.fromisoformat(day) for kind, day in connection.execute(*stopped_query(on))}


def stopped_query(on: date) -> Query:
    """What is asked for them."""
    return _STOPPED, (on.isoformat(),)


def keep_known(connection: Connection, kind: str, source: str, as_of: date, until: date) -> None:
    """Keeps of which day a source's facts tell and until when they count, inside a write transaction."""
    connection.execute(
        """INSERT INTO known_until (kind, source, as_of, until) VALUES (?, ?, ?, ?)
        ON CONFLICT (kind, source) DO UPDATE SET as_of = excluded.as_of, until = excluded.until
        WHERE known_until.as_of < excluded.as_of OR known_until.until <> excluded.until""",
        (kind, source, as_of.isoformat(), until.isoformat()),
    )


def kept_sources(connection: Connection) -> set[str]:
    """The sources of which it is kept until when their facts count."""
    return {name for (name,) in connection.execute("SELECT DISTINCT source FROM known_until")}


def forget_sources(connection: Connection, known: Collection[str]) -> None:
    """Forgets those that are no source any more: what they brought counts as if it were imported by hand."""
    gone = kept_sources(connection).difference(known)
    connection.executemany("DELETE FROM known_until WHERE source = ?", [(name,) for name in sorted(gone)])


def stopped_reason(part: str, stopped: Mapping[str, date]) -> str:
    """Why a part of health isn't known, where what it is made of stopped: `usage stopped on 20 November 2026`."""
    said = [
        f"{_STOPPED_IN_WORDS[kind]} on {date_text(stopped[kind].toordinal())}"
        for kind in PARTS_OF.get(part, ())
        if kind in stopped
    ]
    return ", ".join(said)
