"""Usage of words, read and missed, by workspace and month, over a span of months."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from store import Store


@dataclass(frozen=True, slots=True)
class Span:
    """Months from the first to the last (`2026-11`), in one workspace or in all."""

    first: str
    last: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class WordCount:
    """How often a term was read, by its id, or a word was missed."""

    word: str
    count: int


_READS: Final = "SELECT term AS word, team, month, reads AS times FROM term_read"
_MISSES: Final = (
    "SELECT word, team, substr(day, 1, 7) AS month, CAST(sum(misses) AS bigint) AS times FROM missed_word"
    " GROUP BY word, team, substr(day, 1, 7)"
)
_WITHIN: Final = "month BETWEEN :first AND :last AND (:team = '' OR team = :team)"


def most_read(store: Store, span: Span) -> list[WordCount]:
    """The terms that were read, those read most first."""
    return _sums(store, _READS, span)


def most_missed(store: Store, span: Span) -> list[WordCount]:
    """The words that nobody could answer, those missed most first."""
    return _sums(store, _MISSES, span)


def reads_by_month(store: Store, span: Span) -> list[tuple[str, str, str, int]]:
    """Month, workspace, term and reads."""
    return _rows(store, _READS, span)


def misses_by_month(store: Store, span: Span) -> list[tuple[str, str, str, int]]:
    """Month, workspace, word and misses."""
    return _rows(store, _MISSES, span)


def counted_since(store: Store) -> str | None:
    """The first month that reads were counted in."""
    month: str | None = store.reading.execute("SELECT min(month) FROM term_read").fetchone()[0]
    return month


def unverified_terms(store: Store, today: date) -> list[tuple[str, str | None]]:
    """The team's own words that nobody vouches for today: id, and until when somebody did."""
    query = (
        "SELECT id, CASE WHEN verified_on IS NOT NULL THEN verified_until END FROM own_term"
        " WHERE state = 'approved' AND (verified_on IS NULL OR verified_until < ?) ORDER BY id"
    )
    return [tuple(row) for row in store.reading.execute(query, (today.isoformat(),))]


def _sums(store: Store, counted: str, span: Span) -> list[WordCount]:
    query = (
        f"SELECT word, CAST(sum(times) AS bigint) AS times FROM ({counted}) AS counted WHERE {_WITHIN}"
        " GROUP BY word ORDER BY sum(times) DESC, word"
    )
    return [WordCount(*row) for row in store.reading.execute(query, _given(span))]


def _rows(store: Store, counted: str, span: Span) -> list[tuple[str, str, str, int]]:
    query = (
        f"SELECT month, team, word, times FROM ({counted}) AS counted WHERE {_WITHIN}"
        " ORDER BY month, team, times DESC, word"
    )
    return [tuple(row) for row in store.reading.execute(query, _given(span))]


def _given(span: Span) -> dict[str, str]:
    return {"first": span.first, "last": span.last, "team": span.team}
