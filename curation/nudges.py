"""Daily requests to verify words: to the owner of each, or else the curators."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from curation.decisions import is_person
from curation.notices import Notice, queue_notice
from curation.own_terms import OwnTerm
from curation.revisions import overdue_terms
from store import Store

A_DAY: Final = 5  # words that anybody is asked to look at again, at most
LOOKED_AT: Final = 500  # words that are overdue, of which each is asked for theirs
MORNING: Final = 9  # the hour, in UTC, before which nobody is asked


def queue_nudges(
    store: Store, now: datetime, curators: Iterable[str], since: str, name: Callable[[OwnTerm], str] = lambda t: t.name
) -> int:
    """Has people asked to verify the words that are overdue, those that were read most since a month first; each once
    a day, and about the same words at any hour of it. `name` says what people call a word. Returns how many people are.
    """
    asked: dict[str, list[OwnTerm]] = defaultdict(list)
    decide, day = list(curators), now.date()
    for term, _ in overdue_terms(store, day, since, LOOKED_AT):
        for person in [term.owner] if is_person(term.owner) else decide:
            if len(asked[person]) < A_DAY:
                asked[person].append(term)
    if not asked:
        return 0
    at = max(now, now.replace(hour=MORNING, minute=0, second=0, microsecond=0))
    told = [
        _notice(person, terms, list(map(name, terms)), day.isoformat(), person in decide)
        for person, terms in asked.items()
    ]
    with store.writing() as connection:
        return sum(queue_notice(connection, notice, now, at) for notice in told)


def _notice(person: str, terms: Sequence[OwnTerm], called: Sequence[str], day: str, decides: bool) -> Notice:  # noqa: FBT001  one of two texts
    names = ", ".join(f"“{each}”" for each in called)
    said = f"To be looked at again, most read first: {names}. One tap says that it is still right."
    return Notice(person, "words to verify", said, day, "curate" if decides else f"history {terms[0].id}")
