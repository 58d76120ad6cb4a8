"""Efficiency of growth: quick ratio, magic number, rule of 40, burn multiple."""

from decimal import Decimal

from metrics.catalogue import levels
from metrics.catalogue.mrr_fields import CHURN, CONTRACTION, GAINED, NEW
from metrics.declaration import metric, variant
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Money, Rate

_NO_LOSS = "Nothing was lost, so the quick ratio is unbounded: there is no number for it."


class QuickRatio(Inputs):
    new: Money = NEW
    expansion: Money = GAINED
    contraction: Money = CONTRACTION
    churn: Money = CHURN

    def check(self) -> None:
        if self.contraction + self.churn == 0:
            raise MetricError(_NO_LOSS, "churn")


@metric(
    name="Quick ratio",
    unit="ratio",
    term="quick-ratio",
    topic="efficiency",
    formula="(new + expansion) / (contraction + churn)",
    example=("10k 6k 1k 3k", "4"),
    band=levels.QUICK_RATIO,
    neighbours=("net-new-mrr",),
    meaning=(
        ("> 1", "For every 1 that was lost, {number} was gained."),
        ("< 1", "More was lost than was gained."),
        ("= 1", "As much was gained as was lost."),
    ),
)
def quick_ratio(inputs: QuickRatio) -> Decimal:
    """Recurring revenue gained, over recurring revenue lost.

    Source: InsightSquared, “Measuring the SaaS Revolution with Mamoon Hamid”.
    """
    return (inputs.new + inputs.expansion) / (inputs.contraction + inputs.churn)


class QuickRatioOfTotals(Inputs):
    gained: Money = Field("MRR gained in all", ge=0, aliases=("gains",))
    lost: Money = Field("MRR lost in all", gt=0, aliases=("losses",), reason=_NO_LOSS)


@variant("quick-ratio", "totals", by_name=True, formula="gained / lost", example=("gained=$24k lost=$4k", "6"))
def quick_ratio_of_totals(inputs: QuickRatioOfTotals) -> Decimal:
    return inputs.gained / inputs.lost


_SPEND = Field(
    "spent on sales and marketing last quarter",
    gt=0,
    aliases=("costs",),
    reason="Growth that cost nothing has no ratio.",
)


class MagicNumber(Inputs):
    before: Money = Field("revenue last quarter", ge=0, aliases=("previous",))
    after: Money = Field("revenue this quarter", ge=0, aliases=("current",))
    spend: Money = _SPEND


@metric(
    name="Magic number",
    unit="ratio",
    term="magic-number",
    topic="efficiency",
    formula="(after - before) * 4 / spend",
    example=("$2M $2.2M $1M", "0.8"),
    band=levels.MAGIC_NUMBER,
    neighbours=("burn-multiple",),
    swapped=("after before spend",),
    plausible="> 0",
    meaning=(
        ("> 0", "Every 1 spent last quarter has brought {number} of yearly revenue."),
        ("", "Revenue has not grown, so the spending brought none."),
    ),
    notes="It is often printed inverted: the growth is above the line, the spending of the quarter before below.",
)
def magic_number(inputs: MagicNumber) -> Decimal:
    """The growth of quarterly revenue at its yearly rate, over the sales and marketing spending of the quarter before.

    Source: Leckie, “Magic Number for SaaS Companies”, 2008.
    """
    return (inputs.after - inputs.before) * 4 / inputs.spend


class MagicNumberOfArr(Inputs):
    net_new_arr: Money = Field("net new ARR of the quarter", aliases=("arr",))
    spend: Money = _SPEND


@variant(
    "magic-number",
    "arr",
    by_name=True,
    formula="net_new_arr / spend",
    example=("net-new-arr=$60,000 spend=$40,000", "1.5"),
)
def magic_number_of_arr(inputs: MagicNumberOfArr) -> Decimal:
    return inputs.net_new_arr / inputs.spend


class RuleOf40(Inputs):
    growth: Rate = Field("revenue growth")
    margin: Rate = Field("profit margin", le=1)


@metric(
    name="Rule of 40",
    unit="%",
    term="rule-of-40",
    topic="efficiency",
    formula="(growth + margin) * 100",
    example=("30% 12%", "42"),
    band=levels.RULE_OF_40,
    neighbours=("gross-margin",),
    meaning="Growth and margin together come to {value}.",
    notes="Say which margin it is: EBITDA, free cash flow or operating margin give different scores.",
)
def rule_of_40(inputs: RuleOf40) -> Decimal:
    """Yearly revenue growth and profit margin, added up.

    Source: Feld, “The Rule of 40% for a Healthy SaaS Company”, 2015.
    """
    return (inputs.growth + inputs.margin) * 100


class BurnMultiple(Inputs):
    burn: Money = Field("net burn")
    net_new_arr: Money = Field("net new ARR", aliases=("arr",))

    def check(self) -> None:
        if self.burn <= 0:
            raise MetricError("Without burn there is no multiple: growth that burns no cash needs none.", "burn")
        if self.net_new_arr <= 0:
            raise MetricError(
                "Without growth there is no multiple: cash was burned, and no ARR was added.", "net_new_arr"
            )


@metric(
    name="Burn multiple",
    unit="ratio",
    term="burn-multiple",
    topic="efficiency",
    formula="burn / net_new_arr",
    example=("$3M $2M", "1.5"),
    band=levels.BURN_MULTIPLE,
    neighbours=("magic-number",),
    meaning="Every 1 of net new ARR has burned {number}.",
)
def burn_multiple(inputs: BurnMultiple) -> Decimal:
    """Net burn, over the net new ARR of the same period.

    Source: Sacks, “The Burn Multiple”, Craft Ventures, 2020.
    """
    return inputs.burn / inputs.net_new_arr
