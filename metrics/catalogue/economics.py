"""Unit economics: what a customer is worth, what winning one costs, and whether growth pays."""

from decimal import Decimal

from metrics.catalogue import levels
from metrics.catalogue.mrr_fields import MRR
from metrics.declaration import metric, variant
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count, Money, Rate
from metrics.inputs.time_kinds import Months

_NO_CHURN = "With no churn a customer never leaves, so the value has no limit: it is undefined."
_SAME_PERIOD = "ARPA and churn are of the same period: a monthly ARPA goes with monthly churn, never with yearly."

_ARPU = ("arpu", "arpc", "arps")
_ARPA = Field("ARPA a month", ge=0, aliases=_ARPU)
_CHURN = Field("customers lost a month", gt=0, le=1, reason=_NO_CHURN)


class Clv(Inputs):
    arpa: Money = _ARPA
    churn: Rate = _CHURN

    def check(self) -> None:
        if self.churn > 1:
            raise MetricError("churn can't be more than 100%.", "churn")


@metric(
    name="Customer Lifetime Value",
    unit="currency",
    term="customer-lifetime-value",
    topic="economics",
    formula="arpa / churn",
    example=("$300 2%", "15000"),
    neighbours=("lifetime", "arpa", "ltv-cac"),
    aliases=("ltv", "cltv"),
    swapped=("mrr months",),
    plausible=lambda inputs: inputs.months >= 1,
    meaning="A customer brings {value} over the time it stays.",
    notes=f"{_SAME_PERIOD} This is revenue: with a gross margin in between (arpa margin churn) it is profit.",
)
def clv(inputs: Clv) -> Decimal:
    """What a customer brings over its lifetime: revenue per account over the churn rate, times the margin if given.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.arpa / inputs.churn


class ClvOnMargin(Inputs):
    arpa: Money = _ARPA
    margin: Rate = Field("gross margin", le=1)
    churn: Rate = _CHURN


@variant(
    "clv",
    "margin",
    formula="arpa * margin / churn",
    example=("$300 80% 2%", "12000"),
    swapped=("arpa churn margin",),
    plausible=lambda inputs: inputs.churn < inputs.margin,
    notes=_SAME_PERIOD,
)
def clv_on_margin(inputs: ClvOnMargin) -> Decimal:
    return inputs.arpa * inputs.margin / inputs.churn


class ClvOfStay(Inputs):
    mrr: Money = MRR
    months: Months = Field("of stay", gt=0, le=1200, aliases=("lifetime",))


@variant(
    "clv",
    "stay",
    formula="mrr * months",
    example=("$300 30mo", "9000"),
    notes="It takes MRR to stay the same all the time, and is the value of customers who stay that long.",
)
def clv_of_stay(inputs: ClvOfStay) -> Decimal:
    return inputs.mrr * inputs.months


class Lifetime(Inputs):
    churn: Rate = Field("customers lost a month", gt=0, le=1, reason="With no churn a customer never leaves.")


@metric(
    name="Average customer lifetime",
    unit="months",
    term="average-customer-lifetime",
    topic="economics",
    formula="1 / churn",
    example=("2%", "50"),
    low=1,
    neighbours=("clv", "logo-churn"),
    aliases=("customer-lifetime",),
    meaning="A customer stays for {value} on average.",
    notes="In months because the rate is monthly: with a yearly rate the figure is in years.",
)
def lifetime(inputs: Lifetime) -> Decimal:
    """How long a customer stays on average: the inverse of the churn rate.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return 1 / inputs.churn


class GrossMargin(Inputs):
    revenue: Money = Field("revenue", gt=0, reason="Without revenue there is no rate.")
    costs: Money = Field("cost of goods sold", ge=0, aliases=("cogs",))


@metric(
    name="Gross margin",
    unit="%",
    term="gross-margin",
    topic="economics",
    formula="(revenue - costs) / revenue * 100",
    example=("$1M $220k", "78"),
    band=levels.GROSS_MARGIN,
    high=100,
    neighbours=("clv", "cac-payback"),
    also=(("Gross margin as an amount", "currency", lambda inputs: inputs.revenue - inputs.costs),),
    meaning=(
        ("< 0", "Delivering costs more than it brings."),
        ("", "{left} of what is earned goes into delivering it."),
    ),
)
def gross_margin(inputs: GrossMargin) -> Decimal:
    """Revenue less the cost of goods sold, over revenue.

    Source: Sapphire Ventures, “How Gross Margin and Gross Retention Drive Efficient ARR Growth”, 2023.
    """
    return (inputs.revenue - inputs.costs) / inputs.revenue * 100


class Cac(Inputs):
    spend: Money = Field("spent on sales and marketing", ge=0, aliases=("costs",))
    new: Count = Field(
        "new customers", gt=0, aliases=("customers",), reason="Nobody was won, so there is no cost of each."
    )


@metric(
    name="Customer Acquisition Cost",
    unit="currency",
    term="customer-acquisition-cost",
    topic="economics",
    formula="spend / new",
    example=("$300k 60", "5000"),
    neighbours=("ltv-cac", "cac-payback"),
    swapped=("new spend",),
    plausible=">= 1",
    meaning="Winning a customer costs {value}.",
    notes="Fully loaded: salaries, commissions, tools and overheads of sales and marketing, not advertising alone.",
)
def cac(inputs: Cac) -> Decimal:
    """Spending on sales and marketing, over the customers it won.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.spend / inputs.new


class LtvCac(Inputs):
    clv: Money = Field("customer lifetime value", ge=0, aliases=("ltv",))
    cac: Money = Field("customer acquisition cost", gt=0, reason="A customer who costs nothing has no ratio.")


@metric(
    name="LTV to CAC ratio",
    unit="ratio",
    term="ltv-cac-ratio",
    topic="economics",
    formula="clv / cac",
    example=("15k 5k", "3"),
    band=levels.LTV_CAC,
    neighbours=("clv", "cac"),
    swapped=("cac clv",),
    plausible=">= 1",
    meaning="A customer brings {number} times what winning it cost.",
)
def ltv_cac(inputs: LtvCac) -> Decimal:
    """What a customer brings over its lifetime, over what winning it cost.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.clv / inputs.cac


class CacPayback(Inputs):
    cac: Money = Field("customer acquisition cost", ge=0)
    arpa: Money = Field("ARPA a month", gt=0, aliases=("mrr", *_ARPU), reason="Nothing comes back.")
    margin: Rate = Field("gross margin", gt=0, le=1, default=1, reason="Nothing comes back.")


@metric(
    name="CAC payback",
    unit="months",
    term="cac-payback",
    topic="economics",
    formula="cac / (arpa * margin)",
    example=("$6000 $800 75%", "10"),
    band=levels.CAC_PAYBACK,
    neighbours=("cac", "arpa", "gross-margin"),
    meaning="What winning a customer cost is earned back in {value}.",
    notes="Without a margin it counts revenue, which looks faster than it is.",
)
def cac_payback(inputs: CacPayback) -> Decimal:
    """The months until the gross margin of a customer has paid for winning it.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.cac / (inputs.arpa * inputs.margin)


class AcquisitionCostRatio(Inputs):
    acquisition: Money = Field("to win a customer", ge=0, aliases=("cac",))
    retention: Money = Field("to keep one for a year", gt=0, reason="Keeping a customer for nothing has no ratio.")


@metric(
    name="Cost of winning vs keeping a customer",
    unit="ratio",
    term="acquisition-cost-ratio",
    topic="economics",
    formula="acquisition / retention",
    example=("6000 1500", "4"),
    neighbours=("cac", "cost-to-retain"),
    swapped=("retention acquisition",),
    plausible=">= 1",
    meaning="Winning a customer costs {number} times what keeping one does.",
)
def acquisition_cost_ratio(inputs: AcquisitionCostRatio) -> Decimal:
    """What winning a customer costs, over what keeping one costs for a year.

    Source: Gallo, “The Value of Keeping the Right Customers”, Harvard Business Review, 2014.
    """
    return inputs.acquisition / inputs.retention
