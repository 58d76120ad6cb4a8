"""Counts of how often terms were read."""

from collections.abc import Mapping

from store import Store


def add_reads(store: Store, month: str, team: str, reads: Mapping[str, int]) -> None:
    """Adds to the reads of terms, by id, in a month (`2026-11`) and a workspace."""
    rows = [{"term": term, "team": team, "month": month, "reads": count} for term, count in reads.items()]
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO term_read (term, team, month, reads) VALUES (:term, :team, :month, :reads)"
            " ON CONFLICT (term, team, month) DO UPDATE SET reads = term_read.reads + excluded.reads",
            rows,
        )


def reads_since(store: Store, month: str) -> dict[str, int]:
    """The reads of each term from a month on, in all workspaces."""
    query = "SELECT term, sum(reads) FROM term_read WHERE month >= ? GROUP BY term ORDER BY term"
    return {term: int(reads) for term, reads in store.reading.execute(query, (month,))}
