"""The list or the figure of an owner, a segment or other accounts that are named where an account is asked for."""

from dataclasses import replace

from accounts.names.account_search import SearchResult
from bot.accounts.asked_lists import asked_list
from bot.context import Context
from bot.parsing.bare_requests import bare_requests
from bot.registry import Command
from bot.reply import Choice, Reply

NEAREST = 2  # accounts of a like name that are offered beside it


def listed_instead(context: Context, text: str, aspect: str, near: SearchResult, command: Command) -> Reply | None:
    """The reply to what a text asks for that names no account for sure; None where it names no other accounts either.

    Accounts whose names are near are offered beside it.
    """
    for request in bare_requests(text, aspect):
        if reply := asked_list(context, request, command):
            meant = (Choice(f"The account {each.name}", f"account id {each.id}") for each in near.candidates[:NEAREST])
            return replace(reply, choices=(*meant, *reply.choices))
    return None
