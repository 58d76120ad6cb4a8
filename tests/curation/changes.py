"""Changes as tests make them."""

from datetime import UTC, datetime, timedelta
from itertools import count

from curation import Change
from curation.drafts import Proposal

START = datetime(2026, 6, 15, 9, tzinfo=UTC)
_minutes = count()


def by(who: str, request: str = "") -> Change:
    """A change by a person, each a minute after the one before."""
    return Change(who, START + timedelta(minutes=next(_minutes)), request)


def sky_score(
    definition: str = "Our score from 0 to 10 of how ready a customer is to expand.", base: int = 0
) -> Proposal:
    """A term of a team's own."""
    body = {"name": "Sky Score", "acronyms": ["SKS"], "definition": definition, "category": "health"}
    return Proposal("sky-score", "term", "Sky Score", body, base)
