"""The reply to a request for a list or a portfolio, asked for within another answer."""

from accounts.errors import PeriodError
from bot.accounts.arguments import UnknownScopeError
from bot.accounts.filtered import accounts_reply
from bot.accounts.health import health_reply
from bot.accounts.order import parse_order, split_among
from bot.accounts.owners import owners_reply
from bot.accounts.portfolio import portfolio_reply
from bot.accounts.renewals import renewals_reply
from bot.context import Context
from bot.registry import Command
from bot.reply import Reply


def asked_list(context: Context, request: str, command: Command) -> Reply | None:
    """The reply to `health red kim`, `renewals 30` and the like; None where the request can't be understood.

    `command` is the one within whose answer it is asked for.
    """
    verb, _, text = request.partition(" ")
    try:
        reply = _reply(context, verb, text, command)
    except (UnknownScopeError, PeriodError):
        return None
    return None if reply.outcome == "usage" else reply


def _reply(context: Context, verb: str, text: str, command: Command) -> Reply:
    if verb == "portfolio":
        return portfolio_reply(context, text)
    if verb == "owners":
        return owners_reply(context, text)
    if verb == "renewals":
        return renewals_reply(context, text, command)
    if verb == "accounts" or parse_order(split_among(text)[0]).said:
        return accounts_reply(context, text, command)
    return health_reply(context, text)
