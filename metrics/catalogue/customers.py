"""Customers kept and lost: how many of those of the start are still there, and what a rate comes to over time."""

from decimal import Decimal

from metrics.catalogue.mrr_fields import STARTING
from metrics.catalogue.statistics import root
from metrics.declaration import metric, variant
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count, Money, Rate

_NO_CUSTOMERS = "Without customers at the start there is nobody to keep."


class LogoChurn(Inputs):
    lost: Count = Field("customers lost in the period", ge=0, aliases=("churned",))
    start: Count = Field("customers at the start", gt=0, aliases=(*STARTING, "customers"), reason=_NO_CUSTOMERS)

    def check(self) -> None:
        if self.lost > self.start:
            raise MetricError(
                "lost can't be more than start: the two may be swapped, or newcomers counted as lost.", "lost"
            )


_CHURN_NOTES = (
    "State the period: 3% a month is 30.6% a year, not 36% (annual-churn). Leavers who also joined in it don't count."
)


@metric(
    name="Customer churn rate",
    unit="%",
    term="customer-churn-rate",
    topic="retention",
    formula="lost / start * 100",
    example=("10 400", "2.5"),
    low=0,
    high=100,
    neighbours=("crr", "annual-churn", "lifetime"),
    aliases=("customer-churn", "churn-rate"),
    swapped=("start lost",),
    meaning="{value} of the customers of the start have left.",
    notes=_CHURN_NOTES,
)
def logo_churn(inputs: LogoChurn) -> Decimal:
    """Customers lost in a period, over the customers at its start.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.lost / inputs.start * 100


class ChurnFromRetention(Inputs):
    crr: Rate = Field("customers retained", ge=0, le=1, aliases=("retention",))


@variant(
    "logo-churn",
    "complement",
    by_name=True,
    formula="(1 - crr) * 100",
    example=("crr=98.5%", "1.5"),
    notes=_CHURN_NOTES,
)
def churn_from_retention(inputs: ChurnFromRetention) -> Decimal:
    return (1 - inputs.crr) * 100


class Crr(Inputs):
    start: Count = Field("customers at the start", gt=0, aliases=STARTING, reason=_NO_CUSTOMERS)
    new: Count = Field("customers who joined in the period", ge=0)
    end: Count = Field("customers at the end", ge=0, aliases=("final", "ending", "closing"))

    def check(self) -> None:
        if self.new > self.end:
            raise MetricError("new can't be more than end: those who joined are among the customers at the end.", "new")


@metric(
    name="Customer Retention Rate",
    unit="%",
    term="customer-retention-rate",
    topic="retention",
    formula="(end - new) / start * 100",
    example=("300 30 315", "95"),
    low=0,
    high=100,
    beyond="The order is start, new, end; or customers won back weren't counted as new.",
    neighbours=("logo-churn",),
    aliases=("customer-retention", "logo-retention"),
    swapped=("end new start", "start end new", "new start end"),
    plausible="> 50",
    meaning="{value} of the customers of the start are still there; {left} have left.",
    notes="Those who joined in the period are left out, even those who left again.",
)
def crr(inputs: Crr) -> Decimal:
    """Customers of the start who are still there at the end, over the customers of the start.

    Source: Farris, Bendle, Pfeifer and Reibstein, “Marketing Metrics”.
    """
    return (inputs.end - inputs.new) / inputs.start * 100


class RenewalRate(Inputs):
    renewed: Money = Field("renewed", ge=0)
    due: Money = Field(
        "up for renewal", gt=0, aliases=("expiring",), reason="With nothing up for renewal there is no rate."
    )


@metric(
    name="Renewal rate",
    unit="%",
    term="renewal-rate",
    topic="retention",
    formula="renewed / due * 100",
    example=("36 40", "90"),
    low=0,
    high=100,
    beyond="The two may be swapped; an increase at renewal is expansion and stays out.",
    swapped=("due renewed",),
    meaning="{value} of what came up for renewal was renewed.",
    notes=(
        "Only contracts that expire in the period count: early renewals belong to the period they were due in, "
        "multi-year ones to the year they end. Say whether these are contracts or ARR."
    ),
)
def renewal_rate(inputs: RenewalRate) -> Decimal:
    """Contracts renewed over contracts up for renewal, in customers or in ARR.

    Source: Gainsight Support, “Renewal Center Metric Calculations”.
    """
    return inputs.renewed / inputs.due * 100


class AnnualChurn(Inputs):
    monthly: Rate = Field("lost a month", ge=0, le=1)


@metric(
    name="Monthly churn over a year",
    unit="%",
    term="customer-churn-rate",
    topic="retention",
    formula="(1 - (1 - monthly) ** 12) * 100",
    example=("3%", "30.62"),
    low=0,
    high=100,
    neighbours=("monthly-churn", "logo-churn"),
    aliases=("churn-annual", "yearly-churn", "annual-churn-rate", "yearly-churn-rate"),
    also=(("Twelve times the monthly rate, which is wrong", "%", lambda inputs: inputs.monthly * 1200),),
    meaning="Losing {monthly} every month leaves {left} after a year.",
    notes="Each month's loss is of what the last month left, so it is less than twelve times the monthly rate. "
    "A yearly rate by the month is monthly-churn.",
)
def annual_churn(inputs: AnnualChurn) -> Decimal:
    """What a monthly churn rate comes to in twelve months, compounded.

    Source: compound interest: what is left after twelve months is (1 − monthly rate)¹².
    """
    return (1 - (1 - inputs.monthly) ** 12) * 100


class MonthlyChurn(Inputs):
    annual: Rate = Field("lost a year", ge=0, le=1, aliases=("yearly",))


@metric(
    name="Yearly churn by the month",
    unit="%",
    term="customer-churn-rate",
    topic="retention",
    formula="(1 - (1 - annual) ** (1 / 12)) * 100",
    example=("30%", "2.93"),
    low=0,
    high=100,
    neighbours=("annual-churn",),
    aliases=("churn-monthly", "monthly-churn-rate"),
    meaning="Losing {annual} a year is losing {value} every month.",
    notes="It is more than a twelfth of the yearly rate, which would compound to less. A monthly rate over a year is "
    "annual-churn.",
)
def monthly_churn(inputs: MonthlyChurn) -> Decimal:
    """The monthly churn rate that comes to a yearly one, compounded.

    Source: compound interest: 1 − (1 − yearly rate)^(1/12).
    """
    return (1 - root(1 - inputs.annual, 12)) * 100
