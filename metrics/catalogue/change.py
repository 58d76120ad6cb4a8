"""Change: by how much something grew, and what points add to a rate."""

from decimal import Decimal

from metrics.declaration import metric
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Amount, Points, Rate
from metrics.registry import Sentences

_NO_BASE = "A change from nothing, or from below it, has no percentage that means anything."
_MEANING: Sentences = (
    ("> 0", "It has grown by {value}."),
    ("< 0", "It has shrunk by {size}."),
    ("= 0", "It has not changed."),
)


class Change(Inputs):
    before: Amount = Field("before", gt=0, aliases=("earlier", "last"), reason=_NO_BASE)
    after: Amount = Field("after", aliases=("later", "this"))


def _points(inputs: Change) -> Decimal | None:
    return inputs.after - inputs.before if inputs.percentages else None


def _compounded(inputs: Change) -> Decimal | None:
    """Twelve such months in a row; none where a month more than doubles it, which no year keeps up."""
    factor = inputs.after / inputs.before
    return (factor**12 - 1) * 100 if 0 <= factor <= 2 else None


@metric(
    name="Percentage change",
    unit="%",
    term="growth-rate",
    topic="change",
    formula="(after - before) / before * 100",
    example=("20 8", "-60"),
    neighbours=("mom", "arpa-growth"),
    aliases=("growth-rate", "percent-growth", "arr-growth", "mrr-growth", "revenue-growth"),
    swapped=("after before",),
    also=(("In percentage points", "points", _points),),
    meaning=_MEANING,
    notes="A change of percentages is relative as well: from 80% to 84% is 4 points, and 5%.",
)
def percent_change(inputs: Change) -> Decimal:
    """The difference of two values of the same unit, over the earlier one.

    Source: OECD, Glossary of Key Terms in Evaluation and Results Based Management, 2002 (change from a
    baseline).
    """
    return (inputs.after - inputs.before) / inputs.before * 100


@metric(
    name="Month-over-month change",
    unit="%",
    term="month-over-month",
    topic="change",
    formula="(after - before) / before * 100",
    example=("80k 84k", "5"),
    neighbours=("percent-change",),
    swapped=("after before",),
    also=(("Kept up for a year, compounded", "%", _compounded),),
    meaning=_MEANING,
)
def mom(inputs: Change) -> Decimal:
    """The change from last month to this one, over last month.

    Source: Andreessen Horowitz, “16 Startup Metrics”, 2015.
    """
    return (inputs.after - inputs.before) / inputs.before * 100


class PointTarget(Inputs):
    rate: Rate = Field("now", aliases=("current",))
    points: Points = Field("to add", aliases=("change",))


@metric(
    name="Target in points",
    unit="%",
    term="percentage-point",
    topic="change",
    formula="rate * 100 + points",
    example=("80% +4", "84"),
    low=0,
    beyond="The rate is too low to lose that many points.",
    also=(("In relative terms", "%", lambda inputs: inputs.points / inputs.rate if inputs.rate else None),),
    meaning="The target is {value}.",
    notes="Points are added to the rate; a relative percentage would be taken of it.",
)
def point_target(inputs: PointTarget) -> Decimal:
    """The rate that so many percentage points more or less lead to.

    Source: the definition of a percentage point: the difference of two percentages.
    """
    return inputs.rate * 100 + inputs.points
