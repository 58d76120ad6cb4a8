"""Use of the product, and what goes wrong with it."""

from dataclasses import replace

from accounts.kinds.model import Field, Kind, choice_meaning, in_words
from accounts.kinds.shared_fields import ACCOUNT

USAGE = Kind(
    "usage",
    "usage",
    "Use of the product, by account and day",
    (
        replace(ACCOUNT, required=False),
        Field(
            "subscription",
            "key",
            "The subscription it was used under: stands for the account too, where the file names none",
            in_words("subscription id, contract id, license id, subscription key, subscription number"),
        ),
        Field(
            "used_on",
            "date",
            "The day",
            in_words(
                "usage date, event date, activity date, date, day, timestamp, event timestamp, event time,"
                "occurred at, week, week of, week start, week starting, month, period, period start, snapshot date,"
                "as of date, usage month, usage week, activity month, event month, snapshot month, reporting month,"
                "year month, log date, login date, session date"
            ),
            in_words("created date, created, last used date, last active date, last activity date, last login date"),
            required=True,
            happened=True,
        ),
        Field(
            "feature",
            "text",
            "The feature",
            in_words("feature name, event name, event, event type, module, metric name, metric, action, feature key"),
            in_words("page, screen, category"),
        ),
        Field(
            "events",
            "count",
            "How often it was used",
            in_words(
                "usage count, event count, events count, total events, count, usage, logins, login count, sessions,"
                "session count, total usage, number of events, actions, times used, page views, pageviews, value,"
                "hits, total logins, login frequency, interactions, api calls, api requests, requests"
            ),
        ),
        Field(
            "active_users",
            "count",
            "How many people used it",
            in_words(
                "dau, daily active users, wau, weekly active users, mau, monthly active users, unique users,"
                "distinct users, number of active users, active user count, user count, users, active seats,"
                "seats used, used seats"
            ),
        ),
    ),
    ("account", "used_on", "feature", "subscription"),
    one_of=(("account", "subscription"), ("events", "active_users", "feature")),
    called=("usage",),
)

TICKETS = Kind(
    "tickets",
    "ticket",
    "Support tickets",
    (
        Field(
            "key",
            "key",
            "The ticket's id",
            in_words(
                "ticket id, case id, object id, conversation id, ticket number, case number, issue key, record id,"
                "id, _id, number, ticket"
            ),
        ),
        ACCOUNT,
        Field(
            "opened_on",
            "date",
            "When it was opened",
            in_words(
                "ticket created date, case opened date, opened date, open date, submitted at, submitted date,"
                "created at, created date, create date,"
                "created, conversation started at, started at, opened,"
                "reported at, date time opened, conversation created at, received at, ticket date, date"
            ),
            required=True,
            happened=True,
        ),
        Field(
            "closed_on",
            "date",
            "When it was closed",
            in_words(
                "closed date, close date, solved date, resolved date, conversation closed at, closed,"
                "resolution date, date time closed, last closed at, first closed at, completed at, solved, resolved"
            ),
            sparse=True,
            happened=True,
        ),
        Field(
            "status",
            "choice",
            "Whether it is open, as one opened again is; a closed one without a day was closed on the day of opening",
            in_words(
                "ticket status, case status, ticket state, conversation status, state, is resolved, is closed,"
                "resolved, closed, resolution status"
            ),
            choices=choice_meaning(
                open="new, pending, in progress, working, waiting, on hold, hold, escalated, reopened, assigned,"
                "unresolved, awaiting reply, waiting on customer, waiting on us, waiting on contact, snoozed, todo,"
                "to do, backlog, active, false, no, 0",
                closed="resolved, solved, done, completed, complete, fixed, cancelled, canceled, archived, deleted,"
                "won't fix, duplicate, merged, true, yes, 1",
            ),
            loose=True,
        ),
        Field(
            "hours_open",
            "number",
            "Hours until it was closed, where no day says that",
            in_words(
                "resolution time hours, resolution hours, resolution hrs, resolution time hrs, hours to resolve,"
                "time to resolution hours, hours to resolution, hours to close, time to resolve hours"
            ),
            loose=True,
            span=3_600,
        ),
        Field(
            "days_open",
            "number",
            "Days until it was closed, where no day says that",
            in_words(
                "resolution days, resolution time days, days to resolve, days to resolution, days to close,"
                "time to resolution days"
            ),
            loose=True,
            span=86_400,
        ),
        Field(
            "priority",
            "choice",
            "How pressing it is",
            in_words("severity, ticket priority, case priority, urgency, priority level"),
            choices=choice_meaning(
                low="p4, p5, sev4, sev 4, minor, trivial, lowest, 4, not priority, not_priority",
                normal="medium, p3, sev3, sev 3, moderate, standard, default, none, 3",
                high="p2, sev2, sev 2, major, important, priority, 2",
                urgent="critical, p1, p0, sev1, sev 1, blocker, emergency, highest, highest priority, 1",
            ),
        ),
        Field(
            "escalated",
            "flag",
            "Whether it was escalated",
            in_words("escalation flag, is escalated, escalation, case escalated"),
        ),
        Field(
            "satisfaction",
            "number",
            "How it was rated, from 1 to 5",
            in_words(
                "satisfaction score, satisfaction rating, csat, csat score, csat rating, conversation rating, rating,"
                "customer satisfaction, ticket satisfaction, customer rating, customer satisfaction score,"
                "customer satisfaction rating, feedback score"
            ),
        ),
        Field(
            "subject",
            "text",
            "What it is about",
            in_words("ticket name, title, summary, ticket subject, case subject, conversation title, issue, topic"),
            in_words("description"),
            prose=True,
        ),
    ),
    ("account", "opened_on", "subject"),
    called=("ticket", "case", "conversation", "issue"),
)
