"""The part of the Home tab for curators: what waits, and what is to be looked at again, at a tap."""

from collections.abc import Iterator
from dataclasses import replace

from bot.context import Context
from bot.curation.people import is_curator
from bot.curation.queue import queue_reply
from bot.home.model import Section
from bot.reply import Choice, Row
from curation.feedback import EXPLANATION, open_notes

FEW = 4


def curation_section(context: Context) -> Section | None:
    """The beginning of the queue; none for those who don't decide, and where nothing waits but the trust figure."""
    if not is_curator(context):
        return None
    queue = queue_reply(context)
    taps = [choice for choice in queue.choices if not choice.form][:FEW]
    opened = [Choice(row.label, row.opens) for row in queue.rows if row.opens][: FEW - len(taps)]
    return Section(
        title=f"For curators: {queue.title[0].lower()}{queue.title[1:]}",
        rows=(*(replace(row, opens="") for row in queue.rows[:FEW]), *_wrong(context)),
        note=" ".join(queue.footnotes),
        choices=(Choice("The queue", "curate"), Choice("Said to be wrong", "words wrong"), *opened, *taps),
    )


def _wrong(context: Context) -> Iterator[Row]:
    """The terms whose cards people said were wrong, and that nobody has looked at."""
    if notes := open_notes(context.workspace.words):
        known = context.glossary.terms
        named = {EXPLANATION: "explained messages"} | {id_: term.name for id_, term in known.items()}
        names = dict.fromkeys(named.get(each.term, each.term) for each in notes)
        yield Row("Said to be wrong", f"{len(notes):,}: {', '.join(list(names)[:FEW])}")
