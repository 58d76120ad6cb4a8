"""Satisfaction: the Net Promoter Score, and whether its change is real."""

from decimal import Decimal

from metrics.bands import Band
from metrics.declare import metric, variant
from metrics.errors import MetricError
from metrics.fields import Field, Inputs
from metrics.kinds import Count, Tally
from metrics.lists import Ratings
from metrics.registry import Figures
from metrics.surveys import FEW, ROUGH, margin, score_variance

_BAIN = Band(
    source="Bain & Company",
    year=None,
    levels=(
        ("> 80", "world class: above 80"),
        ("> 50", "excellent: above 50"),
        ("> 20", "favourable: above 20"),
        ("> 0", "good: above 0"),
        ("", "not above 0, where good begins"),
    ),
)
_NPS_FORMULA = "(promoters - detractors) / (promoters + passives + detractors) * 100"


def _nps_margin(inputs: "Nps") -> Decimal | None:
    """Unknown for percentages (of how many answers?), and not to be had from a single answer."""
    answers = inputs.promoters + inputs.passives + inputs.detractors
    if inputs.percentages or answers < 2:
        return None
    return margin(score_variance(inputs.promoters, inputs.passives, inputs.detractors))


def _nps_notes(inputs: "Nps", value: Decimal) -> str:
    answers = inputs.promoters + inputs.passives + inputs.detractors
    notes = []
    if inputs.percentages:
        if answers != 100:
            notes.append(
                f"The percentages add up to {answers.normalize():f}%, not 100%: each was taken as its share of that."
            )
        notes.append("Percentages don't say how many answered: with counts there is a margin of error.")
    elif answers < FEW:
        notes.append(ROUGH)
    elif answers == 100:
        notes.append("Counts or percentages give the same score; the margin takes them as 100 answers.")
    if abs(value) == 100 and not inputs.percentages:
        notes.append("All answers fall in one class, which leaves the margin at 0 however few they are.")
    return "\n".join(notes)


class Nps(Inputs):
    promoters: Tally = Field("promoters", ge=0)
    passives: Tally = Field("passives", ge=0, aliases=("neutrals",))
    detractors: Tally = Field("detractors", ge=0)

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
    band=_BAIN,
    margin=_nps_margin,
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
    promoters: Count = Field("promoters", ge=0)
    detractors: Count = Field("detractors", ge=0)
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
    margin=_nps_margin,
    notes=_nps_notes,
)
def nps_of_total(inputs: NpsOfTotal) -> Decimal:
    return (inputs.promoters - inputs.detractors) / inputs.total * 100


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


@variant("nps", "scores", formula=_NPS_FORMULA, example=("10 9 9 7 3", "40"), margin=_nps_margin, notes=_nps_notes)
def nps_of_scores(inputs: NpsScores) -> Decimal:
    return (inputs.promoters - inputs.detractors) / len(inputs.scores) * 100


class NpsChange(Inputs):
    promoters_before: Count = Field("promoters before", ge=0)
    passives_before: Count = Field("passives before", ge=0)
    detractors_before: Count = Field("detractors before", ge=0)
    promoters_after: Count = Field("promoters after", ge=0)
    passives_after: Count = Field("passives after", ge=0)
    detractors_after: Count = Field("detractors after", ge=0)

    @property
    def answers_before(self) -> Decimal:
        return self.promoters_before + self.passives_before + self.detractors_before

    @property
    def answers_after(self) -> Decimal:
        return self.promoters_after + self.passives_after + self.detractors_after

    @property
    def nps_before(self) -> Decimal:
        return (self.promoters_before - self.detractors_before) / self.answers_before * 100

    @property
    def nps_after(self) -> Decimal:
        return (self.promoters_after - self.detractors_after) / self.answers_after * 100

    def check(self) -> None:
        if self.answers_before == 0:
            raise MetricError("The first survey has no answers, so it has no score.", "promoters_before")
        if self.answers_after == 0:
            raise MetricError("The second survey has no answers, so it has no score.", "promoters_after")


def _change_margin(inputs: NpsChange) -> Decimal:
    return margin(
        score_variance(inputs.promoters_before, inputs.passives_before, inputs.detractors_before),
        score_variance(inputs.promoters_after, inputs.passives_after, inputs.detractors_after),
    )


def _is_it_real(inputs: NpsChange, value: Decimal) -> str:
    if value == 0:
        return "The score has not changed."
    way = "rise" if value > 0 else "fall"
    if abs(value) > _change_margin(inputs):
        return f"The {way} is larger than its margin of error: it is real, at 95% confidence."
    return f"The {way} is within its margin of error: it may be nothing but chance, at 95% confidence."


def _change_notes(inputs: NpsChange, value: Decimal) -> str:
    del value
    few = min(inputs.answers_before, inputs.answers_after) < FEW
    small = f"\nWith fewer than {FEW} answers in a survey the margin itself is only a rough guide." if few else ""
    return f"The margin takes the two surveys as independent samples.{small}"


_CHANGE_ALSO: Figures = (
    ("NPS before", "points", lambda inputs: inputs.nps_before),
    ("NPS after", "points", lambda inputs: inputs.nps_after),
)


@metric(
    name="NPS change",
    unit="points",
    term="net-promoter-score",
    topic="satisfaction",
    formula="nps_after - nps_before",
    example=("40 10 50 / 55 10 35", "30"),
    low=-200,
    high=200,
    margin=_change_margin,
    meaning=_is_it_real,
    notes=_change_notes,
    also=_CHANGE_ALSO,
    neighbours=("nps",),
)
def nps_change(inputs: NpsChange) -> Decimal:
    """The difference of the scores of two surveys, and whether it is larger than chance would make it.

    Source: Rocks, “Interval Estimation for the Net Promoter Score”, The American Statistician 70:4, 2016; the variances
    of independent samples add up.
    """
    return inputs.nps_after - inputs.nps_before


class NpsChangeScores(NpsChange):
    before: Ratings = Field("answers before, from 0 to 10", ge=0, le=10)
    after: Ratings = Field("answers after, from 0 to 10", ge=0, le=10)

    def check(self) -> None:
        for when in ("before", "after"):
            scores = getattr(self, when)
            promoters, detractors = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)
            counts = {
                "promoters": promoters,
                "detractors": detractors,
                "passives": len(scores) - promoters - detractors,
            }
            self.__dict__.update({f"{name}_{when}": Decimal(count) for name, count in counts.items()})


@variant(
    "nps-change",
    "scores",
    formula="nps_after - nps_before",
    example=("9 9 7 3 / 10 9 9 7", "50"),
    margin=_change_margin,
    notes=_change_notes,
    also=_CHANGE_ALSO,
)
def nps_change_of_scores(inputs: NpsChangeScores) -> Decimal:
    return inputs.nps_after - inputs.nps_before


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
