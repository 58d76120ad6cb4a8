"""Notes and questions that a curator closes, and what came of that: of one that was closed before, nothing is told."""

from bot.accounts.formatting import short_day
from bot.context import Context
from bot.curation.people import change_of
from curation.feedback import EXPLANATION, FeedbackNote, close_note
from curation.questions import Question, decline_question

_BEFORE = {
    "answered": "The glossary has answered it on {day}",
    "declined": "It was declined on {day}",
    "withdrawn": "Whoever asked has withdrawn it on {day}",
}


def closed_note(context: Context, number: int, said: str) -> tuple[FeedbackNote, str]:
    """The note, closed, and what that did. Raises `NotFoundError`."""
    change = change_of(context)
    note = close_note(context.workspace.words, change, number, said)
    if note.closed_at == change.when and note.closed_by == change.who:
        return note, "Whoever wanted to hear of it is told."
    return (
        note,
        f"It was closed on {short_day(str(note.closed_at), context.today)} already: nobody is told anything more.",
    )


def closed_question(context: Context, number: int, why: str) -> tuple[Question, str]:
    """The question, closed, and what that did. Raises `CurationError` without a reason, and `NotFoundError`."""
    change = change_of(context)
    question = decline_question(context.workspace.words, change, number, why)
    if question.state == "declined" and question.closed_at == change.when and question.reason == why.strip():
        return question, "All who asked are told why."
    before = _BEFORE[question.state].format(day=short_day(str(question.closed_at), context.today))
    return (
        question,
        f"{before} already{f': {question.reason}' if question.reason else ''}. Nobody is told anything more.",
    )


def subject_of(context: Context, term: str) -> str:
    """What feedback is about, for people: a term by its name."""
    known = context.glossary.terms.get(term)
    return "the explanation of a message" if term == EXPLANATION else known.name if known else term
