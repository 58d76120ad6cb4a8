"""The commands about accounts, declared. What answers them is imported when it is asked for."""

from dataclasses import replace

from bot.context import Context
from bot.registry import PAGE, CommandRegistry, Parameter, Tool
from bot.reply import Reply

ACCOUNT_COMMANDS = CommandRegistry()
ACCOUNT = Parameter("account", "Its name, a part of that, its domain, or “id 57” as answers have it", required=True)
QUOTED = replace(ACCOUNT, words='"{}"')
NOTE = Parameter("note", "What is to be kept of it")
CONDITIONS = Parameter(
    "conditions", "Such as: red, over 50k, without a champion, no owner, in Germany, plan pro; several are all met"
)
FIRST = (
    Parameter("worst", "So many, the least healthy first", kind="number", words="worst {}", most=999),
    Parameter("biggest", "So many, most revenue first", kind="number", words="biggest {}", most=999),
)
WHOSE = Parameter("whose", "mine, an owner by name or @handle, or a segment; all accounts unless given")


@ACCOUNT_COMMANDS.command(
    "account",
    arguments="NAME",
    summary="An account: health and why, renewal, people, what was said last; a part of its name or its domain will do",
    examples=("account acme",),
    about_accounts=True,
    tool=Tool((ACCOUNT,)),
)
def account(context: Context, text: str) -> Reply:
    """Answers the card of an account, or the accounts that may be meant."""
    from bot.accounts.card import account_reply

    return account_reply(context, text, ACCOUNT_COMMANDS["account"])


@ACCOUNT_COMMANDS.command(
    "brief",
    arguments="ACCOUNT",
    summary="One page before a meeting: health and why, renewal, what to raise, people, tickets, what was promised",
    examples=("brief acme",),
    about_accounts=True,
    tool=Tool((ACCOUNT,)),
)
def brief(context: Context, text: str) -> Reply:
    """Answers the brief of an account, or the accounts that may be meant."""
    from bot.accounts.brief import brief_reply

    return brief_reply(context, text, ACCOUNT_COMMANDS["brief"])


@ACCOUNT_COMMANDS.command(
    "accounts",
    arguments="[CONDITIONS] [mine/@OWNER/SEGMENT] [worst/biggest N]",
    summary="The accounts that meet conditions: a band, no champion, no owner, ARR over or under an amount, a country, "
    "a plan; most revenue first, or the worst",
    examples=("accounts without a champion", "accounts mine worst 5", "accounts above 10k"),
    about_accounts=True,
    tool=Tool(
        (
            CONDITIONS,
            *FIRST,
            WHOSE,
            PAGE,
        )
    ),
)
def accounts(context: Context, text: str) -> Reply:
    """Lists the accounts that meet the conditions."""
    from bot.accounts.filtered import accounts_reply

    return accounts_reply(context, text, ACCOUNT_COMMANDS["accounts"])


@ACCOUNT_COMMANDS.command(
    "renewals",
    arguments="[DAYS] [CONDITIONS] [mine/@OWNER/SEGMENT] [worst/biggest N]",
    summary="The renewals of the next days, 90 unless said, past due ones first, each with the last day to act; in the "
    "order of health or of revenue where you say so",
    examples=("renewals", "renewals 60", "renewals 30 mine", "renewals 60 over 50k", "renewals 90 worst 5"),
    about_accounts=True,
    tool=Tool(
        (
            Parameter("days", "How many days ahead, 90 unless given", kind="number", most=3660),
            Parameter("when", "In place of days: overdue, this quarter, december, q1 2027"),
            CONDITIONS,
            *FIRST,
            WHOSE,
            PAGE,
        )
    ),
)
def renewals(context: Context, text: str) -> Reply:
    """Lists the renewals ahead."""
    from bot.accounts.renewals import renewals_reply

    return renewals_reply(context, text, ACCOUNT_COMMANDS["renewals"])


@ACCOUNT_COMMANDS.command(
    "health",
    arguments="[red/yellow/green/unknown] [CONDITIONS] [mine/@OWNER/SEGMENT]",
    summary="The accounts by health, all or those of a band, most revenue first, each with why",
    examples=("health", "health red", "health mine", "health enterprise over 100k"),
    about_accounts=True,
    tool=Tool(
        (
            Parameter("band", "One band only", choices=("red", "yellow", "green", "unknown")),
            CONDITIONS,
            WHOSE,
            PAGE,
        )
    ),
)
def health(context: Context, text: str) -> Reply:
    """Lists the accounts by health, or in an order that is asked for."""
    from bot.accounts.order import parse_order, split_among

    if parse_order(split_among(text)[0]).said:
        return accounts(context, text)
    from bot.accounts.health import health_reply

    return health_reply(context, text)


@ACCOUNT_COMMANDS.command(
    "portfolio",
    arguments="[lost/leaving/by segment] [mine/@OWNER/SEGMENT] [PERIOD]",
    summary="ARR, accounts by health, renewals ahead, and retention over a period, 12 months unless said; with `lost` "
    "the customers that were lost in it, with `leaving` those that leave, by name; or by segment",
    examples=(
        "portfolio",
        "portfolio mine",
        "portfolio since 2026-01-01",
        "portfolio lost last quarter",
        "portfolio by segment",
    ),
    about_accounts=True,
    tool=Tool(
        (
            Parameter(
                "list",
                "The customers that were lost within the period, the accounts that leave, or the segments",
                choices=("lost", "leaving", "by segment"),
            ),
            WHOSE,
            Parameter("period", "In place of a day: last month, this quarter, 90 days"),
            Parameter("since", "The first day of the period that retention is of", kind="day", words="since {}"),
            replace(PAGE, description="The page of a list, 1 unless given"),
        )
    ),
)
def portfolio(context: Context, text: str) -> Reply:
    """Answers the figures of all accounts, or of some."""
    from bot.accounts.portfolio import portfolio_reply

    return portfolio_reply(context, text)


@ACCOUNT_COMMANDS.command(
    "owners",
    arguments="[CONDITIONS/SEGMENT] [worst/biggest N]",
    summary="Who owns how many accounts, with ARR, health and renewals ahead; of some accounts, whose they are",
    examples=("owners", "owners red", "owners renewals 30", "owners worst 10"),
    about_accounts=True,
    tool=Tool((CONDITIONS,)),
)
def owners(context: Context, text: str) -> Reply:
    """Lists the owners."""
    from bot.accounts.owners import owners_reply

    return owners_reply(context, text)


@ACCOUNT_COMMANDS.command(
    "pulse",
    arguments="ACCOUNT 1-5 [NOTE]",
    summary="Sets your own word on an account, from 1, in danger, to 5, thriving; with a form in Slack",
    examples=('pulse acme 4 "new sponsor is keen"',),
    about_accounts=True,
    writes=True,
    tool=Tool(
        (
            ACCOUNT,
            Parameter("score", "From 1, in danger, to 5, thriving", kind="number", required=True, most=5),
            NOTE,
        ),
        writes=True,
    ),
)
def pulse(context: Context, text: str) -> Reply:
    """Sets a pulse, or takes one back."""
    from bot.accounts.pulse import pulse_reply

    return pulse_reply(context, text, ACCOUNT_COMMANDS["pulse"])


@ACCOUNT_COMMANDS.command(
    "act",
    arguments="ACCOUNT",
    summary="What can be done about an account: own, snooze, done, set pulse, log a call; with a form in Slack",
    examples=("act acme",),
    about_accounts=True,
)
def act(context: Context, text: str) -> Reply:
    """Offers what can be done about an account."""
    from bot.accounts.actions import act_reply

    return act_reply(context, text, ACCOUNT_COMMANDS["act"])


@ACCOUNT_COMMANDS.command(
    "own",
    arguments="ACCOUNT",
    summary="Makes you the owner of an account, whatever a file says that is imported later",
    examples=("own acme",),
    about_accounts=True,
    writes=True,
    tool=Tool((ACCOUNT,), writes=True),
)
def own(context: Context, text: str) -> Reply:
    """Sets the owner of an account."""
    from bot.accounts.actions import own_reply

    return own_reply(context, text, ACCOUNT_COMMANDS["own"])


@ACCOUNT_COMMANDS.command(
    "snooze",
    arguments="ACCOUNT until DAY [NOTE]",
    summary="Leaves an account out of the digests of health and renewals until a day",
    examples=("snooze acme until monday", "snooze acme until 2 July they decide then"),
    about_accounts=True,
    writes=True,
    tool=Tool(
        (
            ACCOUNT,
            Parameter("until", "The day: 2026-07-02, monday, next month", required=True, words="until {}"),
            NOTE,
        ),
        writes=True,
    ),
)
def snooze(context: Context, text: str) -> Reply:
    """Snoozes an account."""
    from bot.accounts.actions import snooze_reply

    return snooze_reply(context, text, ACCOUNT_COMMANDS["snooze"])


@ACCOUNT_COMMANDS.command(
    "done",
    arguments="ACCOUNT [NOTE]",
    summary="Says that what an account asked for is done; a note is kept as a touchpoint",
    examples=("done acme they sign on Friday",),
    about_accounts=True,
    writes=True,
    tool=Tool((QUOTED, NOTE), writes=True),
)
def done(context: Context, text: str) -> Reply:
    """Says that something is done about an account."""
    from bot.accounts.actions import done_reply

    return done_reply(context, text, ACCOUNT_COMMANDS["done"])


@ACCOUNT_COMMANDS.command(
    "log",
    arguments="call ACCOUNT [NOTE]",
    summary="Logs a call with an account, which is kept as a touchpoint",
    examples=("log call acme they want SSO",),
    about_accounts=True,
    writes=True,
    tool=Tool((replace(QUOTED, words=f"call {QUOTED.words}"), NOTE), writes=True),
)
def log(context: Context, text: str) -> Reply:
    """Logs a call with an account."""
    from bot.accounts.actions import log_reply

    return log_reply(context, text, ACCOUNT_COMMANDS["log"])


@ACCOUNT_COMMANDS.command(
    "undo",
    arguments="[NUMBER]",
    summary="Takes back what you did last about an account: own, snooze, done, a pulse or a logged call",
    examples=("undo",),
    about_accounts=True,
    writes=True,
    tool=Tool(
        (Parameter("number", "The number of what is taken back; what you did last unless given", kind="number"),),
        writes=True,
    ),
)
def undo(context: Context, text: str) -> Reply:
    """Takes back what was done about an account."""
    from bot.accounts.actions import undo_reply

    return undo_reply(context, text, ACCOUNT_COMMANDS["undo"])
