"""NPS of the surveys of all accounts or of some, asked for by its name."""

import re
from dataclasses import replace
from typing import Final

from accounts.portfolio.nps import MONTHS, count_nps_answers
from accounts.portfolio.periods import Period
from accounts.scopes.scope import ALL, Scope
from accounts.scopes.segments import load_segments
from bot.accounts.arguments import PERIODS, parse_scope_argument
from bot.accounts.formatting import count, period_text
from bot.accounts.named_periods import take_period
from bot.context import Context
from bot.reply import Choice, Reply, Row
from metrics import Result, calculate

NPS: Final = "nps"
BY_SEGMENT: Final = re.compile(r"(?:by|per) segments?\b\s*(?P<rest>.*)", re.IGNORECASE)


def nps_reply(context: Context, text: str) -> Reply:
    """The reply that leads with the NPS of some accounts and a period, or why it isn't known."""
    by_segment = BY_SEGMENT.fullmatch(text.strip())
    if by_segment:
        return _by_segment(context, by_segment["rest"])
    period, named = take_period(context, text)
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


def _by_segment(context: Context, text: str) -> Reply:
    """NPS of each segment of some accounts, those with most accounts first."""
    period, named = take_period(context, text)
    scope = parse_scope_argument(context, named, PERIODS)
    with context.store.snapshot() as connection:
        segments = load_segments(connection, scope)
    when = f"from {period_text(period, context.today)}" if period else f"within {MONTHS} months"
    return Reply(
        title=f"NPS by segment: {scope.words}",
        data={"kind": "own_figure", "figure": NPS, "known": bool(segments), "scope": scope.words},
        paragraphs=(f"Each person’s latest answer to an NPS survey {when} counts once.",)
        if segments
        else (f"Of {scope.words} none has a segment: that comes from imported files.",),
        rows=tuple(
            Row(each, nps_text(context, replace(scope, segment=each), period)[1], opens=f"portfolio nps segment {each}")
            for each in segments
        ),
        is_list=True,
        actions=(Choice("How is this counted?", "counted nps", first=True), Choice("All of them", "portfolio nps")),
        share=f"portfolio nps by segment {text}".strip(),
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
