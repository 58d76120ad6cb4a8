"""NPS of the surveys of all accounts, asked for by its name."""

from typing import Final

from accounts.portfolio.nps import MONTHS, count_nps_answers
from bot.accounts.formatting import count
from bot.context import Context
from bot.reply import Choice, Reply
from metrics import Result, calculate

NPS: Final = "nps"


def nps_reply(context: Context, named: str) -> Reply:
    """The reply that leads with NPS, or why it isn't known; `named` are accounts or a period that it isn't told of."""
    known, said = nps_text(context)
    whole = f"It is told of all accounts and of the last {MONTHS} months, and not of “{named[:60]}”." if named else ""
    ground = f"Each person’s latest answer to an NPS survey within {MONTHS} months counts once."
    return Reply(
        title=f"NPS: {said.partition(';')[0]}" if known else "NPS: not known",
        data={"kind": "own_figure", "figure": NPS, "known": known, "text": said},
        paragraphs=tuple(filter(None, (f"NPS is {said}{'' if said.endswith('.') else '.'} {ground}".strip(), whole))),
        choices=(Choice("What is NPS?", "define net-promoter-score"),),
        actions=(Choice("How is this counted?", "counted nps", first=True), Choice("The whole portfolio", "portfolio")),
        share="portfolio nps",
    )


def nps_text(context: Context) -> tuple[bool, str]:
    """Whether the NPS of all surveys of the last months is known, and what it is or why it isn't."""
    with context.store.snapshot() as connection:
        answers = count_nps_answers(connection, context.today)
    name, _, arguments = answers.request.partition(" ")
    result = calculate(name, arguments) if answers.people else None
    if not isinstance(result, Result):
        return False, f"not known, because no NPS survey was answered within {MONTHS} months."
    interval = f"; 95% interval {result.interval_text}" if result.interval_text else ""
    return True, f"{result.value_text} from {count(answers.people, 'person').replace('persons', 'people')}{interval}"
