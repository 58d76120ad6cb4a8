"""Retention: what of last period's revenue and customers is still there, and what is not."""

from decimal import Decimal

from metrics.bands import Band
from metrics.errors import MetricError
from metrics.fields import Field, Inputs
from metrics.kinds import Count, Money, Rate
from metrics.registry import metric, variant

_NO_START = "Without revenue at the start there is nothing to keep."
_NO_CUSTOMERS = "Without customers at the start there is nobody to keep."


class Nrr(Inputs):
    start: Money = Field("MRR at the start of the period", gt=0, aliases=("initial",), reason=_NO_START)
    expansion: Money = Field("MRR gained from those same customers", ge=0)
    contraction: Money = Field("MRR lost to downgrades", ge=0, aliases=("downsell", "downgrades"))
    churn: Money = Field("MRR lost to cancellations", ge=0)


@metric(
    name="Net Revenue Retention",
    unit="%",
    term="net-revenue-retention",
    topic="retention",
    formula="(start + expansion - contraction - churn) / start * 100",
    example=("100k 20k 5k 8k", "107"),
    low=0,
    beyond="More was lost than there was: losses are those of the customers of the start only.",
    band=Band(
        source="Benchmarkit",
        year=2025,
        levels=(
            ("> 101", "above the median of 101%"),
            ("= 101", "at the median of 101%"),
            ("", "below the median of 101%"),
        ),
    ),
    neighbours=("net-churn", "grr"),
    aliases=("ndr",),
    meaning=(
        ("> 100", "Without a single new customer, revenue would have grown by {beyond}."),
        ("< 100", "Without new customers, revenue would have shrunk by {short}."),
        ("= 100", "Expansion has made up for every loss exactly."),
    ),
    notes=(
        ("", "Only the customers of the start count: revenue from new ones stays out."),
        (
            "",
            "Medians by contract value a year: below $12k 100%, to $25k 102%, to $50k 103%, to $100k 105%, to $250k "
            "107%, above 110% (SaaS Capital, 2023).",
        ),
    ),
)
def nrr(inputs: Nrr) -> Decimal:
    """Recurring revenue kept and grown from the customers of the start of the period.

    Source: SaaS Capital, “2023 B2B SaaS Retention Benchmarks”.
    """
    return (inputs.start + inputs.expansion - inputs.contraction - inputs.churn) / inputs.start * 100


class NrrFromChurn(Inputs):
    net_churn: Rate = Field("net MRR churn", le=1)


@variant(
    "nrr",
    "complement",
    by_name=True,
    formula="(1 - net_churn) * 100",
    example=("net-churn=-1%", "101"),
    notes="Holds only where no customer was won back: reactivation lowers net churn and stays out of NRR.",
)
def nrr_from_net_churn(inputs: NrrFromChurn) -> Decimal:
    return (1 - inputs.net_churn) * 100


class Grr(Inputs):
    start: Money = Field("MRR at the start of the period", gt=0, aliases=("initial",), reason=_NO_START)
    contraction: Money = Field("MRR lost to downgrades", ge=0, aliases=("downsell", "downgrades"))
    churn: Money = Field("MRR lost to cancellations", ge=0)


@metric(
    name="Gross Revenue Retention",
    unit="%",
    term="gross-revenue-retention",
    topic="retention",
    formula="(start - contraction - churn) / start * 100",
    example=("100k 5k 8k", "87"),
    low=0,
    high=100,
    beyond="More was lost than there was.",
    band=Band(
        source="KeyBanc Capital Markets",
        year=2024,
        levels=(
            (">= 95", "in the upper quarter: 95% or more"),
            (">= 91", "between the median of 91% and the upper quartile of 95%"),
            (">= 82", "between the lower quartile of 82% and the median of 91%"),
            ("", "in the lower quarter: below 82%"),
        ),
    ),
    neighbours=("gross-churn", "nrr"),
    aliases=("gdr",),
    meaning="Before any expansion, {value} of the revenue of the start is still there.",
    notes="It leaves expansion out, so it is never above 100% or above NRR.",
)
def grr(inputs: Grr) -> Decimal:
    """Recurring revenue kept from the customers of the start of the period, without any expansion.

    Source: KeyBanc Capital Markets and Sapphire Ventures, “2024 Private SaaS Company Survey”.
    """
    return (inputs.start - inputs.contraction - inputs.churn) / inputs.start * 100


class GrossChurn(Inputs):
    start: Money = Field("MRR at the start of the period", gt=0, aliases=("initial",), reason=_NO_START)
    churn: Money = Field("MRR lost to cancellations", ge=0, aliases=("lost",))
    contraction: Money = Field("MRR lost to downgrades", ge=0, default=0, aliases=("downsell", "downgrades"))


@metric(
    name="Gross MRR churn rate",
    unit="%",
    term="gross-mrr-churn-rate",
    topic="retention",
    formula="(churn + contraction) / start * 100",
    example=("100k 4k 1k", "5"),
    low=0,
    high=100,
    beyond="More was lost than there was: the start may be in another place.",
    neighbours=("grr", "net-churn"),
    aliases=("mrr-churn", "revenue-churn"),
    swapped=("churn start", "churn contraction start"),
    plausible="<= 100",
    meaning="{value} of the revenue of the start was lost.",
)
def gross_churn(inputs: GrossChurn) -> Decimal:
    """Recurring revenue lost to cancellations and downgrades, over the revenue of the start.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return (inputs.churn + inputs.contraction) / inputs.start * 100


class NetChurn(Inputs):
    start: Money = Field("MRR at the start of the period", gt=0, aliases=("initial",), reason=_NO_START)
    churn: Money = Field("MRR lost to cancellations", ge=0, aliases=("lost",))
    contraction: Money = Field("MRR lost to downgrades", ge=0, aliases=("downsell", "downgrades"))
    expansion: Money = Field("MRR gained from those same customers", ge=0)
    reactivation: Money = Field("MRR of customers won back", ge=0, default=0)


@metric(
    name="Net MRR churn rate",
    unit="%",
    term="net-mrr-churn-rate",
    topic="retention",
    formula="(churn + contraction - expansion - reactivation) / start * 100",
    example=("100k 4k 1k 6k 500", "-1.5"),
    high=100,
    beyond="More was lost than there was.",
    neighbours=("nrr", "gross-churn"),
    meaning=(
        ("< 0", "Below zero is good: expansion and customers won back outweigh the losses by {size} of the start."),
        ("> 0", "After expansion, {value} of the revenue of the start is lost."),
        ("= 0", "Expansion makes up for the losses exactly."),
    ),
    notes="Reactivation counts here and not in NRR, so the two add up to 100% only without it.",
)
def net_churn(inputs: NetChurn) -> Decimal:
    """Recurring revenue lost, less what the same customers and those won back have added, over the start.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013; reactivation as a gain, ChartMogul,
    “Understanding MRR movements”.
    """
    return (inputs.churn + inputs.contraction - inputs.expansion - inputs.reactivation) / inputs.start * 100


class LogoChurn(Inputs):
    lost: Count = Field("customers lost in the period", ge=0, aliases=("churned",))
    start: Count = Field("customers at the start", gt=0, aliases=("initial", "customers"), reason=_NO_CUSTOMERS)

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
    start: Count = Field("customers at the start", gt=0, aliases=("initial",), reason=_NO_CUSTOMERS)
    new: Count = Field("customers who joined in the period", ge=0)
    end: Count = Field("customers at the end", ge=0, aliases=("final",))

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
    aliases=("churn-annual", "yearly-churn"),
    also=(("Twelve times the monthly rate, which is wrong", "%", lambda inputs: inputs.monthly * 1200),),
    meaning="Losing {monthly} every month leaves {left} after a year.",
    notes="Each month's loss is of what the last month left, so it is less than twelve times the monthly rate.",
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
    aliases=("churn-monthly",),
    meaning="Losing {annual} a year is losing {value} every month.",
    notes="It is more than a twelfth of the yearly rate, which would compound to less.",
)
def monthly_churn(inputs: MonthlyChurn) -> Decimal:
    """The monthly churn rate that comes to a yearly one, compounded.

    Source: compound interest: 1 − (1 − yearly rate)^(1/12).
    """
    return (1 - (1 - inputs.annual) ** (Decimal(1) / 12)) * 100
