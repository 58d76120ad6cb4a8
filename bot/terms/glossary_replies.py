"""Replies from the glossary: card, comparison, choices, nothing found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.reply import Choice, Fact, Reference, Reply, Row
from glossary import Answer, Glossary, Term

ECHO = 80
NOT_VERIFIED = "not verified"
_FROM = {"team": "approved by a curator", "file": "from its files"}
_IMPORTED = "imported from a file: its history says which"
_ASPECTS = {
    "formula": ("Your team’s formula", "Formula", "The glossary’s formula", "Example"),
    "benchmark": ("What is good",),
    "example": ("Example",),
    "why": ("Why it matters",),
}


def reply_to(answer: Answer, glossary: Glossary) -> Reply:
    """The reply that shows an answer of the glossary."""
    if answer.kind == "term":
        return _found(answer, glossary)
    if answer.kind == "comparison":
        return _comparison(answer)
    return _choices(answer, glossary) if answer.kind == "choices" else _not_found(answer, glossary)


def _found(answer: Answer, glossary: Glossary) -> Reply:
    term = answer.terms[0]
    reply = term_card(term, glossary)
    notes = reply.footnotes
    if answer.how == "fuzzy":
        notes = (f"Closest match to “{brief(answer.query)}”.", *notes)
    asked = _ASPECTS.get(answer.aspect, ())
    facts = tuple(replace(fact, first=True) if fact.label in asked else fact for fact in reply.facts)
    others = [glossary.terms[each.id] for each in answer.also]
    paragraphs = (*reply.paragraphs, *_other_meanings(others))
    choices = tuple(dict.fromkeys((*map(_define, others), *reply.choices)))
    return replace(
        reply,
        data=answer.data,
        paragraphs=paragraphs,
        facts=tuple(sorted(facts, key=lambda fact: fact.label not in asked)),
        choices=choices,
        footnotes=notes,
    )


def _other_meanings(others: Sequence[Term]) -> Iterator[str]:
    if others:
        yield f"It can also mean {' or '.join(term.name for term in others)}."


def _unknown(answer: Answer) -> Iterator[str]:
    """What a comparison leaves out, and why."""
    if answer.unknown:
        names = " and ".join(f"“{brief(text)}”" for text in answer.unknown)
        yield f"{names} {'isn’t' if len(answer.unknown) == 1 else 'aren’t'} in the glossary."


def term_card(term: Term, glossary: Glossary) -> Reply:
    """The card of a term: meaning first, then the number, then what it is confused with."""
    confusions = _nearest_first(term, glossary)
    next_terms = [*confusions, *(id_ for id_ in term.related if id_ in glossary.terms and id_ not in confusions)]
    reply = Reply(
        title=term.title,
        data=Answer(kind="term", query=term.id, terms=(term,)).data,
        paragraphs=(term.meaning,),
        facts=tuple(_facts(term)),
        rows_title="Not to be confused with" if confusions else "",
        rows=tuple(_told_from(confusions, glossary)),
        choices=tuple(_define(glossary.terms[id_]) for id_ in next_terms),
        actions=(
            *((Choice("Calculate", f"calculate {term.metric}", form=True),) if term.metric else ()),
            *((Choice("Suggest a change", f"suggest {term.id}", form=True),) if term.origin != "file" else ()),
        ),
        footnotes=(f"Category: {term.category}",) if term.category else (),
        references=tuple(_references(term)),
        share=f"define {term.id}",
        feedback=term.id,
    )
    return _with_origin(reply, term, glossary) if term.origin or term.said_in else reply


def _with_origin(reply: Reply, term: Term, glossary: Glossary) -> Reply:
    """The card with whose words it shows, and what the curated glossary says a tap away."""
    if term.origin:
        said = f"Your team’s own term, {_IMPORTED if term.imported else _FROM[term.origin]}."
    else:
        of = _IMPORTED if term.imported else _FROM[term.said_in]
        said = f"Your team’s own {'definition' if term.our_definition else 'words'}, {of}."
    if term.id in glossary.curated:
        choice = Choice("The curated glossary’s", f"curated {term.id}")
        reply = replace(reply, choices=(choice, *reply.choices))
    return replace(reply, paragraphs=(*reply.paragraphs, said))


def curated_card(term: Term, glossary: Glossary) -> Reply:
    """The card of a term as the curated glossary has it."""
    shown = {id_: line for id_, line in term.confused_with.items() if id_ in glossary.terms}
    reply = replace(term_card(replace(term, confused_with=shown), glossary), share=f"curated {term.id}")
    ours = glossary.terms.get(term.id)
    if ours is None or not (ours.origin or ours.said_in):
        return reply
    choices = (Choice("Your team’s", f"define {term.id}"), *reply.choices)
    return replace(reply, choices=choices, paragraphs=(*reply.paragraphs, "That is what the curated glossary says."))


def _nearest_first(term: Term, glossary: Glossary) -> Mapping[str, str]:
    """What the term is confused with, those first that share most words with its name: of NRR, GRR before CRR."""
    own = set(term.name.casefold().split())
    shared = {id_: len(own & set(glossary.terms[id_].name.casefold().split())) for id_ in term.confused_with}
    return {id_: term.confused_with[id_] for id_ in sorted(term.confused_with, key=lambda id_: -shared[id_])}


def _told_from(confusions: Mapping[str, str], glossary: Glossary) -> Iterator[Row]:
    """What the term is confused with, and the line that tells them apart: the first is seen first."""
    for number, (id_, line) in enumerate(confusions.items()):
        yield Row(glossary.terms[id_].title, line, first=not number)


def _facts(term: Term) -> list[Fact]:
    formulas = (
        (
            Fact("Your team’s formula", term.our_formula, verbatim=True, first=True),
            Fact("The glossary’s formula", term.formula, verbatim=True),
        )
        if term.our_formula
        else (Fact("Formula", term.formula, verbatim=True, first=True),)
    )
    facts = (
        Fact("Your team’s note", term.note, first=True),
        Fact("Why it matters", term.why),
        *formulas,
        Fact("Example", term.example),
        Fact("What is good", term.benchmark),
        Fact("Sources differ", term.sources_differ),
    )
    return [fact for fact in facts if fact.text]


def _references(term: Term) -> Iterator[Reference]:
    """The sources of the term, with a link to each page; a term of a team has citations alone, as it wrote them."""
    listed = {source.citation: source for source in term.references}
    for citation in term.sources:
        source = listed.get(citation)
        note = "" if source is None or source.verified else NOT_VERIFIED
        yield Reference(citation, source.url if source else "", note)


def _comparison(answer: Answer) -> Reply:
    names = " vs ".join(term.title for term in answer.terms)
    facts = tuple(
        Fact(f"{term.name} – {label}", text, verbatim=label == "formula")
        for term in answer.terms
        for label, text in (("formula", term.formula),)
        if text
    )
    return Reply(
        title=names,
        data=answer.data,
        paragraphs=(*_unknown(answer), *filter(None, (answer.distinction,))),
        rows=tuple(Row(term.title, term.meaning, first=True) for term in answer.terms),
        is_list=True,
        facts=facts,
        choices=tuple(_define(term) for term in answer.terms),
        share=f"compare {' vs '.join(term.id for term in answer.terms)}",
    )


def _choices(answer: Answer, glossary: Glossary) -> Reply:
    several = len(answer.suggestions) > 1
    return Reply(
        title="Which one do you mean?" if several else "Did you mean this?",
        data=answer.data,
        paragraphs=(
            *_unknown(answer),
            f"“{brief(answer.query)}” could be any of these."
            if several
            else f"The nearest to “{brief(answer.query)}”:",
        ),
        rows=tuple(_told_apart(answer, glossary)) if several else (),
        choices=_suggested(answer, glossary),
    )


def hidden_reply(answer: Answer, glossary: Glossary) -> Reply | None:
    """The reply that says that what is asked for is hidden; None where it isn't."""
    from bot.words.asked_words import asked_word

    hidden = glossary.hidden(answer.query) or glossary.hidden(asked_word(answer.query))
    if not hidden:
        return None
    return Reply(
        title=f"Hidden: {hidden[0].title}",
        data=answer.data,
        paragraphs=(f"Your team doesn’t want this term to be found. {way_back(hidden[0], glossary)}",),
        choices=(
            *(
                (Choice("Its history", f"history {hidden[0].id}"),)
                if glossary.hidden_in(hidden[0].id) != "file"
                else ()
            ),
            *_suggested(answer, glossary),
        ),
        actions=(Choice("Browse all terms", "terms"), Choice("Help", "help")),
        outcome="nothing",
    )


def way_back(term: Term, glossary: Glossary) -> str:
    """How a hidden term is brought back."""
    if glossary.hidden_in(term.id) == "file":
        return "It is hidden in its files (CS_GLOSSARY): whoever keeps those can bring it back."
    return "A curator can bring it back from its history."


def _not_found(answer: Answer, glossary: Glossary) -> Reply:
    if hidden := hidden_reply(answer, glossary):
        return hidden
    said = f"“{brief(answer.query)}” isn't in the glossary."
    return Reply(
        title="Not in the glossary",
        data=answer.data,
        paragraphs=(f"{said} The closest terms:" if answer.suggestions else said,),
        choices=_suggested(answer, glossary),
        actions=(*_ask_the_team(answer.query), Choice("Browse all terms", "terms"), Choice("Help", "help")),
        outcome="nothing",
    )


def _ask_the_team(query: str) -> Iterator[Choice]:
    from bot.words.asked_words import asked_word  # what is found needs none of it

    if word := asked_word(query):
        yield Choice("Ask the team", f"ask {word}")
        yield Choice("Suggest a term", f"add {word}", form=True)


def _told_apart(answer: Answer, glossary: Glossary) -> Iterator[Row]:
    """Each term that may be meant, with what it is."""
    for term in (glossary.terms[each.id] for each in answer.suggestions):
        yield Row(term.title, _first_sentence(term.meaning))


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?:;])\s", text, maxsplit=1)[0].rstrip(":;")


def _define(term: Term) -> Choice:
    return Choice(term.name, f"define {term.id}")


def _suggested(answer: Answer, glossary: Glossary) -> tuple[Choice, ...]:
    return tuple(Choice(glossary.terms[each.id].title, f"define {each.id}") for each in answer.suggestions)


def brief(query: str) -> str:
    """The query as it is repeated: its beginning, when it is long."""
    return query if len(query) <= ECHO else f"{query[:ECHO].rstrip()}…"
