"""Retention of revenue: what of last period's is still there, and what is not."""

from decimal import Decimal

from metrics.catalogue import levels
from metrics.catalogue.mrr_fields import (
    CHURN,
    CHURNED,
    CONTRACTION,
    DOWNGRADED,
    EXPANSION,
    LOST,
    PERIOD,
    REACTIVATION,
    START,
)
from metrics.declaration import metric, variant
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Money, Rate
from metrics.inputs.time_kinds import Period


class Nrr(Inputs):
    start: Money = START
    expansion: Money = EXPANSION
    contraction: Money = CONTRACTION
    churn: Money = CHURN
    months: Period = PERIOD


@metric(
    name="Net Revenue Retention",
    unit="%",
    term="net-revenue-retention",
    topic="retention",
    formula="(start + expansion - contraction - churn) / start * 100",
    example=("100k 20k 5k 8k", "107"),
    low=0,
    beyond="More was lost than there was: losses are those of the customers of the start only.",
    band=levels.NRR,
    neighbours=("net-churn", "grr"),
    aliases=("ndr",),
    meaning=(
        ("> 100", "Without a single new customer, revenue would have grown by {beyond}."),
        ("< 100", "Without new customers, revenue would have shrunk by {short}."),
        ("= 100", "Expansion has made up for every loss exactly."),
    ),
    notes=(
        ("", "Only the customers of the start count: revenue from new ones stays out."),
        ("", "Larger contracts retain more: compare with companies whose contracts are worth what yours are."),
    ),
)
def nrr(inputs: Nrr) -> Decimal:
    """Recurring revenue kept and grown from the customers of the start of the period.

    Source: ChartMogul Help Center, “Benchmarks” (of a year); SaaS Venture Capital, “A Hint of SaaS”, 2023.
    """
    return (inputs.start + inputs.expansion - inputs.contraction - inputs.churn) / inputs.start * 100


class NrrOfLosses(Inputs):
    start: Money = START
    expansion: Money = EXPANSION
    lost: Money = LOST
    months: Period = PERIOD


@variant(
    "nrr",
    "losses",
    by_name=True,
    formula="(start + expansion - lost) / start * 100",
    example=("start=27k expansion=8k lost=5k", "111.11"),
    notes="Only the customers of the start count: revenue from new ones stays out.",
)
def nrr_of_losses(inputs: NrrOfLosses) -> Decimal:
    return (inputs.start + inputs.expansion - inputs.lost) / inputs.start * 100


class NrrFromChurn(Inputs):
    net_churn: Rate = Field("net MRR churn", le=1)
    months: Period = PERIOD


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
    start: Money = START
    contraction: Money = CONTRACTION
    churn: Money = CHURN
    months: Period = PERIOD


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
    band=levels.GRR,
    neighbours=("gross-churn", "nrr"),
    aliases=("gdr",),
    meaning="Before any expansion, {value} of the revenue of the start is still there.",
    notes="It leaves expansion out, so it is never above 100% or above NRR.",
)
def grr(inputs: Grr) -> Decimal:
    """Recurring revenue kept from the customers of the start of the period, without any expansion.

    Source: Aleph and Benchmarkit, “SaaS & AI Performance Benchmarks”, 2026.
    """
    return (inputs.start - inputs.contraction - inputs.churn) / inputs.start * 100


class GrrOfLosses(Inputs):
    start: Money = START
    lost: Money = LOST
    months: Period = PERIOD


@variant(
    "grr",
    "losses",
    by_name=True,
    formula="(start - lost) / start * 100",
    example=("start=$10,000 lost=$1,000", "90"),
    notes="It leaves expansion out, so it is never above 100% or above NRR.",
)
def grr_of_losses(inputs: GrrOfLosses) -> Decimal:
    return (inputs.start - inputs.lost) / inputs.start * 100


class GrossChurn(Inputs):
    start: Money = START
    churn: Money = Field("MRR lost to cancellations", ge=0, aliases=("lost", *CHURNED))
    contraction: Money = Field("MRR lost to downgrades", ge=0, default=0, aliases=DOWNGRADED)


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
    start: Money = START
    churn: Money = CHURN
    contraction: Money = CONTRACTION
    expansion: Money = EXPANSION
    reactivation: Money = REACTIVATION


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


class NetChurnOfLosses(Inputs):
    start: Money = START
    lost: Money = LOST
    expansion: Money = EXPANSION


@variant(
    "net-churn",
    "losses",
    by_name=True,
    formula="(lost - expansion) / start * 100",
    example=("start=$50,000 lost=$10,000 expansion=$7,000", "6"),
)
def net_churn_of_losses(inputs: NetChurnOfLosses) -> Decimal:
    return (inputs.lost - inputs.expansion) / inputs.start * 100
