"""The parts of the Home tab about words: the glossary, what the team reads, one's own questions."""

from bot.accounts.formatting import short_day
from bot.context import Context
from bot.curation.people import is_curator
from bot.curation.queue import first_month, trust_line
from bot.home.model import Section
from bot.reply import Choice, Row
from curation.questions import open_questions, questions_of
from curation.usage import Span, most_missed, most_read

FEW = 3

GLOSSARY = Section(
    title="Words, metrics and what they mean",
    rows=(Row("", "Ask for any term by its name or in a sentence: /cs nrr, or write to me in a direct message."),),
    choices=(Choice("Browse all terms", "terms"), Choice("A random term", "random"), Choice("Help", "help")),
)
"""What everybody sees, guests too."""

NOTHING_YET = Section(
    title="Accounts",
    rows=(
        Row("", "None was imported yet. Whoever runs me brings them in by cs import, or names where they come from."),
        Row("", "Then your accounts, their health, renewals and digests are here."),
    ),
)
"""What members of the team see where there is no store."""


def words_section(context: Context) -> Section | None:
    """What the team reads and misses this month, and how many questions wait."""
    words = context.workspace.words
    month = context.today.isoformat()[:7]
    read, missed = most_read(words, Span(month, month)), most_missed(words, Span(month, month))
    waiting = open_questions(words)
    top = ", ".join(_name(context, each.word) for each in read[:FEW])
    rows = [Row("Read this month", f"{sum(each.count for each in read):,} times{f': {top}' if top else ''}")]
    if missed:
        rows.append(Row("Missed most", ", ".join(f"{each.word} {each.count:,}" for each in missed[:FEW])))
    if waiting:
        asked = ", ".join(f"{each.written} ({each.asked:,})" for each in waiting[:FEW])
        rows.append(Row("Asked for", f"{len(waiting):,} open: {asked}"))
    return Section(
        title="The team’s words",
        rows=tuple(rows),
        note="" if is_curator(context) else trust_line(context, first_month(context.today)),  # they have it above
        choices=(Choice("All lists", "words"), Choice("Most missed", "words missed"), Choice("Terms", "terms")),
    )


def questions_section(context: Context) -> Section | None:
    """The questions that somebody asked and that wait for an answer."""
    mine = questions_of(context.workspace.words, context.requester.id)
    if not mine:
        return None
    return Section(
        title=f"My questions ({len(mine):,})",
        rows=tuple(
            Row(each.written, f"asked by {each.asked:,}, since {short_day(each.opened_at, context.today)}")
            for each in mine[:FEW]
        ),
        note="Nobody sees who asks. You get a direct message with the answer.",
        choices=tuple(Choice(f"Withdraw {each.written}", f"ask withdraw {each.written}") for each in mine[:FEW]),
    )


def _name(context: Context, id_: str) -> str:
    term = context.glossary.terms.get(id_)
    return term.name if term else id_
