"""The curators' queue: drafts, questions, and words that are due for verification."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.accounts.formatting import count, month_text, short_day
from bot.context import TERMINAL, Context
from bot.curation.people import NO_CURATOR, row_of
from bot.reply import Choice, Reply, Row
from curation.drafts import Draft, waiting_drafts
from curation.feedback import EXPLANATION, FeedbackNote, open_notes
from curation.own_terms import OwnTerm
from curation.questions import Question, channels_of, open_questions
from curation.revisions import count_overdue, overdue_terms, trust

DRAFTS, QUESTIONS, NOTES, OVERDUE = 8, 5, 5, 5  # of each, what is listed
ORDER = "Suggestions first, the oldest before others, then what most ask for, what isn’t right, and what is due"
NOTE = 160  # characters of what somebody says is wrong
MONTHS = 3  # of reads that count


def queue_reply(context: Context) -> Reply:
    """The queue: the oldest drafts first, then the words that most people ask for, then the most read of those due."""
    words = context.workspace.words
    drafts, questions = waiting_drafts(words), open_questions(words)
    notes = open_notes(words)
    since = first_month(context.today)
    overdue = overdue_terms(words, context.today, since, OVERDUE)
    all_due = count_overdue(words, context.today)
    waiting = len(drafts) + len(questions) + len(notes) + all_due
    due = [(term.id, term.version, name_of(context, term), reads) for term, reads in overdue]
    return Reply(
        title=f"{waiting} to look at" if waiting else "Nothing waits",
        data={
            "kind": "queue",
            "drafts": [{"id": each.id, "term": each.term, "name": each.name} for each in drafts],
            "questions": [{"word": each.written, "asked": each.asked} for each in questions],
            "notes": [{"id": each.id, "term": each.term, "text": each.text} for each in notes],
            "overdue": [{"term": id_, "reads": reads} for id_, _, _, reads in due],
        },
        rows=(
            *(_draft_row(each, context.today) for each in drafts[:DRAFTS]),
            *(_question_row(each, channels_of(words, each.id), context.today) for each in questions[:QUESTIONS]),
            *(_note_row(each, context) for each in notes[:NOTES]),
            *map(_due_row, due),
        ),
        rows_title=ORDER if waiting > 1 else "",
        choices=tuple(_choices(context, questions, due)),
        footnotes=(
            *_more(len(drafts) - DRAFTS, "draft waits", "drafts wait"),
            *_more(len(questions) - QUESTIONS, "word is asked for", "words are asked for"),
            *_more(len(notes) - NOTES, "word is said to be wrong", "words are said to be wrong"),
            *_more(all_due - len(due), "word is to be looked at again", "words are to be looked at again"),
            trust_line(context, since),
        ),
        only_for_requester=True,
    )


def own_reply(context: Context) -> Reply:
    """What somebody who is no curator sees: their own suggestions that wait."""
    mine = [draft for draft in waiting_drafts(context.workspace.words) if draft.author == context.requester.id]
    return Reply(
        title=f"{len(mine)} of your suggestions wait{'' if len(mine) != 1 else 's'}",
        data={"kind": "queue", "drafts": [{"id": each.id, "term": each.term, "name": each.name} for each in mine]},
        rows=tuple(
            Row(each.name, f"number {each.id}, since {short_day(each.at, context.today)}", opens=f"curate {each.id}")
            for each in mine[:DRAFTS]
        ),
        footnotes=(*_more(len(mine) - DRAFTS, "waits", "wait"), NO_CURATOR),
        only_for_requester=True,
    )


def trust_line(context: Context, since: str) -> str:
    """How many of the words that are read are verified, in words."""
    verified, read = trust(context.workspace.words, context.today, since)
    if not read:
        return "Trust: not known, none of your team’s own words was read yet."
    share = 100 * verified // read
    return f"Trust: {verified} of {count(read, 'own word')} read since {month_text(since)} verified ({share}%)."


def first_month(today: date) -> str:
    """The first of the months whose reads count: `2026-09` in November."""
    months = today.year * 12 + today.month - MONTHS
    return f"{months // 12}-{months % 12 + 1:02}"


def _draft_row(draft: Draft, today: date) -> Row:
    label = f"{draft.name}" if draft.base == 0 and draft.kind == "term" else f"{draft.name} (a change)"
    text = f"number {draft.id}, suggested {short_day(draft.at, today)}"
    return row_of(draft.author, label, text, opens=f"curate {draft.id}")


def _question_row(question: Question, channels: Sequence[str], today: date) -> Row:
    """A question, with the channel that those who ask have named, and not who did."""
    people = "1 person asks" if question.asked == 1 else f"{question.asked} people ask"
    others = len(channels) - 1
    more = f" and in {others} other channel{'s' * (others > 1)}" if others > 0 else ""
    met = f"; met there{more}" if channels else ""
    label = f"“{question.written}” (question {question.id})"
    return Row(
        label, f"{people}, since {short_day(question.opened_at, today)}{met}", channel=channels[0] if channels else ""
    )


def _note_row(note: FeedbackNote, context: Context) -> Row:
    term = context.glossary.terms.get(note.term)
    said = note.text if len(note.text) <= NOTE else f"{note.text[:NOTE].rstrip()}…"
    name = "An explained message" if note.term == EXPLANATION else term.name if term else note.term
    return Row(f"{name}: not right", f"“{said}”; close it with curate note {note.id}")


def _due_row(due: tuple[str, int, str, int]) -> Row:
    id_, version, name, reads = due
    read = f"read {reads} time{'' if reads == 1 else 's'}"
    return Row(name, f"to be looked at again, {read}; it is still right with curate verify {id_} at {version}")


def _choices(context: Context, questions: list[Question], due: list[tuple[str, int, str, int]]) -> Iterator[Choice]:
    if context.place == TERMINAL:
        return
    for id_, version, name, _ in due:
        yield Choice(f"Still right: {name}", f"curate verify {id_} at {version}")
    for question in questions[:QUESTIONS]:
        yield Choice(f"Define “{question.written}”", f"add {question.written}", form=True)


def _more(beyond: int, one: str, many: str) -> tuple[str, ...]:
    return (f"{beyond:,} more {one if beyond == 1 else many}.",) if beyond > 0 else ()


def name_of(context: Context, word: OwnTerm) -> str:
    """The name of a word: what is said of a curated term has that term's."""
    curated = context.glossary.curated.get(word.id)
    return curated.name if word.kind == "overlay" and curated else word.name
