"""Daily requests to verify words: to the owner of each, or else the curators."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from curation.decisions import is_person
from curation.notices import Notice, queue_notice
from curation.own_terms import OwnTerm
from curation.revisions import overdue_terms
from store import Store

A_DAY: Final = 5  # words that anybody is asked to look at again, at most
MORNING: Final = 9  # the hour, in UTC, before which nobody is asked


def queue_nudges(store: Store, now: datetime, curators: Iterable[str], since: str) -> int:
    """Has people asked to verify the words that are overdue, those that were read most since a month first; each once
    a day, and about the same words at any hour of it. Returns how many people are.
    """
    due = overdue_terms(store, now.date(), since, A_DAY)
    asked: dict[str, list[OwnTerm]] = defaultdict(list)
    decide = list(curators)
    for term, _ in due:
        for person in [term.owner] if is_person(term.owner) else decide:
            asked[person].append(term)
    if not asked:
        return 0
    at = max(now, now.replace(hour=MORNING, minute=0, second=0, microsecond=0))
    with store.writing() as connection:
        return sum(
            queue_notice(connection, _notice(person, terms, now.date().isoformat(), person in decide), now, at)
            for person, terms in asked.items()
        )


def _notice(person: str, terms: list[OwnTerm], day: str, decides: bool) -> Notice:  # noqa: FBT001  one of two texts
    names = ", ".join(f"“{term.name}”" for term in terms)
    said = f"To be looked at again, most read first: {names}. One tap says that it is still right."
    return Notice(person, "words to verify", said, day, "curate" if decides else f"history {terms[0].id}")
