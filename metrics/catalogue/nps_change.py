"""Satisfaction: by how much the Net Promoter Score has changed, and whether that is real."""

from decimal import Decimal

from metrics.catalogue.statistics import Interval, interval, net_score
from metrics.declaration import metric, variant
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count
from metrics.inputs.list_kinds import Ratings
from metrics.registry import Figures


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


def _change_interval(inputs: NpsChange) -> Interval:
    before = net_score(inputs.promoters_before, inputs.passives_before, inputs.detractors_before)
    after = net_score(inputs.promoters_after, inputs.passives_after, inputs.detractors_after)
    change = inputs.nps_after - inputs.nps_before
    return interval(change, after.middle - before.middle, before.variance + after.variance, 200)


def _is_it_real(inputs: NpsChange, value: Decimal) -> str:
    if value == 0:
        return "The score has not changed."
    way = "rise" if value > 0 else "fall"
    low, high = _change_interval(inputs)
    if low > 0 or high < 0:
        return f"The {way} is real, at 95% confidence: its interval doesn't hold 0."
    return f"The {way} may be nothing but chance, at 95% confidence: its interval holds 0."


def _change_notes(inputs: NpsChange, value: Decimal) -> str:
    del inputs, value
    return "The interval takes the two surveys as independent samples."


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
    interval=_change_interval,
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
    interval=_change_interval,
    notes=_change_notes,
    also=_CHANGE_ALSO,
)
def nps_change_of_scores(inputs: NpsChangeScores) -> Decimal:
    return inputs.nps_after - inputs.nps_before
