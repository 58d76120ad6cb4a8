"""A report on the terms' sources: which were looked up, and which are getting old."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from glossary.model import Term
from glossary.sources import Source

YEARS = 2


class SourceReport(NamedTuple):
    """The sources that terms cite, sorted by id, and the ids of the terms of which none was looked up.

    `published_before` holds pages and books of a year that is more than two years back, `looked_up_before` pages that
    nobody has looked at for two years.
    """

    verified: tuple[Source, ...]
    unverified: tuple[Source, ...]
    published_before: tuple[Source, ...]
    looked_up_before: tuple[Source, ...]
    unfounded: tuple[str, ...]


def source_report(terms: Iterable[Term], today: date) -> SourceReport:
    """The report on the sources of the terms as of a day."""
    cited = {term.id: term.references for term in terms}
    by_id = {source.id: source for sources in cited.values() for source in sources}
    sources = [by_id[id_] for id_ in sorted(by_id)]
    last_day = today - timedelta(days=365 * YEARS)
    return SourceReport(
        verified=tuple(source for source in sources if source.verified),
        unverified=tuple(source for source in sources if not source.verified),
        published_before=tuple(source for source in sources if source.year and source.year < today.year - YEARS),
        looked_up_before=tuple(s for s in sources if s.verified and date.fromisoformat(s.looked_up) < last_day),
        unfounded=tuple(sorted(id_ for id_, of_term in cited.items() if not any(s.verified for s in of_term))),
    )
