"""The part of the Home tab for curators: what waits, and what is to be looked at again, at a tap."""

from dataclasses import replace

from bot.context import Context
from bot.curation.people import is_curator
from bot.curation.queue import queue_reply
from bot.home.model import Section
from bot.reply import Choice

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
        rows=tuple(replace(row, opens="") for row in queue.rows[:FEW]),
        note=" ".join(queue.footnotes),
        choices=(Choice("The queue", "curate"), *opened, *taps),
    )
