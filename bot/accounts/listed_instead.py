"""The list or the figure of an owner, a segment or other accounts that are named where an account is asked for."""

import re
from dataclasses import replace

from accounts.names.account_search import SearchResult
from bot.accounts.arguments import find_account
from bot.accounts.asked_lists import asked_list
from bot.context import Context
from bot.parsing.bare_requests import bare_requests
from bot.registry import Command
from bot.reply import Choice, Reply

_VERSUS = re.compile(r"\s+(?:vs\.?|versus|compared (?:to|with))\s+", re.IGNORECASE)
NEAREST = 2  # accounts of a like name that are offered beside it


def listed_instead(context: Context, text: str, aspect: str, near: SearchResult, command: Command) -> Reply | None:
    """The reply to what a text asks for that names no account for sure; None where it names no other accounts either.

    Accounts whose names are near are offered beside it.
    """
    if sides := _sides(context, text, command):
        return sides
    for request in bare_requests(text, aspect):
        reply = asked_list(context, request, command)
        if reply and not (aspect == "owner" and reply.data["kind"] == "portfolio"):  # “who manages Kim?”
            meant = (Choice(f"The account {each.name}", f"account id {each.id}") for each in near.candidates[:NEAREST])
            return replace(reply, choices=(*meant, *reply.choices))
    return None


def _sides(context: Context, text: str, command: Command) -> Reply | None:
    """The two accounts, or the accounts of two owners or segments, that are compared, each by itself: no answer has
    both. None where a side isn't known.
    """
    sides = _VERSUS.split(text)
    if len(sides) != 2:
        return None
    found = [_side(context, each, command) for each in sides]
    choices = tuple(each for each in found if each is not None)
    if len(choices) < 2:
        return None
    together = all(each.request.startswith("portfolio") for each in choices)
    side_by_side = (Choice("All owners", "owners"), Choice("By segment", "portfolio by segment")) if together else ()
    return Reply(
        title="One at a time",
        data={"kind": "choices", "query": text, "total": 2, "suggestions": []},
        paragraphs=(f"Two of them aren’t put side by side: {sides[0]} or {sides[1]}?",),
        choices=(*choices, *side_by_side),
    )


def _side(context: Context, name: str, command: Command) -> Choice | None:
    account = find_account(context, name)
    if account.exact is not None:
        return Choice(account.candidates[0].name, f"account id {account.exact}")
    asked = (f"portfolio {name}", *bare_requests(name))
    return next((Choice(name, each) for each in asked if asked_list(context, each, command)), None)
