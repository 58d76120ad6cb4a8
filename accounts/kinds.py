"""What can be imported: each kind of file declared once, with its fields and the names that tools give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ValueType = Literal[
    "text", "key", "domain", "email", "country", "date", "money", "currency", "count", "days", "flag", "choice"
]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the store that a file may fill.

    `names` are headers it is known by besides its own name, in lower case with single spaces. The values of a choice
    are given with the words that mean them.
    """

    name: str
    type: ValueType
    help: str
    names: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `table` is where its rows go. A row without a key is known by the fields in `known_by`."""

    name: str
    table: str
    help: str
    fields: tuple[Field, ...]
    known_by: tuple[str, ...]

    def __getitem__(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


ACCOUNT = Field(
    "account",
    "text",
    "The account that the row belongs to: its id, domain or name",
    ("account id", "account name", "company", "company id", "company name", "customer", "customer id", "organization"),
    required=True,
)
CURRENCY = Field("currency", "currency", "The currency of the amounts, such as EUR", ("currency code", "currency iso"))
PLAN = Field("plan", "text", "The plan or tier", ("plan name", "plan tier", "tier", "subscription plan", "edition"))
SEATS = Field("seats", "count", "Seats or licences bought", ("licenses", "licences", "quantity", "users purchased"))
NOTICE = Field("notice_days", "days", "Days before the renewal by which notice must be given", ("notice period",))
AUTO = Field("auto_renews", "flag", "Whether it renews by itself", ("auto renew", "auto renewal", "auto renew flag"))
PAYMENT = Field(
    "payment",
    "choice",
    "Whether the latest invoice is paid",
    ("payment status", "invoice status"),
    choices=(("paid", ("current", "ok")), ("overdue", ("past due", "unpaid", "late", "delinquent", "open"))),
)

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "accounts",
            "account",
            "The customers",
            (
                Field("key", "key", "The account's id where the file comes from", ("id", "account id", "company id")),
                Field("name", "text", "The account's name", ("account name", "company", "customer"), required=True),
                Field("domain", "domain", "Its web domain", ("website", "company domain name", "url", "web site")),
                Field("segment", "text", "The segment it is served in", ("customer segment", "size", "account type")),
                Field("industry", "text", "The industry", ("vertical", "sector")),
                Field("country", "country", "The country", ("billing country", "country region")),
                PLAN,
                Field(
                    "owner", "text", "The CSM who owns it: a name or an email", ("csm", "account owner", "owner name")
                ),
                Field("owner_email", "email", "The owner's email", ("csm email", "account owner email")),
                Field(
                    "status",
                    "choice",
                    "Where it is in its life",
                    ("account status", "customer status", "lifecycle stage", "stage", "phase"),
                    choices=(
                        ("prospect", ("lead", "opportunity", "prospecting")),
                        ("trial", ("trialing", "trialling", "evaluation")),
                        ("active", ("customer", "live", "current", "adoption", "onboarding")),
                        ("churned", ("cancelled", "canceled", "inactive", "lost", "former customer")),
                    ),
                ),
                Field("customer_since", "date", "When it became a customer", ("signup date", "created", "start date")),
                Field("churned_on", "date", "When it left", ("churn date", "cancellation date", "end date")),
                Field("churn_reason", "text", "Why it left", ("cancellation reason",)),
                Field("churned", "flag", "Whether it has left", ("churn flag", "is churned", "churn")),
                Field("trial", "flag", "Whether it is on trial", ("is trial", "in trial")),
                Field("arr", "money", "Annual recurring revenue", ("annual recurring revenue", "arr amount", "acv")),
                Field("mrr", "money", "Monthly recurring revenue", ("monthly recurring revenue", "mrr amount")),
                CURRENCY,
                SEATS,
                Field("renews_on", "date", "The next renewal", ("renewal date", "contract end date", "renewal")),
                NOTICE,
                AUTO,
                PAYMENT,
            ),
            ("domain", "name"),
        ),
        Kind(
            "subscriptions",
            "subscription",
            "Contracts and subscriptions",
            (
                Field(
                    "key", "key", "The subscription's id", ("id", "subscription id", "contract id", "contract number")
                ),
                ACCOUNT,
                Field("product", "text", "The product", ("product name", "sku", "description")),
                PLAN,
                Field(
                    "status",
                    "choice",
                    "Whether it runs",
                    ("subscription status", "contract status"),
                    choices=(
                        ("trial", ("trialing", "trialling", "in trial")),
                        ("active", ("past due", "unpaid", "activated", "live", "future", "non renewing")),
                        ("cancelled", ("canceled", "ended", "expired", "churned", "incomplete expired", "terminated")),
                    ),
                ),
                Field(
                    "starts_on",
                    "date",
                    "When it starts",
                    ("start date", "start", "created", "term start"),
                    required=True,
                ),
                Field("ends_on", "date", "When the term ends", ("end date", "renewal date", "term end")),
                Field("cancelled_on", "date", "When it was cancelled", ("canceled at", "cancelled at", "churn date")),
                Field("churned", "flag", "Whether it was lost at its end", ("churn flag", "is churned")),
                Field("trial", "flag", "Whether it is a trial", ("is trial",)),
                Field("arr", "money", "Annual recurring revenue", ("annual recurring revenue", "arr amount", "acv")),
                Field("mrr", "money", "Monthly recurring revenue", ("monthly recurring revenue", "mrr amount")),
                CURRENCY,
                SEATS,
                NOTICE,
                AUTO,
                PAYMENT,
            ),
            ("account", "product", "starts_on"),
        ),
        Kind(
            "churn",
            "churn",
            "Accounts that left, and why",
            (
                Field("key", "key", "The event's id", ("id", "churn event id")),
                ACCOUNT,
                Field("churned_on", "date", "When it left", ("churn date", "date", "cancelled at"), required=True),
                Field("reason", "text", "Why", ("reason code", "churn reason")),
                Field("note", "text", "In their own words", ("feedback", "feedback text", "comment")),
            ),
            ("account", "churned_on"),
        ),
        Kind(
            "contacts",
            "contact",
            "People at the customer",
            (
                Field("key", "key", "The contact's id", ("id", "contact id", "record id")),
                ACCOUNT,
                Field("name", "text", "Their name", ("full name", "contact name"), required=True),
                Field("first_name", "text", "Their first name", ("first name", "given name")),
                Field("last_name", "text", "Their last name", ("last name", "family name", "surname")),
                Field("email", "email", "Their email", ("email address",)),
                Field("title", "text", "Their title", ("job title", "position")),
                Field(
                    "role",
                    "choice",
                    "What they are to us",
                    ("contact role", "buying role", "persona"),
                    choices=(
                        ("champion", ("advocate inside", "power user", "coach")),
                        ("ambassador", ("advocate", "evangelist", "reference")),
                        ("sponsor", ("executive sponsor", "exec sponsor", "economic sponsor")),
                        ("buyer", ("economic buyer", "decision maker", "budget holder", "procurement")),
                        ("user", ("end user", "admin", "administrator")),
                        ("detractor", ("blocker", "critic")),
                    ),
                ),
                Field("left_on", "date", "When they left the company", ("left date", "departed")),
            ),
            ("account", "email", "name"),
        ),
        Kind(
            "usage",
            "usage",
            "Use of the product, by account and day",
            (
                ACCOUNT,
                Field("subscription", "text", "The subscription it was used under", ("subscription id",)),
                Field(
                    "used_on",
                    "date",
                    "The day",
                    ("date", "day", "usage date", "event date", "timestamp"),
                    required=True,
                ),
                Field("feature", "text", "The feature", ("feature name", "event", "event name", "module")),
                Field(
                    "events", "count", "How often it was used", ("count", "usage count", "usage", "logins", "sessions")
                ),
                Field(
                    "active_users", "count", "How many people used it", ("dau", "users", "active users", "unique users")
                ),
            ),
            ("account", "used_on", "feature", "subscription"),
        ),
        Kind(
            "surveys",
            "survey",
            "Answers to NPS, CSAT and CES surveys",
            (
                Field("key", "key", "The answer's id", ("id", "response id", "survey response id")),
                ACCOUNT,
                Field(
                    "survey",
                    "choice",
                    "Which survey",
                    ("survey type", "type", "metric"),
                    choices=(
                        ("nps", ("net promoter score",)),
                        ("csat", ("customer satisfaction",)),
                        ("ces", ("customer effort score", "effort")),
                    ),
                ),
                Field(
                    "score",
                    "count",
                    "The answer",
                    ("rating", "response", "nps score", "csat score", "value"),
                    required=True,
                ),
                Field(
                    "answered_on",
                    "date",
                    "When",
                    ("date", "responded at", "response date", "submitted at"),
                    required=True,
                ),
                Field("contact", "text", "Who answered", ("email", "respondent", "contact email")),
                Field("comment", "text", "In their own words", ("feedback", "verbatim")),
            ),
            ("account", "survey", "answered_on", "contact"),
        ),
        Kind(
            "touchpoints",
            "touchpoint",
            "Calls, meetings, emails and reviews",
            (
                Field("key", "key", "The touchpoint's id", ("id", "activity id", "engagement id")),
                ACCOUNT,
                Field("touched_on", "date", "When", ("date", "activity date", "due date", "timestamp"), required=True),
                Field("type", "text", "What it was", ("activity type", "channel", "touchpoint type")),
                Field("who", "text", "Who held it", ("owner", "csm", "assigned to", "author")),
                Field("note", "text", "What it was about", ("subject", "summary", "description")),
            ),
            ("account", "touched_on", "type", "who"),
        ),
        Kind(
            "tickets",
            "ticket",
            "Support tickets",
            (
                Field("key", "key", "The ticket's id", ("id", "ticket id", "ticket number", "case number")),
                ACCOUNT,
                Field(
                    "opened_on", "date", "When it was opened", ("created", "submitted at", "opened at"), required=True
                ),
                Field("closed_on", "date", "When it was closed", ("closed at", "solved at", "resolved at")),
                Field(
                    "priority",
                    "choice",
                    "How pressing it is",
                    ("severity",),
                    choices=(
                        ("low", ("p4", "sev4", "minor")),
                        ("normal", ("medium", "p3", "sev3")),
                        ("high", ("p2", "sev2", "major")),
                        ("urgent", ("critical", "p1", "sev1", "blocker")),
                    ),
                ),
                Field("escalated", "flag", "Whether it was escalated", ("escalation flag", "is escalated")),
                Field(
                    "satisfaction", "count", "How it was rated, from 1 to 5", ("satisfaction score", "csat", "rating")
                ),
                Field("subject", "text", "What it is about", ("title", "summary", "description")),
            ),
            ("account", "opened_on", "subject"),
        ),
    )
}
