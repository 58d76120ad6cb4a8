"""The part of the score that is what the customer says: surveys, tickets that are open, and how tickets were rated."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

import numpy as np

from accounts.health.feature_model import (
    SURVEYS,
    AccountFeatures,
    AnswerColumns,
    FeatureColumns,
    SurveyAnswer,
    TicketColumns,
    TicketCounts,
)
from accounts.health.interpolation import divide_half_up, interpolate
from accounts.health.parts.phrases import Words, at_most, joined, plural
from accounts.health.rules import Rules
from accounts.health.usage_rows import Ints

_NPS_SCALE: Final = 10
_LATE: Final = 60  # days after the newest ticket from which its age is said


def points(facts: FeatureColumns, rules: Rules) -> Ints:
    """What is known of the three, weighted as configured; −1 where nothing is."""
    limits, tickets = rules.satisfaction, facts.tickets
    surveys = _surveys(facts.answers, len(facts))
    rated = interpolate(tickets.rated, np.maximum(tickets.ratings, 1), 1, 5)
    amount, among = np.zeros(len(facts), np.int64), np.zeros(len(facts), np.int64)
    for known, each, weight in (
        (surveys >= 0, surveys, limits.surveys_count),
        (tickets.known, _open(tickets, rules), limits.tickets_count),
        (tickets.ratings > 0, rated, limits.ratings_count),
    ):
        amount += np.where(known, each * weight, 0)
        among += np.where(known, weight, 0)
    return np.where(among > 0, divide_half_up(amount, np.maximum(among, 1)), -1)


def words(facts: FeatureColumns, rules: Rules) -> list[Words]:
    """Each of the three in numbers, and one thing to do."""
    of_open, of_surveys = _open(facts.tickets, rules).tolist(), _surveys(facts.answers, len(facts)).tolist()
    scores = zip(facts.accounts, of_open, of_surveys, strict=True)
    return [Words(_reason(each), _advice(each, *points)) for each, *points in scores]


def _reason(facts: AccountFeatures) -> str:
    said = [*_surveys_in_words(facts.answers)]
    if tickets := facts.tickets:
        said.append(_open_in_words(tickets))
        if tickets.ratings:
            said.append(f"tickets rated {_mean(tickets.rated, tickets.ratings)} of 5")
        said[-1] += at_most(facts.ticketed_until, facts.on, _LATE)
    return joined(said) or "no survey answer within 12 months, and no ticket"


def _advice(facts: AccountFeatures, of_open_tickets: int, of_surveys: int) -> str:
    if facts.tickets and of_open_tickets < 100:
        worst = "escalated" if facts.tickets.escalated else "urgent" if facts.tickets.urgent else "open"
        return f"Settle the {worst} ticket with support, and tell them yourself."
    if 0 <= of_surveys < 100:
        return "Call whoever gave the lowest answer, and listen."
    return "Ask them about the ticket that they rated lowest." if facts.tickets and facts.tickets.ratings else ""


def _surveys(answers: AnswerColumns, size: int) -> Ints:
    """The mean over the surveys of the mean points of their answers, for each of so many accounts; −1 without any."""
    which = answers.account * len(SURVEYS) + answers.survey
    sums, counts = (
        np.bincount(which, of, size * len(SURVEYS)).astype(np.int64).reshape(size, len(SURVEYS))
        for of in (_points_of(answers), None)
    )
    means = divide_half_up(sums, np.maximum(counts, 1))
    asked = (counts > 0).sum(1)
    return np.where(asked > 0, divide_half_up(means.sum(1), np.maximum(asked, 1)), -1)


def _points_of(answers: AnswerColumns) -> Ints:
    """A promoter 100 points, a passive 50, a detractor none; other answers by their place on their scale from 1, or on
    one of percentages.
    """
    score, scale = answers.score, np.maximum(answers.scale, 1)
    lowest = np.where((scale > 1) & (scale <= 10), 1, 0)
    span = scale - lowest
    found = divide_half_up(100 * np.clip(score - lowest, 0, span), span)
    of_nps = np.where(score >= 9, 100, np.where(score >= 7, 50, 0))
    return np.where((answers.survey == SURVEYS.index("nps")) & (answers.scale == _NPS_SCALE), of_nps, found)


def _open(tickets: TicketColumns, rules: Rules) -> Ints:
    """The points of open tickets alone."""
    limits = rules.satisfaction
    cost = tickets.escalated * limits.each_escalated + tickets.urgent * limits.each_urgent
    return np.asarray(np.maximum(0, 100 - cost - tickets.other * limits.each_open), np.int64)


def _by_survey(answers: Sequence[SurveyAnswer]) -> Iterator[tuple[str, list[SurveyAnswer]]]:
    for survey, each in groupby(sorted(answers), lambda answer: answer.survey):
        yield survey, list(each)


def _surveys_in_words(answers: Sequence[SurveyAnswer]) -> Iterator[str]:
    for survey, each in _by_survey(answers):
        name, people = survey.upper(), f"from {plural(len(each), 'answer')}"
        scales = {answer.scale for answer in each}
        if len(scales) > 1:
            yield f"mean {name} answer {_mean_points(each)} of 100 points {people} on several scales"
            continue
        scale, total = scales.pop(), sum(answer.score for answer in each)
        if survey == "nps" and scale == _NPS_SCALE:
            net = sum((answer.score >= 9) - (answer.score < 7) for answer in each)
            yield f"NPS {divide_half_up(100 * net, len(each))} {people}".replace("-", "−")
        else:  # an NPS is of answers from 0 to 10 alone
            yield f"{'mean NPS answer' if survey == 'nps' else name} {_mean(total, len(each))} of {scale} {people}"


def _mean_points(answers: Sequence[SurveyAnswer]) -> int:
    """The mean points of answers to one survey."""
    columns = [np.array(each) for each in zip(*((each.score, each.scale) for each in answers), strict=True)]
    survey = np.full(len(answers), SURVEYS.index(answers[0].survey))
    found = _surveys(AnswerColumns(np.zeros_like(survey), survey, *columns), 1)
    return int(found[0])


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
