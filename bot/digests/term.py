"""The term of the day: one that this workspace asked for and missed, or looked up; else one it may not know yet."""

from dataclasses import replace

from accounts.digests.term_lookups import LookupCount, choose_term, recent_lookups, recently_shown
from bot.accounts.wording import count
from bot.cards import card
from bot.digests.occasion import Composed, Occasion


def compose(occasion: Occasion) -> Composed:
    """The card of a term: its meaning, formula, example, and what it is confused with."""
    context, today = occasion.context, occasion.context.today
    looked_up = recent_lookups(context.store, today)
    seen = recently_shown(context.store, occasion.digest_id, today)
    id_ = choose_term(_teachable(occasion), looked_up, seen, today)
    reply = card(context.glossary.terms[id_], context.glossary)
    why = _why(next((each for each in looked_up if each.term == id_), None))
    told = {**reply.data, "kind": "digest", "digest": "term"}
    reply = replace(reply, title=f"Term of the day: {reply.title}", footnotes=(*reply.footnotes, why), data=told)
    return Composed(reply, term=id_)


def _teachable(occasion: Occasion) -> list[str]:
    """The terms worth a morning: those that are confused with another, or that have a formula, come first."""
    terms = occasion.context.glossary.terms
    worth = [id_ for id_ in terms if terms[id_].confused_with or terms[id_].formula]
    return [*worth, *(id_ for id_ in terms if id_ not in set(worth))]


def _why(found: LookupCount | None) -> str:
    if found is None:
        return "Chosen from the glossary."
    return f"Chosen because it was asked for {count(found.found + found.missed, 'time')} here lately."
