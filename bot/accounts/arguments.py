"""Reads scope and account from a text, and asks back where several fit."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from accounts.errors import ScopeError
from bot.accounts.formatting import join_texts
from bot.accounts.paging import Page
from bot.context import TERMINAL, Context
from bot.registry import Command
from bot.reply import Choice, Reply, Row

if TYPE_CHECKING:
    from accounts.names.account_search import Candidate, SearchResult
    from accounts.scopes.scope import Requester, Scope


PERIODS = ("7 days", "last month", "this quarter")  # what is offered for a period that isn't understood
LONGEST = 300  # characters of a scope: no owner and segment are named in more

_PAGED_BY_VERB = re.compile(r"pulse\b")  # whose note may end with anything
GONE = "That account isn't there: an import that is taken back takes the accounts along that it brought."
_ID = re.compile(r"id\s+(\d{1,18})", re.IGNORECASE)
_LEADING = re.compile(r"^(?:(?:for|of|in|by|with|the|accounts?|owned|customers?)\s+)+", re.IGNORECASE)


class UnknownScopeError(Exception):
    """What stands for a scope in a request names none; `error` says so, with what was perhaps meant."""

    def __init__(self, named: str, error: ScopeError) -> None:
        super().__init__(str(error))
        self.named = named
        self.error = error


def parse_scope_argument(context: Context, text: str, periods: tuple[str, ...] = ()) -> "Scope":
    """The scope that a text names; nothing is everything. Raises `UnknownScopeError`.

    `periods` are what is offered for days or a period that the verb doesn't understand; without any it takes none.
    """
    from accounts.scopes.parser import parse_scope
    from accounts.scopes.scope import ALL

    named = _LEADING.sub("", text[:LONGEST]).strip()
    try:
        return parse_scope(context.store, named, requester(context), context.rates) if named else ALL
    except ScopeError as error:
        raise UnknownScopeError(named, _with_periods(error, periods)) from error


def _with_periods(error: ScopeError, periods: tuple[str, ...]) -> ScopeError:
    """What is said of days or a period: what else there is, or that none is taken here."""
    if not error.kind:
        return error
    if not periods:
        return ScopeError(f"{error} This is told as of today.", (error.rest,))
    meant = tuple(f"{each} {error.rest}".strip() for each in periods)
    return ScopeError(f"{error} Such are {', '.join(periods)}.", meant)


def parse_lasting_scope(context: Context, text: str, periods: tuple[str, ...] = ()) -> "Scope":
    """The same for figures of a period: raises `UnknownScopeError` for accounts chosen by how they are today.

    Who left or shrank since the start of the period would be missing from its figures.
    """
    scope = parse_scope_argument(context, text, periods)
    if not scope.narrowing.passing:
        return scope
    lasting = replace(scope, narrowing=scope.narrowing.lasting)
    message = (
        "Retention and movements are of accounts as they were, so they can't be chosen by today's health, ARR or "
        "champion: who left or shrank would be missing. health and accounts list such accounts."
    )
    raise UnknownScopeError(_LEADING.sub("", text[:LONGEST]).strip(), ScopeError(message, (lasting.request,)))


def requester(context: Context) -> "Requester":
    """Who asks, as the store may know them: in the terminal by the operator's own email."""
    from accounts.scopes.scope import Requester

    if context.place == TERMINAL:
        return Requester(email=context.requester.email or context.workspace.settings.cs_email)
    return Requester(context.requester.id, context.requester.email, context.groups)


def ask_for_account(context: Context, command: Command) -> Reply:
    """The reply to a request that names no account: how it is named, and in Slack a form to choose it in."""
    reply = command.usage_error("Say which account: its name, a part of it, or its domain.", "account")
    if context.place == TERMINAL:
        return reply
    return replace(reply, form=command.verb, choices=(Choice("Choose an account…", command.verb, form=True),))


_POINTING = frozenset({
    "this", "that", "these", "those", "it", "he", "she", "him", "her", "they",
    "them", "we", "us", "i", "me", "you", "on",
})  # fmt: skip
"""Words of a sentence that name an account only where they stand in its name: “this” isn't Thistle."""


def find_account(context: Context, text: str, offset: int = 0) -> "SearchResult":
    """The account that a text means, or those it may mean; `id 57` is one by the store's own number."""
    from accounts.names.account_search import SearchResult, account_by_id, search_accounts

    named = text.strip().strip('"').strip()
    number = _ID.fullmatch(named)
    if number is None:
        found = search_accounts(context.store, named, offset)
        return found if named.casefold() not in _POINTING or _has_word(found, named) else SearchResult()
    one = account_by_id(context.store, int(number[1]))
    return SearchResult(one.id, (one,)) if one else SearchResult()


def _has_word(found: "SearchResult", word: str) -> bool:
    return any(word.casefold() in each.name.casefold().split() for each in found.candidates)


def account_name(context: Context, account_id: int) -> str:
    """The name of an account by its number; empty when there is none."""
    from accounts.names.account_search import account_by_id

    one = account_by_id(context.store, account_id)
    return one.name if one else ""


BUTTONS = 5  # of the accounts that may be meant; the others are typed, or on another page


def which_account_reply(verb: str, text: str, found: "SearchResult", rest: str = "", page: Page | None = None) -> Reply:
    """The reply to a text that names no account for sure; `rest` follows the account in the requests offered.

    A page of those that may be meant, each with what tells it from the others; `page` has the request for the next.
    """
    near = found.candidates
    page = page or Page(f"{verb} {text} {rest}".strip())
    return Reply(
        title=_question(near),
        data={
            "kind": "choices" if near else "not_found",
            "query": text,
            "total": found.total,
            "suggestions": [{"id": each.key, "name": each.name, "score": str(each.score)} for each in near],
        },
        paragraphs=(_said(_brief(text), found, page),),
        rows=tuple(Row(each.name, _told_apart(each)) for each in near) if len(near) > 1 else (),
        is_list=len(near) > 1,
        choices=tuple(Choice(_label(each, near), f"{verb} id {each.id} {rest}".strip()) for each in near[:BUTTONS]),
        actions=tuple(_next_page(found, page)) if near else (Choice("All accounts by health", "health"),),
        outcome="answered" if near else "nothing",
    )


def _next_page(found: "SearchResult", page: Page) -> Iterator[Choice]:
    from accounts.names.account_search import OFFERED

    if page.number * OFFERED < found.total and not _PAGED_BY_VERB.match(page.request):
        yield Choice("More of them", page.other(1))


def _told_apart(one: "Candidate") -> str:
    """What tells an account from others of its name."""
    left = "" if one.status in {"", "active"} else one.status
    key = "" if one.domain or one.key.casefold() == one.name.casefold() else one.key
    return join_texts((one.domain or key, one.owner or "no owner", left))


def _question(near: "tuple[Candidate, ...]") -> str:
    if not near:
        return "No account like that"
    return "Which account do you mean?" if len(near) > 1 else "Did you mean this account?"


def _label(one: "Candidate", near: "tuple[Candidate, ...]") -> str:
    """The name, with what tells it from the others where they are named alike."""
    alike = sum(each.name.casefold() == one.name.casefold() for each in near) > 1
    more = join_texts((one.domain, one.owner, one.key if not one.domain else ""), ", ") if alike else one.domain
    return f"{one.name} ({more})" if more else one.name


def _said(text: str, found: "SearchResult", page: Page) -> str:
    from accounts.names.account_search import OFFERED

    near = len(found.candidates)
    if near == 1:
        return f"The nearest to “{text}”:"
    if not near and _ID.fullmatch(text):
        return GONE
    if not near:
        return f"There is no account like “{text}”."
    if near == found.total:
        return f"“{text}” could be any of these."
    first = (page.number - 1) * OFFERED
    shown = f"{first + 1}–{first + near}" if first else f"the nearest {near}"
    return f"“{text}” could be any of {found.total:,} accounts; {shown} are listed. More of the name narrows it down."


def _brief(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80].rstrip()}…"
