"""`ask`: asking the team for a word, without a name, and taking that back."""

from collections.abc import Iterator
from datetime import date

from bot.accounts.formatting import short_day
from bot.context import TERMINAL, Context
from bot.curation.people import curator_ids, untold
from bot.reply import Choice, Reply, Row
from bot.terms.glossary_replies import hidden_reply, reply_to
from bot.words.changes import change_by
from curation.questions import Question, ask, questions_of, withdraw

WITHDRAW, MET = "withdraw", "met"
SHOWN = 3  # questions that can be withdrawn at a tap


def ask_reply(context: Context, text: str) -> Reply:
    """Asks for a word, says that it was met here, withdraws a question, or lists those of the asker."""
    first, _, rest = text.partition(" ")
    if not text or text.casefold() in {WITHDRAW, MET}:
        return _mine(context)
    if first.casefold() == WITHDRAW and rest:
        return _withdrawn(context, rest)
    met = first.casefold() == MET and bool(rest)
    word = rest if met else text
    answer = context.glossary.answer(word)
    if answer.kind in {"term", "comparison"} and answer.how in {"exact", "question"}:
        return reply_to(answer, context.glossary)
    if hidden := hidden_reply(answer, context.glossary):
        return hidden
    channel = context.place if met and context.place[:1] in {"C", "G"} else ""
    return _asked(context, ask(context.workspace.words, change_by(context), word, channel), channel)


def _asked(context: Context, question: Question, channel: str) -> Reply:
    met = [] if channel or context.place[:1] not in {"C", "G"} else [Choice("I met it in this channel", _met(question))]
    mine = [Choice("Withdraw it", f"ask {WITHDRAW} {question.written}"), Choice("My questions", "ask")]
    return Reply(
        title=f"Asked your team: {question.written}",
        data=_data([question]),
        paragraphs=(
            f"{_kept_for(context)}, without your name.{_others(question)}",
            "You get a direct message from me with the answer."
            if context.place != TERMINAL
            else "Ask in Slack to be told of the answer.",
        ),
        choices=() if context.place == TERMINAL else (*met, *mine),
        footnotes=("They see that it was met in this channel, not by whom.",) if channel else (),
        only_for_requester=True,
    )


def _kept_for(context: Context) -> str:
    if curator_ids(context):
        return "The curators of the glossary have it now"
    return f"{untold(context)}: it waits for one"


def _met(question: Question) -> str:
    return f"ask {MET} {question.written}"


def _others(question: Question) -> str:
    others = question.asked - 1
    return f" {others} other{'s have' if others > 1 else ' has'} asked the same." if others > 0 else ""


def _withdrawn(context: Context, word: str) -> Reply:
    taken = withdraw(context.workspace.words, change_by(context), word)
    said = f"You no longer ask for “{word}”." if taken else f"You have no open question about “{word}”."
    return Reply(
        title="Withdrawn" if taken else "Nothing to withdraw",
        data={"kind": "questions", "withdrawn": taken},
        paragraphs=(said,),
        choices=(Choice("My questions", "ask"),),
        only_for_requester=True,
        outcome="answered" if taken else "nothing",
    )


def _mine(context: Context) -> Reply:
    open_ = questions_of(context.workspace.words, change_by(context).who) if context.workspace.exists else []
    return Reply(
        title=f"{len(open_)} open question{'' if len(open_) == 1 else 's'} of yours",
        data=_data(open_),
        paragraphs=() if open_ else ("Ask your team for a word that isn’t in the glossary: ask TERM.",),
        rows=tuple(_rows(open_, context.today)),
        choices=tuple(Choice(f"Withdraw {each.written}", f"ask {WITHDRAW} {each.written}") for each in open_[:SHOWN]),
        only_for_requester=True,
    )


def _rows(questions: list[Question], today: date) -> Iterator[Row]:
    for each in questions:
        yield Row(each.written, f"since {short_day(each.opened_at, today)}.{_others(each)}")


def _data(questions: list[Question]) -> dict[str, object]:
    rows = [{"word": each.written, "state": each.state, "asked": each.asked} for each in questions]
    return {"kind": "questions", "rows": rows}
