"""NPS of the surveys of all accounts or of some, asked for by its name."""

from typing import Final

from accounts.portfolio.nps import MONTHS, count_nps_answers
from accounts.portfolio.periods import Period, extract_period
from accounts.scopes.scope import ALL, Scope
from bot.accounts.arguments import PERIODS, parse_scope_argument
from bot.accounts.formatting import count, period_text
from bot.context import Context
from bot.reply import Choice, Reply
from metrics import Result, calculate

NPS: Final = "nps"


def nps_reply(context: Context, text: str) -> Reply:
    """The reply that leads with the NPS of some accounts and a period, or why it isn't known."""
    period, named = extract_period(text, context.today)
    scope = parse_scope_argument(context, named, PERIODS)
    known, said = nps_text(context, scope, period)
    when = f"from {period_text(period, context.today)}" if period else f"within {MONTHS} months"
    ground = f"Each person’s latest answer to an NPS survey {when} counts once."
    of = "" if scope == ALL else f" Of {scope.words}."
    return Reply(
        title=f"NPS: {said.partition(';')[0]}" if known else "NPS: not known",
        data={"kind": "own_figure", "figure": NPS, "known": known, "text": said, "scope": scope.words},
        paragraphs=(f"NPS is {said}{'' if said.endswith('.') else '.'}{of} {ground}",),
        choices=(Choice("What is NPS?", "define net-promoter-score"),),
        actions=(Choice("How is this counted?", "counted nps", first=True), Choice("The whole portfolio", "portfolio")),
        share=f"portfolio nps {text}".strip(),
    )


def nps_text(context: Context, scope: Scope = ALL, period: Period | None = None) -> tuple[bool, str]:
    """Whether the NPS of the surveys of some accounts and a period is known, and what it is or why it isn't."""
    with context.store.snapshot() as connection:
        answers = count_nps_answers(connection, context.today, scope, period)
    name, _, arguments = answers.request.partition(" ")
    result = calculate(name, arguments) if answers.people else None
    if not isinstance(result, Result):
        when = f"from {period_text(period, context.today)}" if period else f"within {MONTHS} months"
        return False, f"not known, because no NPS survey was answered {when}."
    interval = f"; 95% interval {result.interval_text}" if result.interval_text else ""
    return True, f"{result.value_text} from {count(answers.people, 'person').replace('persons', 'people')}{interval}"
