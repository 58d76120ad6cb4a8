"""The movements of MRR as arguments: declared once, since many metrics take them."""

from metrics.inputs.field import Field

CHURNED = ("churned", "cancelled", "canceled", "cancellations")
DOWNGRADED = ("contracted", "downsell", "downgraded", "downgrades")
UPGRADED = ("expanded", "upsells", "upgrades")
STARTING = ("initial", "starting", "beginning", "opening")

MRR = Field("MRR", ge=0)
START = Field(
    "MRR at the start of the period",
    gt=0,
    aliases=STARTING,
    reason="Without revenue at the start there is nothing to keep.",
)
PERIOD = Field("as the length of the period", gt=0, default=None, keyword=True, aliases=("period",))
NEW = Field("MRR of new customers", ge=0)
GAINED = Field("MRR gained from customers", ge=0, aliases=UPGRADED)
EXPANSION = Field("MRR gained from those same customers", ge=0, aliases=UPGRADED)
CONTRACTION = Field("MRR lost to downgrades", ge=0, aliases=DOWNGRADED)
CHURN = Field("MRR lost to cancellations", ge=0, aliases=CHURNED)
LOST = Field("MRR lost to downgrades and cancellations", ge=0, aliases=("losses", "churn", *CHURNED))
REACTIVATION = Field("MRR of customers won back", ge=0, default=0)
