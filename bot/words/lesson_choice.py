"""Chooses the words of a lesson: due ones, then new ones of one's digests, of the team's reading, of the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from accounts.digests.delivered_messages import recent_messages
from bot.context import Context
from bot.slack.message_text import blocks_text
from curation.learners import Learner
from curation.lessons import words_due, words_known
from curation.usage import Span, most_read
from glossary import Glossary
from glossary.explaining import explain_message

NEW = 2  # words of a lesson that are new at least, where there are any
CHECKS = 2
LATELY = timedelta(days=14)  # digests of so many days are read
MONTHS = timedelta(days=90)  # as are look-ups

CORE = frozenset({"engagement", "growth", "health", "lifecycle", "retention", "revenue", "satisfaction", "usage"})
"""Categories that somebody new to Customer Success needs first."""

Pair = tuple[str, str]


def choose_lesson(learner: Learner, context: Context) -> tuple[list[str], list[Pair]]:
    """The words of a learner's day, and two checks of pairs that are mixed up. The same for the same store and day."""
    words, today = context.workspace.words, context.today
    terms, known = context.glossary.terms, words_known(words, learner.person)
    due = [term for term in words_due(words, learner.person, today) if term in terms]
    new = [term for term in dict.fromkeys(_candidates(learner, context)) if term in terms and term not in known]
    room = max(learner.pace - min(NEW, len(new)), 1)
    chosen = [*due[:room], *new][: learner.pace]
    return chosen, _checks(chosen, known, context.glossary)


def _candidates(learner: Learner, context: Context) -> Iterator[str]:
    """The words that may be new, those that matter most first."""
    yield from digest_terms(learner, context)
    since = (context.today - MONTHS).isoformat()[:7]
    yield from (each.word for each in most_read(context.workspace.words, Span(since, context.today.isoformat()[:7])))
    yield from central_terms(context.glossary)


def digest_terms(learner: Learner, context: Context) -> list[str]:
    """The terms in the digests that a learner gets, those in most of them first."""
    since = context.today - LATELY
    posted = recent_messages(context.workspace.words, learner.person, learner.channel, since)
    counts: Counter[str] = Counter()
    for message in posted:
        counts.update(each.terms[0].id for each in explain_message(blocks_text(message), context.glossary).terms)
    return sorted(counts, key=lambda id_: (-counts[id_], id_))


def central_terms(glossary: Glossary) -> list[str]:
    """All terms, those of the work with customers first, and of these the ones that most others lead to."""
    terms = glossary.terms
    counts = Counter(other for term in terms.values() for other in (*term.related, *term.confused_with))
    return sorted(terms, key=lambda id_: (terms[id_].category not in CORE, -counts[id_], id_))


def _checks(chosen: Sequence[str], known: Iterable[str], glossary: Glossary) -> list[Pair]:
    """Pairs that are mixed up, the first of each a word of the lesson; a pair of two words that were shown is best."""
    shown = {*chosen, *known}
    pairs = [
        (other not in shown, at, term, other)
        for at, term in enumerate(chosen)
        for other in glossary.terms[term].confused_with
        if other in glossary.terms
    ]
    found: list[Pair] = []
    for _, _, term, other in sorted(pairs):
        if len(found) < CHECKS and not any({term, other} & set(pair) for pair in found):
            found.append((term, other))
    return found
