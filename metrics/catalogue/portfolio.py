"""The portfolio of a team: how much each CSM holds, what keeping it costs, and where it is exposed."""

from decimal import Decimal

from metrics.declaration import metric, variant
from metrics.errors import MetricError
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count, Money, Quantity
from metrics.inputs.list_kinds import Monies

_NO_CSM = "Without a CSM there is nothing to divide by."
_CSMS = Field("CSMs", gt=0, reason=_NO_CSM)
_RAMPING = Field("of them new, each counted as half", ge=0, default=0)
_ACCOUNTS = Field("accounts", ge=0)


class ArrPerCsm(Inputs):
    arr: Money = Field("ARR managed", ge=0)
    csms: Quantity = _CSMS
    ramping: Quantity = _RAMPING

    @property
    def full_csms(self) -> Decimal:
        return self.csms - self.ramping / 2

    def check(self) -> None:
        if self.ramping > self.csms:
            raise MetricError("ramping can't be more than csms, which it is part of.", "ramping")


@metric(
    name="ARR per CSM",
    unit="currency",
    term="arr-per-csm",
    topic="portfolio",
    formula="arr / (csms - ramping / 2)",
    example=("$12M 8", "1500000"),
    neighbours=("accounts-per-csm",),
    swapped=("csms arr",),
    plausible=">= 1",
    meaning="A CSM looks after {value} of ARR.",
    notes="CSMs who are still ramping up carry less: ramping=2 counts two of them as half each.",
)
def arr_per_csm(inputs: ArrPerCsm) -> Decimal:
    """The ARR of managed accounts, over the CSMs who manage them.

    Source: Gainsight, “How to Think About Scaling Your Customer Success Team”, Pulse, 2016.
    """
    return inputs.arr / inputs.full_csms


class AccountsPerCsm(ArrPerCsm):
    accounts: Count = Field("accounts managed", ge=0)
    csms: Quantity = _CSMS
    ramping: Quantity = _RAMPING


@metric(
    name="Accounts per CSM",
    unit="count",
    each="accounts per CSM",
    term="account-coverage",
    topic="portfolio",
    formula="accounts / (csms - ramping / 2)",
    example=("180 6", "30"),
    neighbours=("arr-per-csm",),
    swapped=("csms accounts",),
    plausible=">= 1",
    meaning=(
        ("= 1", "A CSM looks after one account on average."),
        ("", "A CSM looks after {value} accounts on average."),
    ),
    notes="CSMs who are still ramping up carry less: ramping=2 counts two of them as half each.",
)
def accounts_per_csm(inputs: AccountsPerCsm) -> Decimal:
    """Accounts managed, over the CSMs who manage them.

    Source: Mehta and Pickens, “The Customer Success Economy”, 2020.
    """
    return inputs.accounts / inputs.full_csms


class CostToRetain(Inputs):
    spend: Money = Field("spent on keeping customers", ge=0, aliases=("costs",))
    customers: Count = Field("customers served", gt=0, reason="Nobody was served.")


@metric(
    name="Cost to retain",
    unit="currency",
    each="per customer",
    term="cost-to-retain",
    topic="portfolio",
    formula="spend / customers",
    example=("$600k 400", "1500"),
    neighbours=("acquisition-cost-ratio",),
    aliases=("crc",),
    swapped=("customers spend",),
    plausible=">= 1",
    meaning="Keeping a customer costs {value}.",
    notes="Count all of it: salaries and tools of customer success, renewals and training.",
)
def cost_to_retain(inputs: CostToRetain) -> Decimal:
    """Spending on keeping customers, over the customers served in the same period.

    Source: Farris, Bendle, Pfeifer and Reibstein, “Marketing Metrics”.
    """
    return inputs.spend / inputs.customers


class ArrAtRisk(Inputs):
    accounts: Monies = Field("accounts at risk", ge=0)
    total: Money = Field("ARR in all", gt=0, default=None)

    @property
    def at_risk(self) -> Decimal:
        return sum(self.accounts, Decimal(0))

    def check(self) -> None:
        if self.total is not None and self.at_risk > self.total:
            raise MetricError("total must be at least what is at risk.", "total")


@metric(
    name="ARR at risk",
    unit="currency",
    term="arr-at-risk",
    topic="portfolio",
    formula="sum(accounts)",
    example=("120k 60k 20k total=4M", "200000"),
    neighbours=("concentration", "book-of-business"),
    also=(
        ("Share of all ARR", "%", lambda inputs: None if inputs.total is None else inputs.at_risk / inputs.total * 100),
    ),
    meaning="{value} of ARR is with accounts at risk.",
    notes="With total= it says the share as well.",
)
def arr_at_risk(inputs: ArrAtRisk) -> Decimal:
    """The ARR of the accounts that are at risk, added up.

    Source: Vaidyanathan and Rabago, “The Customer Success Professional's Handbook”, 2020.
    """
    return inputs.at_risk


class Concentration(Inputs):
    top: Money = Field("ARR of the largest customers", ge=0)
    total: Money = Field("ARR in all", gt=0, reason="Without ARR there is no share.")

    def check(self) -> None:
        if self.top > self.total:
            raise MetricError("top can't be more than total: the two may be swapped.", "top")


@metric(
    name="Revenue concentration",
    unit="%",
    term="revenue-concentration",
    topic="portfolio",
    formula="top / total * 100",
    example=("$1.8M $6M", "30"),
    low=0,
    high=100,
    neighbours=("arr-at-risk",),
    swapped=("total top",),
    meaning="{value} of ARR hangs on the largest customers.",
    notes="Say how many customers the largest are.",
)
def concentration(inputs: Concentration) -> Decimal:
    """The ARR of the largest customers, over all ARR.

    Source: Andreessen Horowitz, “16 More Startup Metrics”, 2015.
    """
    return inputs.top / inputs.total * 100


class ConcentrationOfAccounts(Inputs):
    accounts: Monies = _ACCOUNTS
    largest: Count = Field("largest customers", ge=1, default=1)

    @property
    def top(self) -> Decimal:
        return sum(sorted(self.accounts, reverse=True)[: int(self.largest)], Decimal(0))

    @property
    def total(self) -> Decimal:
        return sum(self.accounts, Decimal(0))

    def check(self) -> None:
        if self.largest >= len(self.accounts):
            raise MetricError("largest must be fewer than all accounts, or the share is always 100%.", "largest")
        if self.total == 0:
            raise MetricError("The accounts have no ARR, so there is no share.", "accounts")


@variant(
    "concentration",
    "accounts",
    formula="top / total * 100",
    example=("500k 300k 100k 100k largest=2", "80"),
    notes="largest= says how many of the largest customers count; without it, one.",
)
def concentration_of_accounts(inputs: ConcentrationOfAccounts) -> Decimal:
    return inputs.top / inputs.total * 100


class BookOfBusiness(Inputs):
    accounts: Monies = _ACCOUNTS


@metric(
    name="Book of business",
    unit="currency",
    term="book-of-business",
    topic="portfolio",
    formula="sum(accounts)",
    example=("40k 25k 15k", "80000"),
    neighbours=("arr-at-risk", "arr"),
    also=(("Accounts", "count", lambda inputs: Decimal(len(inputs.accounts))),),
    meaning="The accounts of this book bring {value} of ARR.",
    notes="Say which one is meant: the accounts by number, or the sum of their ARR.",
)
def book_of_business(inputs: BookOfBusiness) -> Decimal:
    """The ARR of the accounts that a CSM looks after, added up; their number beside it.

    Source: Vaidyanathan and Rabago, “The Customer Success Professional's Handbook”, 2020.
    """
    return sum(inputs.accounts, Decimal(0))


class Segment(Inputs):
    revenue: Money = Field("revenue", ge=0)
    midmarket: Money = Field("where mid-market begins", gt=0, aliases=("mid_market",))
    enterprise: Money = Field("where enterprise begins", gt=0)

    @property
    def name(self) -> str:
        if self.revenue >= self.enterprise:
            return "enterprise"
        return "mid-market" if self.revenue >= self.midmarket else "small and medium business"

    def check(self) -> None:
        if self.enterprise <= self.midmarket:
            raise MetricError("enterprise must begin above mid-market.", "enterprise")


@metric(
    name="Segment by revenue",
    unit="class",
    term="customer-segmentation",
    topic="portfolio",
    formula="",
    example=("$60k $25k $100k", "mid-market"),
    meaning="A segment begins at its limit, so a customer exactly on one belongs to the larger segment.",
    notes="No limits hold everywhere: give yours, and say whether it is revenue paid to you or the customer's own.",
)
def segment(inputs: Segment) -> str:
    """The segment of a customer by revenue, between limits that are given.

    Source: Vaidyanathan and Rabago, “The Customer Success Professional's Handbook”, 2020.
    """
    return inputs.name
