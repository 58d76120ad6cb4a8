"""Recurring revenue: ARR, MRR, what moves them, and what an account brings."""

from decimal import Decimal

from metrics.catalogue.mrr_fields import CHURN, CONTRACTION, EXPANSION, GAINED, MRR, NEW, REACTIVATION, STARTING
from metrics.declaration import metric, variant
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count, Money
from metrics.inputs.time_kinds import Months

_ONE_OFFS = "One-off fees stay out: setup, training, services."


class ArrFromMrr(Inputs):
    mrr: Money = MRR


@metric(
    name="Annual Recurring Revenue",
    unit="currency",
    each="a year",
    term="annual-recurring-revenue",
    topic="revenue",
    formula="mrr * 12",
    example=("€500", "6000"),
    neighbours=("mrr",),
    notes=_ONE_OFFS,
    meaning="This is what recurs in a year if nothing changes.",
)
def arr(inputs: ArrFromMrr) -> Decimal:
    """Recurring revenue at its yearly rate: twelve times MRR, or a contract's value spread over its term.

    Source: Andreessen Horowitz, “16 Startup Metrics”, 2015.
    """
    return inputs.mrr * 12


class Contract(Inputs):
    value: Money = Field("contract value", ge=0)
    months: Months = Field(
        "of term", gt=0, le=600, aliases=("term",), reason="A contract without a term has no yearly value."
    )


@variant("arr", "contract", formula="value * 12 / months", example=("€1500 6mo", "3000"), notes=_ONE_OFFS)
def arr_of_contract(inputs: Contract) -> Decimal:
    return inputs.value * 12 / inputs.months


class Customers(Inputs):
    customers: Count = Field("customers", ge=0)
    price: Money = Field("a year from each", ge=0)


@variant(
    "arr",
    "customers",
    formula="customers * price",
    example=("customers=50 price=2400", "120000"),
    notes="Where prices differ, add them up instead: book-of-business.",
)
def arr_of_customers(inputs: Customers) -> Decimal:
    return inputs.customers * inputs.price


class MrrFromArr(Inputs):
    arr: Money = Field("ARR", ge=0)


@metric(
    name="Monthly Recurring Revenue",
    unit="currency",
    each="a month",
    term="monthly-recurring-revenue",
    topic="revenue",
    formula="arr / 12",
    example=("90000", "7500"),
    neighbours=("arr",),
    notes=_ONE_OFFS,
    meaning="This is what recurs every month if nothing changes.",
)
def mrr(inputs: MrrFromArr) -> Decimal:
    """Recurring revenue of a month: a twelfth of ARR, or a contract's value over the months of its term.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.arr / 12


@variant(
    "mrr",
    "contract",
    formula="value / months",
    example=("€9600 2y", "400"),
    notes="A contract that is paid in advance is spread over its term all the same. " + _ONE_OFFS,
)
def mrr_of_contract(inputs: Contract) -> Decimal:
    return inputs.value / inputs.months


class NetNewMrr(Inputs):
    new: Money = NEW
    expansion: Money = GAINED
    contraction: Money = CONTRACTION
    churn: Money = CHURN
    reactivation: Money = REACTIVATION


@metric(
    name="Net new MRR",
    unit="currency",
    term="net-new-mrr",
    topic="revenue",
    formula="new + expansion + reactivation - contraction - churn",
    example=("10k 6k 1k 4k reactivation=500", "11500"),
    neighbours=("quick-ratio", "mrr"),
    meaning=(
        ("> 0", "MRR has grown by {value} in the period."),
        ("< 0", "MRR has shrunk by {size} in the period."),
        ("= 0", "Gains and losses cancel out."),
    ),
)
def net_new_mrr(inputs: NetNewMrr) -> Decimal:
    """What a period has added to MRR: new, expansion and customers won back, less downgrades and cancellations.

    Source: ChartMogul, “Understanding MRR movements”.
    """
    return inputs.new + inputs.expansion + inputs.reactivation - inputs.contraction - inputs.churn


class ExpansionRate(Inputs):
    start: Money = Field("MRR at the start of the period", gt=0, aliases=STARTING, reason="There is nothing to expand.")
    expansion: Money = EXPANSION


@metric(
    name="Expansion rate",
    unit="%",
    term="expansion-rate",
    topic="revenue",
    formula="expansion / start * 100",
    example=("100k 6k", "6"),
    neighbours=("nrr", "expansion-mrr"),
    swapped=("expansion start",),
    plausible="<= 100",
    meaning="Customers of the start have added {value} to what they paid.",
    notes="Only customers of the start count: revenue from new ones is not expansion.",
)
def expansion_rate(inputs: ExpansionRate) -> Decimal:
    """Recurring revenue gained from customers of the start, over the revenue of the start.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.expansion / inputs.start * 100


class ExpansionMrr(Inputs):
    upsell: Money = Field("MRR of upsells", ge=0)
    cross_sell: Money = Field("MRR of cross-sells", ge=0)
    add_ons: Money = Field("MRR of add-ons counted in neither", ge=0, default=0)


@metric(
    name="Expansion MRR",
    unit="currency",
    each="a month",
    term="expansion-mrr",
    topic="revenue",
    formula="upsell + cross_sell + add_ons",
    example=("4000 1500", "5500"),
    neighbours=("expansion-rate",),
    meaning="This is what customers of the start have added to MRR.",
    notes="Each add-on counts once: as an upsell, as a cross-sell, or by itself.",
)
def expansion_mrr(inputs: ExpansionMrr) -> Decimal:
    """Recurring revenue that customers have added by upsell, cross-sell and add-ons.

    Source: ChartMogul, “Understanding MRR movements”.
    """
    return inputs.upsell + inputs.cross_sell + inputs.add_ons


class Arpa(Inputs):
    mrr: Money = MRR
    accounts: Count = Field(
        "paying accounts", gt=0, aliases=("customers",), reason="Without accounts there is no average."
    )


@metric(
    name="Average Revenue Per Account",
    unit="currency",
    each="a month",
    term="average-revenue-per-account",
    topic="revenue",
    formula="mrr / accounts",
    example=("$300,000 600", "500"),
    neighbours=("clv", "arpa-growth"),
    swapped=("accounts mrr",),
    plausible=">= 1",
    meaning="A paying account brings {value} a month on average.",
    notes="Both numbers are of the same day, and only paying accounts count: free ones and trials stay out.",
)
def arpa(inputs: Arpa) -> Decimal:
    """Monthly recurring revenue over the number of paying accounts.

    Source: Skok, “SaaS Metrics 2.0”, For Entrepreneurs, 2013.
    """
    return inputs.mrr / inputs.accounts


class ArpaGrowth(Inputs):
    before: Money = Field("ARPA before", gt=0, aliases=("earlier",), reason="Growth from nothing has no percentage.")
    after: Money = Field("ARPA after", ge=0, aliases=("later",))


@metric(
    name="ARPA growth",
    unit="%",
    term="average-revenue-per-account",
    topic="revenue",
    formula="(after - before) / before * 100",
    example=("500 550", "10"),
    low=-100,
    neighbours=("arpa", "percent-change"),
    swapped=("after before",),
    meaning=(
        ("> 0", "An account brings {value} more than before."),
        ("< 0", "An account brings {size} less than before."),
        ("= 0", "An account brings what it did before."),
    ),
    notes="Compare the same month of both years. The difference is divided, not the earlier figure alone.",
)
def arpa_growth(inputs: ArpaGrowth) -> Decimal:
    """The change of revenue per account, over the earlier figure.

    Source: the definition of relative change, (after − before) over before.
    """
    return (inputs.after - inputs.before) / inputs.before * 100
