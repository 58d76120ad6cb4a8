"""Usage: who comes back, and how much of what was bought is used."""

from decimal import Decimal

from metrics.catalogue import levels
from metrics.declaration import metric, variant
from metrics.inputs.field import Field, Inputs
from metrics.inputs.kinds import Count
from metrics.inputs.list_kinds import Counts, Names

_SWAPPED = "The two may be swapped, or their windows don't match."
_WHICH = "Say which one it is, DAU over MAU or WAU over MAU: name it as dau= or wau=. Both counts are of the same date."
_MONTHLY = Field("monthly active users", gt=0, reason="Without active users there is nothing to compare.")


class DailyStickiness(Inputs):
    dau: Count = Field("daily active users", ge=0)
    mau: Count = _MONTHLY


@metric(
    name="Product stickiness",
    unit="%",
    term="product-stickiness",
    topic="usage",
    formula="dau / mau * 100",
    example=("1000 5000", "20"),
    low=0,
    high=100,
    beyond=_SWAPPED,
    neighbours=("active-users",),
    aliases=("dau/mau", "wau/mau"),
    swapped=("wau mau", "mau dau"),
    meaning="{value} of the users of a month are there in the shorter window.",
    notes=_WHICH,
)
def stickiness(inputs: DailyStickiness) -> Decimal:
    """Users active in a day or a week, over users active in the month.

    Source: Chen, “DAU/MAU is an important metric to measure engagement”, 2018.
    """
    return inputs.dau / inputs.mau * 100


class WeeklyStickiness(Inputs):
    wau: Count = Field("weekly active users", ge=0)
    mau: Count = _MONTHLY


@variant(
    "stickiness",
    "weekly",
    by_name=True,
    formula="wau / mau * 100",
    example=("wau=2500 mau=5000", "50"),
    notes="If everybody came in one week of four, this would be 25%: that is its floor, not 0.",
)
def weekly_stickiness(inputs: WeeklyStickiness) -> Decimal:
    return inputs.wau / inputs.mau * 100


class ActiveUsers(Inputs):
    users: Names = Field("users seen, one an event")


@metric(
    name="Active users",
    unit="count",
    term="active-user",
    topic="usage",
    formula="",
    example=("anna bob anna carla bob", "3"),
    neighbours=("stickiness",),
    meaning=(("= 1", "One user was active."), ("", "{value} different users were active.")),
    notes="Days are never added up: whoever comes on three days of a month is one monthly active user.",
)
def active_users(inputs: ActiveUsers) -> Decimal:
    """Different users with at least one activity in a day, week or month.

    Source: Pendo, Glossary.
    """
    return Decimal(len({user.casefold() for user in inputs.users}))


class Adoption(Inputs):
    adopters: Count = Field("adopters", ge=0, aliases=("users",))
    eligible: Count = Field("eligible", gt=0, reason="With nobody eligible there is no rate.")


@metric(
    name="Adoption rate",
    unit="%",
    term="product-adoption",
    topic="usage",
    formula="adopters / eligible * 100",
    example=("120 160", "75"),
    low=0,
    high=100,
    beyond=_SWAPPED,
    swapped=("eligible adopters",),
    meaning="{value} of those who could use it do.",
    notes="The same division serves a feature: its users over those who have access to it.",
)
def adoption(inputs: Adoption) -> Decimal:
    """Those who use a product or a feature, over those who could.

    Source: Pendo, “The Path to Product Adoption”.
    """
    return inputs.adopters / inputs.eligible * 100


class Activation(Inputs):
    activated: Count = Field("activated", ge=0)
    signups: Count = Field("signed up", gt=0, aliases=("sign_ups",), reason="Nobody has signed up.")


@metric(
    name="Activation rate",
    unit="%",
    term="activation",
    topic="usage",
    formula="activated / signups * 100",
    example=("130 200", "65"),
    low=0,
    high=100,
    beyond=_SWAPPED,
    swapped=("signups activated",),
    meaning="{value} of those who signed up have activated.",
    notes="Both are of the same group of sign-ups.",
)
def activation(inputs: Activation) -> Decimal:
    """Users who reached the moment that counts as activation, over those who signed up.

    Source: Ellis and Brown, “Hacking Growth”, 2017.
    """
    return inputs.activated / inputs.signups * 100


class LicenceUtilisation(Inputs):
    used: Count = Field("licenses in use", ge=0)
    bought: Count = Field("licenses bought", gt=0, reason="None were bought.")


@metric(
    name="License utilization",
    unit="%",
    term="license-utilization",
    topic="usage",
    formula="used / bought * 100",
    example=("160 200", "80"),
    low=0,
    band=levels.LICENCE_UTILISATION,
    aliases=("license-utilization", "licence-utilization"),
    swapped=("bought used",),
    plausible="<= 100",
    meaning=(
        ("> 100", "More licenses are in use than were bought: a true-up is due."),
        ("", "{value} of the licenses bought are in use."),
    ),
)
def licence_utilisation(inputs: LicenceUtilisation) -> Decimal:
    """Licenses in use, over licenses bought.

    Source: GitLab Handbook, Customer Success: Product Usage Data.
    """
    return inputs.used / inputs.bought * 100


class EngagementCount(Inputs):
    conversations: Counts = Field("counts of valuable conversations", ge=0)


@metric(
    name="Engagement count",
    unit="count",
    term="engagement",
    topic="usage",
    formula="sum(conversations)",
    example=("4 3 6", "13"),
    meaning=(
        ("= 1", "One valuable conversation in the period."),
        ("", "{value} valuable conversations in the period."),
    ),
    notes="What is valuable is a judgment: agree on it first, and on the period, or two counts can't be compared.",
)
def engagement_count(inputs: EngagementCount) -> Decimal:
    """Valuable conversations with customers in a period, added up over weeks or accounts.

    Source: GitLab Handbook, Customer Success: Product Usage Data.
    """
    return sum(inputs.conversations, Decimal(0))
