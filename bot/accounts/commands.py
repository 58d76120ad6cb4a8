"""The commands about accounts, declared. What answers them is imported when it is asked for."""

from bot.context import Context
from bot.registry import CommandRegistry
from bot.reply import Reply

ACCOUNT_COMMANDS = CommandRegistry()


@ACCOUNT_COMMANDS.command(
    "account",
    arguments="NAME",
    summary="An account: health and why, renewal, people, what was said last; a part of its name or its domain will do",
    examples=("account acme",),
    about_accounts=True,
)
def account(context: Context, text: str) -> Reply:
    """Answers the card of an account, or the accounts that may be meant."""
    from bot.accounts.card import account_reply

    return account_reply(context, text, ACCOUNT_COMMANDS["account"])


@ACCOUNT_COMMANDS.command(
    "accounts",
    arguments="[CONDITIONS] [mine/@OWNER/SEGMENT]",
    summary="The accounts that meet conditions: a band, no champion, no owner, ARR above or below an amount, the worst",
    examples=("accounts without a champion", "accounts mine worst 5", "accounts above 10k"),
    about_accounts=True,
)
def accounts(context: Context, text: str) -> Reply:
    """Lists the accounts that meet the conditions."""
    from bot.accounts.filtered import accounts_reply

    return accounts_reply(context, text, ACCOUNT_COMMANDS["accounts"])


@ACCOUNT_COMMANDS.command(
    "renewals",
    arguments="[DAYS] [mine/@OWNER/SEGMENT]",
    summary="The renewals of the next days, 90 unless said, past due ones first, each with the last day to act",
    examples=("renewals", "renewals 60", "renewals 30 mine"),
    about_accounts=True,
)
def renewals(context: Context, text: str) -> Reply:
    """Lists the renewals ahead."""
    from bot.accounts.renewals import renewals_reply

    return renewals_reply(context, text, ACCOUNT_COMMANDS["renewals"])


@ACCOUNT_COMMANDS.command(
    "health",
    arguments="[red/yellow/green/unknown] [mine/@OWNER/SEGMENT]",
    summary="The accounts by health, all or those of a band, most revenue first, each with why",
    examples=("health", "health red", "health mine"),
    about_accounts=True,
)
def health(context: Context, text: str) -> Reply:
    """Lists the accounts by health."""
    from bot.accounts.health import health_reply

    return health_reply(context, text)


@ACCOUNT_COMMANDS.command(
    "portfolio",
    arguments="[mine/@OWNER/SEGMENT] [PERIOD]",
    summary="ARR, accounts by health, renewals ahead, and retention over a period, 12 months unless said",
    examples=("portfolio", "portfolio mine", "portfolio since 2026-01-01"),
    about_accounts=True,
)
def portfolio(context: Context, text: str) -> Reply:
    """Answers the figures of all accounts, or of some."""
    from bot.accounts.portfolio import portfolio_reply

    return portfolio_reply(context, text)


@ACCOUNT_COMMANDS.command(
    "owners",
    summary="Who owns how many accounts, with ARR, health and renewals ahead",
    examples=("owners",),
    about_accounts=True,
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
)
def pulse(context: Context, text: str) -> Reply:
    """Sets a pulse, or takes one back."""
    from bot.accounts.pulse import pulse_reply

    return pulse_reply(context, text, ACCOUNT_COMMANDS["pulse"])
