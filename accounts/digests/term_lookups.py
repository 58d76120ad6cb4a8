"""Glossary look-ups of a workspace, and the terms that its digests have shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from store.database import Store

REMEMBERED = timedelta(days=60)  # look-ups count for the term of the day for so long
AGAIN_AFTER = timedelta(days=180)  # a term isn't shown again for so long


@dataclass(frozen=True, slots=True)
class LookupCount:
    """How often a term was looked up, and how often it was only near what was looked up."""

    term: str
    found: int
    missed: int


def add_lookups(store: Store, day: date, found: Mapping[str, int], missed: Mapping[str, int]) -> None:
    """Adds look-ups to a day: by term, those it answered and those it was only offered for."""
    rows = [(day.isoformat(), term, found.get(term, 0), missed.get(term, 0)) for term in {*found, *missed}]
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO lookup VALUES (?, ?, ?, ?) ON CONFLICT (day, term) DO UPDATE"
            " SET found = lookup.found + excluded.found, missed = lookup.missed + excluded.missed",
            rows,
        )
        connection.execute("DELETE FROM lookup WHERE day < ?", ((day - 2 * REMEMBERED).isoformat(),))


def recent_lookups(store: Store, today: date) -> list[LookupCount]:
    """The terms that were looked up lately: those missed most first, then those looked up most."""
    rows = store.reading.execute(
        "SELECT term, sum(found), sum(missed) FROM lookup WHERE day > ? GROUP BY term ORDER BY 3 DESC, 2 DESC, term",
        ((today - REMEMBERED).isoformat(),),
    ).fetchall()
    return [LookupCount(*row) for row in rows]


def recently_shown(store: Store, digest_id: int, today: date) -> frozenset[str]:
    """The terms that a digest has shown and that it is too early to show again."""
    rows = store.reading.execute(
        "SELECT term FROM shown_term WHERE digest_id = ? AND shown_on > ?",
        (digest_id, (today - AGAIN_AFTER).isoformat()),
    )
    return frozenset(term for (term,) in rows)


def choose_term(candidates: Iterable[str], asked_for: Iterable[LookupCount], seen: frozenset[str], today: date) -> str:
    """The term of a day: what was asked for and not shown yet, else one of all of them, another each day."""
    known = list(dict.fromkeys(candidates))
    for each in asked_for:
        if each.term in known and each.term not in seen:
            return each.term
    fresh = [term for term in known if term not in seen] or known
    return fresh[today.toordinal() * 7919 % len(fresh)]
