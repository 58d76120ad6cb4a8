"""Contracts and subscriptions."""

from dataclasses import replace
from fractions import Fraction

from accounts.kinds.model import Field, Kind, choice_meaning, in_words
from accounts.kinds.shared_fields import (
    ACCOUNT,
    ACTIVE,
    ARR,
    AUTO,
    CHURNED,
    CURRENCY,
    MRR,
    NOTICE,
    NOTICE_GIVEN,
    NOTICE_UNIT,
    PAYMENT,
    PLAN,
    RENEWAL_TERM,
    SEATS,
    TRIAL,
)

PERIODS_A_YEAR = {
    "day": Fraction(365),
    "week": Fraction(52),
    "month": Fraction(12),
    "quarter": Fraction(4),
    "half-year": Fraction(2),
    "year": Fraction(1),
    "two years": Fraction(1, 2),
    "three years": Fraction(1, 3),
}
"""For each value of `interval`, what `amount` is multiplied with to be ARR."""

STATUS = Field(
    "status",
    "choice",
    "Whether it runs; one that was replaced does until its end",
    in_words(
        "subscription status, contract status, license status, deal status, opportunity stage, deal stage, stage, state"
    ),
    choices=choice_meaning(
        trial="trialing, trialling, in trial, free trial, evaluation, trial started",
        active="past due, unpaid, activated, live, future, ongoing, signed, in force, running, renewed,"
        "closed won, won, current, upcoming, pending renewal, open, incomplete, paid, paused,"
        "at risk, suspended, grace period, renewing, reactivated",
        notice="non renewing, non-renewing, not renewing, will not renew, won't renew, pending cancellation,"
        "pending cancel, pending cancelation, pending churn, cancellation pending, cancellation scheduled,"
        "scheduled to cancel, cancel at period end, cancels at period end, canceling, cancelling, notice given,"
        "notice received, under notice, in notice, active until cancelled, leaving, will churn",
        cancelled="canceled, ended, expired, churned, incomplete expired, terminated, lost, closed, inactive, void,"
        "not renewed, deactivated, cancelled by customer, trial expired, expired trial",
        replaced="upgraded, downgraded, superseded, migrated, converted, changed, switched",
        unsigned="closed lost, lost deal, deal lost, omitted from forecast",
    ),
    decides=True,
)
_OF_DEALS = frozenset(["deal", "opportunity", "stage", "pipeline"])
_NOT_SIGNED = frozenset(["open", "upcoming", "future", "current", "pending renewal"])


def with_deal_stages(kind: Kind, header: str) -> Kind:
    """Contracts whose status is the stage of a deal, as its header says: `lost` never was a contract, and what is open
    isn't signed.
    """
    if kind.name != "subscriptions" or not any(word in header.casefold() for word in _OF_DEALS):
        return kind
    status = kind["status"]
    moved = {"active": _NOT_SIGNED, "cancelled": frozenset(["lost"])}
    choices = tuple(
        (value, tuple(word for word in words if word not in moved.get(value, ())) + (("lost",) * (value == "unsigned")))
        for value, words in status.choices
    )
    staged = replace(status, choices=choices)
    return replace(kind, fields=tuple(staged if each is status else each for each in kind))


INTERVAL = Field(
    "interval",
    "choice",
    "How often it is billed. `amount` is for that long: ARR is `amount` times the periods in a year. `arr` and `mrr` "
    "say what they are by themselves and are never multiplied",
    in_words(
        "billing frequency, billing interval, billing period, billing cycle, billing term, plan interval,"
        "interval unit, payment frequency, recurrence, recurring interval, price interval, renewal unit,"
        "invoicing frequency"
    ),
    in_words("billing, billed, frequency, period"),
    choices=(
        ("day", in_words("daily, days")),
        ("week", in_words("weekly, weeks, every week")),
        ("month", in_words("monthly, months, every month, 1 month, p1m, mo, month to month, mensual, mensuel,"
                         "monatlich")),
        ("quarter", in_words("quarterly, quarters, every 3 months, 3 months, p3m, every quarter, 3-month, trimestral,"
                           "trimestriel, vierteljährlich")),
        ("half-year", in_words("semi-annual, semiannual, semi annually, semiannually, biannual, half-yearly,"
                             " half yearly, every 6 months, 6 months, p6m, six months, semestral, semestriel,"
                             " halbjährlich")),
        ("year", in_words("yearly, annual, annually, years, every year, 12 months, every 12 months, p12m, p1y, 1 year,"
                        "per year, upfront annual, one year, 1-year, anual, annuel, jährlich")),
        ("two years", in_words("2 years, every 2 years, biennial, 24 months, p2y, p24m, every 24 months, two year,"
                             "2-year")),
        ("three years", in_words("3 years, every 3 years, triennial, 36 months, p3y, p36m, every 36 months, three year,"
                               "3-year")),
    ),
)  # fmt: skip

SUBSCRIPTIONS = Kind(
    "subscriptions",
    "subscription",
    "Contracts and subscriptions",
    (
        Field(
            "key",
            "key",
            "The subscription's id",
            in_words(
                "subscription id, contract id, license id, contract number, subscription number, opportunity id,"
                "deal id, subscription external id, license external id, external id, record id,"
                "customer subscription id, subscription uuid, relationship id, sub id, id, _id, uuid"
            ),
        ),
        ACCOUNT,
        Field(
            "product",
            "text",
            "The product",
            in_words(
                "product name, sku, product family, product line, product code, line item, product description,"
                "relationship type, relationship name"
            ),
            in_words("item, service"),
        ),
        PLAN,
        STATUS,
        Field(
            "starts_on",
            "date",
            "When it starts",
            in_words(
                "start date, contract start date, subscription start date, service start date, license start date,"
                "term start date, effective start date, start, from date, starts at, started at, started on,"
                "subscription started at, effective date, activated date, term start, valid from, begin date, from,"
                "original contract date, subscription start, conversion date, converted date, subscribed at,"
                "subscription date, start month, signup date"
            ),
            in_words("created utc, created date, created, close date, signed date, current period start, create date"),
            required=True,
        ),
        Field(
            "ends_on",
            "date",
            "When the term ends",
            in_words(
                "end date, contract end date, subscription end date, service end date, license end date,"
                "term end date, effective end date, end, to date, ends at, renewal date, next renewal date,"
                "contract renewal date, term end, expiration date, expiry date, expires at, valid to, valid until,"
                "to, contract expiration date, current period end, current term end, renews at"
            ),
            ends=True,
        ),
        Field(
            "cancelled_on",
            "date",
            "When it stopped counting because it was cancelled. If it was only cancelled on that day and runs until "
            "its end, that is a notice",
            in_words(
                "ended date, cancelled date, cancellation date, churn date, churned date, termination date,"
                "subscription cancelled date, cancellation effective date, cancel date, churn month"
            ),
            sparse=True,
        ),
        replace(CHURNED, help="Whether it was lost at its end"),
        replace(ACTIVE, help="Whether it still runs"),
        replace(TRIAL, help="Whether it is a trial"),
        ARR,
        MRR,
        Field(
            "amount",
            "money",
            "What is billed for each `interval`, all seats together",
            in_words("recurring amount, recurring price, billing amount, amount per interval,subscription amount"),
            in_words("price, value"),
        ),
        Field(
            "unit_amount",
            "money",
            "What is billed for each `interval` and seat: times `seats` it is `amount`",
            in_words("unit price, price per seat, price per user, price per unit, seat price, list price per unit"),
        ),
        Field(
            "term_amount",
            "money",
            "What the whole term costs, from its start to its end: ARR is what that is for a year",
            in_words("tcv, total contract value, contract total value, term amount, tcv amount"),
            in_words(
                "contract value, contract amount, deal value, deal amount, opportunity amount, booking amount,"
                "bookings, total amount, total price, order value, contract total"
            ),
        ),
        INTERVAL,
        Field(
            "interval_count",
            "count",
            "How many intervals one billing covers: 3 with months is a quarter",
            in_words("plan interval count, recurring interval count, billing interval count, renewal period"),
        ),
        CURRENCY,
        SEATS,
        NOTICE,
        NOTICE_UNIT,
        NOTICE_GIVEN,
        Field(
            "notice_on",
            "date",
            "The day on which notice was given: it runs until its end. Beside a column that says when it ended, it is "
            "the day on which it was cancelled",
            in_words(
                "notice date, notice given on, notice received on, date of notice, cancellation requested on,"
                "cancellation request date, cancel requested on, cancel request date, cancelled date,"
                "cancellation date, subscription cancelled date"
            ),
            sparse=True,
            after="cancelled_on",
        ),
        AUTO,
        RENEWAL_TERM,
        PAYMENT,
    ),
    ("account", "product", "starts_on"),
    one_of=(("arr", "mrr", "amount", "unit_amount", "term_amount"),),
    called=("subscription", "contract", "license", "deal", "opportunity"),
)
