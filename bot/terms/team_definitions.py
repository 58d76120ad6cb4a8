"""The team's own definitions beside figures: every answer and digest that shows a figure says how the team defines it.

The figure itself follows the formula that `/cs counted` and the metric's card say; that is said with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.reply import Reply
from glossary import Glossary, Term

LISTED = 4  # definitions that an answer repeats: an answer about everything would be about nothing else


def with_definition(reply: Reply, term_id: str, glossary: Glossary) -> Reply:
    """A metric's reply with what the team says of its term."""
    return _noted(reply, (term_id,), glossary)


def figure_notes(verb: str, glossary: Glossary) -> tuple[str, ...]:
    """What the team says of the figures that a command's answer, or the digest of that name, shows."""
    if not glossary.says_of_curated:
        return ()
    from accounts.definitions import find_definitions  # a definition of a term needs none of it

    figures = find_definitions(verb)
    names = [name for figure in figures for name in (figure.id, *figure.aliases)]
    return _notes((term.id for name in names for term in glossary.named(name)), glossary)


def with_figure_notes(reply: Reply, verb: str, glossary: Glossary) -> Reply:
    """A reply about accounts with what the team says of the figures in it."""
    notes = figure_notes(verb, glossary) if reply.outcome == "answered" else ()
    return replace(reply, footnotes=(*reply.footnotes, *notes)) if notes else reply


def _noted(reply: Reply, ids: Iterable[str], glossary: Glossary) -> Reply:
    notes = _notes(ids, glossary) if glossary.says_of_curated else ()
    return replace(reply, footnotes=(*notes, *reply.footnotes)) if notes else reply


def _notes(ids: Iterable[str], glossary: Glossary) -> tuple[str, ...]:
    terms = (glossary.terms.get(id_) for id_ in dict.fromkeys(ids))
    return tuple(note for term in terms if term for note in _note(term))[:LISTED]


def _note(term: Term) -> Iterator[str]:
    said = " ".join(filter(None, (term.our_definition, term.our_formula)))
    if said:
        yield f"Your team’s own definition of {term.name}: {said} The figure here follows the glossary’s formula."
    elif term.note:
        yield f"Your team’s note on {term.name}: {term.note}"
