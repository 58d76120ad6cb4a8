"""The part of the score that is what the customer says: surveys, tickets that are open, and how tickets were rated."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from accounts.health.feature_model import AccountFeatures, SurveyAnswer, TicketCounts
from accounts.health.parts.phrases import at_most, joined, plural
from accounts.health.rules import Rules, divide_half_up, interpolate

_LATE: Final = 60  # days after the newest ticket from which its age is said


def points(facts: AccountFeatures, rules: Rules) -> int | None:
    """What is known of the three, weighted as configured."""
    limits = rules.satisfaction
    amount = among = 0
    if facts.answers:
        amount, among = limits.surveys_count * _surveys(facts.answers), limits.surveys_count
    if tickets := facts.tickets:
        amount += limits.tickets_count * _open(tickets, rules)
        among += limits.tickets_count
        if tickets.ratings:
            amount += limits.ratings_count * interpolate(tickets.rated, tickets.ratings, 1, 5)
            among += limits.ratings_count
    return divide_half_up(amount, among) if among else None


def facts_of(rules: Rules) -> tuple[str, ...]:  # noqa: ARG001  every part is asked alike
    """What the points are made of."""
    return ("answers", "tickets")


def reason(facts: AccountFeatures, rules: Rules) -> str:  # noqa: ARG001  every part is asked alike
    """Each of the three in numbers."""
    said = [*_surveys_in_words(facts.answers)]
    if tickets := facts.tickets:
        said.append(_open_in_words(tickets))
        if tickets.ratings:
            said.append(f"tickets rated {_mean(tickets.rated, tickets.ratings)} of 5")
        said[-1] += at_most(facts.ticketed_until, facts.on, _LATE)
    return joined(said) or "no survey answer within 12 months, and no ticket"


def advice(facts: AccountFeatures, rules: Rules) -> str:
    """One thing to do."""
    if facts.tickets and _open(facts.tickets, rules) < 100:
        worst = "escalated" if facts.tickets.escalated else "urgent" if facts.tickets.urgent else "open"
        return f"Settle the {worst} ticket with support, and tell them yourself."
    return "Call whoever gave the lowest answer, and listen." if facts.answers else ""


def _surveys(answers: Sequence[SurveyAnswer]) -> int:
    """The mean over the surveys of the mean points of their answers."""
    if len(answers) == 1:
        return _points_of(answers[0])
    means = [divide_half_up(sum(map(_points_of, each)), len(each)) for _, each in _by_survey(answers)]
    return divide_half_up(sum(means), len(means))


def _by_survey(answers: Sequence[SurveyAnswer]) -> Iterator[tuple[str, list[SurveyAnswer]]]:
    for survey, each in groupby(sorted(answers), lambda answer: answer.survey):
        yield survey, list(each)


def _points_of(answer: SurveyAnswer) -> int:
    """A promoter 100 points, a passive 50, a detractor none; other answers by their place on their scale from 1, or on
    one of percentages.
    """
    if answer.survey == "nps" and answer.scale == 10:
        return 100 if answer.score >= 9 else 50 if answer.score >= 7 else 0
    lowest = 1 if 1 < answer.scale <= 10 else 0
    return interpolate(answer.score, 1, lowest, max(answer.scale, 1))


def _open(tickets: TicketCounts, rules: Rules) -> int:
    limits = rules.satisfaction
    cost = tickets.escalated * limits.each_escalated + tickets.urgent * limits.each_urgent
    return max(0, 100 - cost - tickets.other * limits.each_open)


def _surveys_in_words(answers: Sequence[SurveyAnswer]) -> Iterator[str]:
    for survey, each in _by_survey(answers):
        people = f"from {plural(len(each), 'answer')}"
        scales = {answer.scale for answer in each}
        if survey == "nps" and scales == {10}:
            net = sum((answer.score >= 9) - (answer.score < 7) for answer in each)
            yield f"NPS {divide_half_up(100 * net, len(each))} {people}".replace("-", "−")
        elif len(scales) == 1:
            mean = _mean(sum(answer.score for answer in each), len(each))
            yield f"{survey.upper()} {mean} of {scales.pop()} {people}"
        else:
            yield f"{survey.upper()} {divide_half_up(sum(map(_points_of, each)), len(each))} of 100 {people}"


def _open_in_words(tickets: TicketCounts) -> str:
    counts = [(tickets.escalated, "escalated"), (tickets.urgent, "urgent"), (tickets.other, "other")]
    named = [f"{count} {word}" for count, word in counts if count]
    if not named:
        return "no open ticket of the last year"
    total = plural(sum(count for count, _ in counts), "open ticket")
    return total if tickets.other == sum(count for count, _ in counts) else f"{total} ({', '.join(named)})"


def _mean(amount: int, among: int) -> str:
    tenths = divide_half_up(10 * amount, among)
    return str(Decimal(tenths) / 10 if tenths % 10 else tenths // 10)
