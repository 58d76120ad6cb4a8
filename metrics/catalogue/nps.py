"""Satisfaction: the Net Promoter Score."""

from decimal import Decimal

from metrics.catalogue import levels
from metrics.catalogue.statistics import Interval, interval, net_score
from metrics.declaration import metric, variant
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count, Percent, Tally
from metrics.inputs.list_kinds import Ratings

_NPS_FORMULA = "(promoters - detractors) / (promoters + passives + detractors) * 100"
_PROMOTERS = Field("promoters", ge=0)
_DETRACTORS = Field("detractors", ge=0)


def _nps_interval(inputs: "Nps") -> Interval | None:
    """Unknown for percentages: of how many answers?"""
    if inputs.percentages:
        return None
    answers = inputs.promoters + inputs.passives + inputs.detractors
    value = 100 * (inputs.promoters - inputs.detractors) / answers
    return interval(value, *net_score(inputs.promoters, inputs.passives, inputs.detractors), 100)


def _nps_notes(inputs: "Nps", value: Decimal) -> str:
    del value
    answers = inputs.promoters + inputs.passives + inputs.detractors
    notes = []
    if inputs.percentages:
        if answers != 100:
            notes.append(
                f"The percentages add up to {answers.normalize():f}%, not 100%: each was taken as its share of that."
            )
        notes.append("Percentages don't say how many answered: with counts there is a 95% interval.")
    elif answers == 100:
        notes.append("Counts or percentages give the same score; the interval takes them as 100 answers.")
    return "\n".join(notes)


class Nps(Inputs):
    promoters: Tally = _PROMOTERS
    passives: Tally = Field("passives", ge=0, aliases=("neutral", "neutrals"))
    detractors: Tally = _DETRACTORS

    def check(self) -> None:
        if self.promoters + self.passives + self.detractors == 0:
            raise MetricError("Without a single answer there is no score.", "promoters")


@metric(
    name="Net Promoter Score",
    unit="points",
    term="net-promoter-score",
    topic="satisfaction",
    formula=_NPS_FORMULA,
    example=("40 10 50", "-10"),
    low=-100,
    high=100,
    band=levels.NPS,
    interval=_nps_interval,
    notes=_nps_notes,
    swapped=("promoters detractors passives", "promoters detractors total", "detractors passives promoters"),
    neighbours=("nps-change",),
    meaning=(
        ("> 0", "There are more promoters than detractors."),
        ("< 0", "There are more detractors than promoters."),
        ("= 0", "There are as many promoters as detractors."),
    ),
)
def nps(inputs: Nps) -> Decimal:
    """The share of promoters (answers of 9 and 10) less the share of detractors (0 to 6).

    Source: Reichheld, “The One Number You Need to Grow”, Harvard Business Review, December 2003.
    """
    answers = inputs.promoters + inputs.passives + inputs.detractors
    return (inputs.promoters - inputs.detractors) / answers * 100


class NpsOfTotal(Inputs):
    promoters: Count = _PROMOTERS
    detractors: Count = _DETRACTORS
    total: Count = Field("answers in all", gt=0, aliases=("answers", "responses"))

    @property
    def passives(self) -> Decimal:
        return self.total - self.promoters - self.detractors

    def check(self) -> None:
        if self.passives < 0:
            raise MetricError("total must be at least promoters and detractors together.", "total")


@variant(
    "nps",
    "total",
    by_name=True,
    formula="(promoters - detractors) / total * 100",
    example=("promoters=40 detractors=50 total=100", "-10"),
    interval=_nps_interval,
    notes=_nps_notes,
)
def nps_of_total(inputs: NpsOfTotal) -> Decimal:
    return (inputs.promoters - inputs.detractors) / inputs.total * 100


class NpsOfPercentages(Inputs):
    promoters: Percent = Field("promoters", ge=0, le=100)
    detractors: Percent = Field("detractors", ge=0, le=100)

    def check(self) -> None:
        if self.promoters + self.detractors > 100:
            raise MetricError("promoters and detractors can't be more than 100% together.", "promoters")


@variant(
    "nps",
    "percentages",
    by_name=True,
    formula="promoters - detractors",
    example=("promoters=70% detractors=10%", "60"),
    notes="Percentages don't say how many answered: with counts there is a 95% interval.",
)
def nps_of_percentages(inputs: NpsOfPercentages) -> Decimal:
    return inputs.promoters - inputs.detractors


class NpsScores(Inputs):
    scores: Ratings = Field("answers from 0 to 10", ge=0, le=10)

    @property
    def promoters(self) -> Decimal:
        return Decimal(sum(score >= 9 for score in self.scores))

    @property
    def detractors(self) -> Decimal:
        return Decimal(sum(score <= 6 for score in self.scores))

    @property
    def passives(self) -> Decimal:
        return len(self.scores) - self.promoters - self.detractors


@variant("nps", "scores", formula=_NPS_FORMULA, example=("10 9 9 7 3", "40"), interval=_nps_interval, notes=_nps_notes)
def nps_of_scores(inputs: NpsScores) -> Decimal:
    return (inputs.promoters - inputs.detractors) / len(inputs.scores) * 100


class NpsClass(Inputs):
    answer: Count = Field("as the answer", ge=0, le=10)

    @property
    def name(self) -> str:
        return "promoter" if self.answer >= 9 else "passive" if self.answer >= 7 else "detractor"


@metric(
    name="NPS answer class",
    unit="class",
    term="net-promoter-score",
    topic="satisfaction",
    formula="",
    example=("9", "promoter"),
    neighbours=("nps",),
    meaning="Answers of 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors.",
)
def nps_class(inputs: NpsClass) -> str:
    """Whether an answer from 0 to 10 comes from a promoter, a passive or a detractor.

    Source: Reichheld, “The One Number You Need to Grow”, Harvard Business Review, December 2003.
    """
    return inputs.name
