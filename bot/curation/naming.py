"""The word of the team's own that somebody names: one that is answered, or one that is hidden or was taken out."""

from collections.abc import Iterator

from bot.context import Context
from bot.terms.glossary_replies import way_back
from curation import NotFoundError
from curation.own_terms import OwnTerm, find_term, retired_terms
from glossary import Term
from glossary.search.normalisation import match_key


def own_term_named(context: Context, named: str) -> OwnTerm:
    """The word with the id or the name, retired ones too. Raises `NotFoundError`."""
    ids = named_ids(context, named)
    if len(ids) > 1:
        listed = " or ".join(ids)
        raise NotFoundError(f"“{named[:80]}” is a name of several terms: say {listed}.")
    try:
        return find_term(context.workspace.words, ids[0] if ids else named)
    except NotFoundError:
        if not ids:
            raise NotFoundError(f"The team has no word of its own of the name or the id “{named[:80]}”.") from None
        term = context.glossary.terms.get(ids[0]) or context.glossary.curated[ids[0]]
        if context.glossary.hidden_in(term.id):
            raise NotFoundError(f"{term.name} is hidden by your team. {way_back(term, context.glossary)}") from None
        raise NotFoundError(f"Your team has changed nothing of {term.name}.") from None


def named_ids(context: Context, named: str) -> list[str]:
    """The ids of what is named: by an id, else by a name of what is answered, else by one of what no longer is."""
    glossary = context.glossary
    if named in glossary.terms:
        return [named]
    shown = [term.id for term in glossary.named(named)]
    if len(shown) > 1:  # the one that the team has versions of is meant
        shown = [id_ for id_ in shown if _is_kept(context, id_)] or shown
    return shown or list(dict.fromkeys((*(term.id for term in glossary.hidden(named)), *_retired(context, named))))


def _is_kept(context: Context, id_: str) -> bool:
    if not context.workspace.exists:
        return False
    try:
        return bool(find_term(context.workspace.words, id_))
    except NotFoundError:
        return False


def _retired(context: Context, named: str) -> Iterator[str]:
    if not context.workspace.exists:  # reading makes no store
        return
    key = match_key(named)
    for kept in retired_terms(context.workspace.words):
        word = kept.word
        names = (word.name, *word.acronyms, *word.aliases) if isinstance(word, Term) else ()
        if kept.id == named or key in map(match_key, names):
            yield kept.id
