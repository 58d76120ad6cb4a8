"""The way of a customer: time to value, onboarding, health."""

from datetime import MAXYEAR, date
from decimal import Decimal

from metrics import display
from metrics.declaration import metric
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count
from metrics.inputs.list_kinds import Parts
from metrics.inputs.time_kinds import Day, Months, OpenDay


class Ttv(Inputs):
    start: Day = Field("start", aliases=("signup", "signed", "kickoff"))
    value: OpenDay = Field("value reached", aliases=("first_value", "activation", "end"))

    def check(self) -> None:
        if self.value and self.value < self.start:
            raise MetricError("value can't come before start.", "value")


@metric(
    name="Time to value",
    unit="days",
    term="time-to-value",
    topic="lifecycle",
    formula="value - start",
    example=("2025-01-10 2025-03-31", "80"),
    neighbours=("onboarding-duration",),
    swapped=("value start",),
    meaning="It took {value} until the customer got what it bought the product for.",
    notes=lambda _, value: (
        "Until value is reached it is open, not 0: leave such customers out of an average."
        if value is None
        else "Say what starts the clock, signature or kickoff, and what ends it: the benefit that was bought, or "
        "the first useful result (time to first value)."
    ),
)
def ttv(inputs: Ttv) -> Decimal | None:
    """The days from the start to the day a customer gets what it bought the product for; open until then.

    Source: Mehta, Steinman and Murphy, “Customer Success”, 2016.
    """
    return Decimal((inputs.value - inputs.start).days) if inputs.value else None


class Onboarding(Inputs):
    completed: Count = Field("customers who finished onboarding", ge=0, aliases=("finished",))
    started: Count = Field("customers who started it", gt=0, reason="Nobody has started.")


@metric(
    name="Onboarding completion rate",
    unit="%",
    term="onboarding-completion-rate",
    topic="lifecycle",
    formula="completed / started * 100",
    example=("34 40", "85"),
    low=0,
    high=100,
    beyond="The two may be swapped, or are of different groups of starters.",
    neighbours=("onboarding-duration",),
    swapped=("started completed",),
    meaning="{value} of those who started onboarding have finished it.",
    notes="Both are of the same group of starters.",
)
def onboarding(inputs: Onboarding) -> Decimal:
    """Customers who finished onboarding, over those of the same group who started it.

    Source: GitLab Handbook, Customer Onboarding.
    """
    return inputs.completed / inputs.started * 100


class OnboardingDuration(Inputs):
    start: Day = Field("start of onboarding")
    end: OpenDay = Field("end of onboarding")
    limit: Months = Field("allowed", gt=0, default=3)

    def check(self) -> None:
        if self.end and self.end < self.start:
            raise MetricError("end can't come before start.", "end")
        if self.limit != self.limit.to_integral_value():
            given = display.exact(self.limit)
            raise MetricError(f"limit is in whole months of the calendar, such as limit=3mo, not {given}.", "limit")
        if self.start.year * 12 + self.limit > MAXYEAR * 12 - 12:
            raise MetricError("limit ends after the last year of the calendar: say fewer months.", "limit")

    @property
    def due(self) -> date:
        months = self.start.month - 1 + int(self.limit)
        year, month = self.start.year + months // 12, months % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
        return date(year, month, min(self.start.day, last))


def _in_time(inputs: OnboardingDuration, value: Decimal | None) -> str:
    if value is None or inputs.end is None:
        return f"It isn't finished; {_months_allowed(inputs)}."
    late = Decimal((inputs.end - inputs.due).days)
    how = f"{display.counted(late, 'day')} past" if late > 0 else "within"
    return f"That is {how} what is allowed: {_months_allowed(inputs)}."


def _months_allowed(inputs: OnboardingDuration) -> str:
    end = "ends" if inputs.limit == 1 else "end"
    return f"{display.counted(inputs.limit, 'month')} {end} on {display.day(inputs.due)}"


@metric(
    name="Onboarding length",
    unit="days",
    term="onboarding",
    topic="lifecycle",
    formula="end - start",
    example=("2025-01-31 2025-04-30", "89"),
    neighbours=("ttv",),
    swapped=("end start",),
    meaning=_in_time,
    notes="Months are those of the calendar. No limit suits every product: limit= sets yours.",
)
def onboarding_duration(inputs: OnboardingDuration) -> Decimal | None:
    """The days that onboarding took, and whether they are within the months allowed.

    Source: GitLab Handbook, Customer Onboarding; the limit of three months is a convention, changed with
    limit=.
    """
    return Decimal((inputs.end - inputs.start).days) if inputs.end else None


class Health(Inputs):
    parts: Parts = Field("parts", ge=0, le=100)

    def check(self) -> None:
        weights = [part.weight for part in self.parts]
        given = [weight for weight in weights if weight is not None]
        if given and len(given) < len(weights):
            raise MetricError("Either every part has a weight, or none has.", "parts")
        if given and sum(given) != 100:
            raise MetricError(f"The weights add up to {sum(given)}, not to 100.", "parts")
        if all(part.score is None for part in self.parts):
            raise MetricError("Every part is missing, so there is no score.", "parts")

    @property
    def weighted_sum(self) -> Decimal:
        return sum((p.score * (p.weight or Decimal(1)) for p in self.parts if p.score is not None), Decimal(0))

    @property
    def weights(self) -> Decimal:
        return sum((p.weight or Decimal(1) for p in self.parts if p.score is not None), Decimal(0))


def _missing(inputs: Health, value: Decimal) -> str:
    del value
    missing = [part.label for part in inputs.parts if part.score is None]
    notes = ["Without weights, every part counts the same."] if inputs.parts[0].weight is None else []
    if missing:
        left = f"{inputs.weights.normalize():f}"
        notes.append(
            f"Missing is not zero: {', '.join(missing)} was left out, and the rest (weights of {left}) scaled up."
        )
    return "\n".join(notes)


@metric(
    name="Customer health score",
    unit="score",
    term="customer-health-score",
    topic="lifecycle",
    formula="weighted_sum / weights",
    example=("usage=80:50 engagement=60:30 satisfaction=70:20", "72"),
    low=0,
    high=100,
    notes=_missing,
    meaning="The account scores {value} of 100.",
)
def health(inputs: Health) -> Decimal:
    """The weighted mean of scores from 0 to 100, weights adding up to 100; parts that are missing are left out.

    Source: GitLab Handbook, Customer Health Scoring.
    """
    return inputs.weighted_sum / inputs.weights
