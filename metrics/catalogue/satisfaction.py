"""Satisfaction: CSAT and CES."""

from decimal import Decimal

from metrics.catalogue.statistics import Interval, share_interval
from metrics.declaration import metric, variant
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count
from metrics.inputs.list_kinds import Ratings

_SCALE = Field("as the top of the scale", ge=2, le=100, default=5)


class Csat(Inputs):
    satisfied: Count = Field("satisfied answers", ge=0, aliases=("satisfied_responses",))
    responses: Count = Field(
        "answers in all",
        gt=0,
        aliases=("answers", "total", "total_responses"),
        reason="Without an answer there is no CSAT.",
    )

    def check(self) -> None:
        if self.satisfied > self.responses:
            raise MetricError("satisfied can't be more than responses: the two may be swapped.", "satisfied")


def _csat_interval(inputs: Csat) -> Interval:
    return share_interval(inputs.satisfied, inputs.responses)


def _csat_notes(inputs: Csat, value: Decimal) -> str:
    del value
    which = "Say which answers count as satisfied, such as 4 and 5 on a scale of 1 to 5."
    if isinstance(inputs, CsatScores):
        top, scale = f"{inputs.top:f}", f"{inputs.scale:f}"
        which = (
            f"Satisfied are the top {top} answers of a scale that ends at {scale}; say scale=7 or top=1 for another."
        )
    return which


@metric(
    name="Customer Satisfaction Score",
    unit="%",
    term="csat",
    topic="satisfaction",
    formula="satisfied / responses * 100",
    example=("160 200", "80"),
    low=0,
    high=100,
    interval=_csat_interval,
    notes=_csat_notes,
    swapped=("responses satisfied",),
    meaning="{value} of those who answered are satisfied.",
)
def csat(inputs: Csat) -> Decimal:
    """The share of answers that are satisfied.

    Source: Farris, Bendle, Pfeifer and Reibstein, “Marketing Metrics” (satisfaction as the top boxes of a
    scale).
    """
    return inputs.satisfied / inputs.responses * 100


class CsatScores(Csat):
    scores: Ratings = Field("answers", ge=0, aliases=("ratings",))
    scale: Count = _SCALE
    top: Count = Field("top answers counted as satisfied", ge=1, le=50, default=2)

    def check(self) -> None:
        _on_scale(self.scores, self.scale, lowest=0)
        if self.top >= self.scale:
            raise MetricError("top must be less than scale, or everybody is satisfied.", "top")
        satisfied = sum(score > self.scale - self.top for score in self.scores)
        self.__dict__.update(satisfied=Decimal(satisfied), responses=Decimal(len(self.scores)))


def _on_scale(scores: tuple[Decimal, ...], scale: Decimal, lowest: int) -> None:
    if (highest := max(scores)) > scale:
        raise MetricError(
            f"An answer of {highest} is above {scale}, the top of the scale: say which it is, as scale=10.", "scale"
        )
    if min(scores) < lowest:
        raise MetricError(f"An answer of {min(scores)} is below {lowest}, the bottom of the scale.", "scores")


@variant(
    "csat",
    "scores",
    formula="satisfied / responses * 100",
    example=("5 4 2", "66.67"),
    interval=_csat_interval,
    notes=_csat_notes,
)
def csat_of_scores(inputs: CsatScores) -> Decimal:
    return inputs.satisfied / inputs.responses * 100


class CsatMean(Inputs):
    ratings: Ratings = Field("answers", ge=0, aliases=("scores",))
    scale: Count = _SCALE

    @property
    def answers(self) -> Decimal:
        return Decimal(len(self.ratings))

    def check(self) -> None:
        _on_scale(self.ratings, self.scale, lowest=0)


@metric(
    name="Mean satisfaction rating",
    unit="score",
    term="csat",
    topic="satisfaction",
    formula="sum(ratings) / answers",
    example=("5 4 2", "3.67"),
    neighbours=("csat",),
    aliases=("csat-average",),
    notes="A mean on a scale that ends at {scale}; CSAT as a percentage is the share of the top answers: csat scores.",
    meaning="The mean answer is {value} on a scale that ends at {scale}.",
)
def csat_mean(inputs: CsatMean) -> Decimal:
    """The mean of satisfaction ratings, the other way in which CSAT is reported.

    Source: Farris, Bendle, Pfeifer and Reibstein, “Marketing Metrics”.
    """
    return sum(inputs.ratings, Decimal(0)) / inputs.answers


class Ces(Inputs):
    scores: Ratings = Field("answers from 1 to 7", ge=1, le=7, aliases=("ratings",))

    @property
    def answers(self) -> Decimal:
        return Decimal(len(self.scores))

    @property
    def easy(self) -> Decimal:
        return Decimal(sum(score >= 5 for score in self.scores))


_CES_DIRECTION = (
    "7 is “strongly agree that it was easy”, so higher is better; on scales that ask for effort it is the reverse."
)


@metric(
    name="Customer Effort Score",
    unit="score",
    term="customer-effort-score",
    topic="satisfaction",
    formula="sum(scores) / answers",
    example=("7 6 6 5 4", "5.6"),
    low=1,
    high=7,
    notes=_CES_DIRECTION,
    neighbours=("ces-share",),
    also=(("Share of 5 to 7", "%", lambda inputs: inputs.easy / inputs.answers * 100),),
    meaning="The mean answer is {value} of 7.",
)
def ces(inputs: Ces) -> Decimal:
    """The mean of answers from 1 to 7 to “the company made it easy for me to handle my issue”.

    Source: Dixon, Toman and DeLisi, “The Effortless Experience”, 2013 (CES 2.0).
    """
    return sum(inputs.scores, Decimal(0)) / inputs.answers


@variant("ces", "scores", formula="sum(scores) / answers", example=("7 6 6 5 4", "5.6"), notes=_CES_DIRECTION)
def ces_of_scores(inputs: Ces) -> Decimal:
    return sum(inputs.scores, Decimal(0)) / inputs.answers


@metric(
    name="Customer Effort Score as a share",
    unit="%",
    term="customer-effort-score",
    topic="satisfaction",
    formula="easy / answers * 100",
    example=("7 6 6 5 4", "80"),
    low=0,
    high=100,
    notes=_CES_DIRECTION,
    neighbours=("ces",),
    meaning="{value} of the answers say that it was easy (5 to 7).",
)
def ces_share(inputs: Ces) -> Decimal:
    """The share of answers of 5 to 7 on the scale of 1 to 7.

    Source: Dixon, Toman and DeLisi, “The Effortless Experience”, 2013 (CES 2.0).
    """
    return inputs.easy / inputs.answers * 100
