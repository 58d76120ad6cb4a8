"""Answers people of Slack who ask through an assistant: by the same handlers, access rules and audit as in Slack."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from slack_sdk.errors import SlackApiError

from bot.clock import utc_now
from bot.commands import COMMANDS
from bot.context import ASSISTANT, Context
from bot.mcp.callers import Caller, TokenHolder, UnavailableError
from bot.mcp.tokens import team_of
from bot.mcp.tools import Call
from bot.parsing.grammar import Request
from bot.reply import Reply
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest, refusal, with_data_table
from bot.slack.app import App
from bot.slack.errors import UNREACHABLE
from bot.slack.user_groups import spelled_out
from bot.terms.lookup_counts import Lookup
from glossary import Glossary

AT_ONCE: Final = 2  # calls of a workspace that are worked on: its people in Slack come first
NOBODY: Final = "It isn't known who asks, so no account data is shown. Ask from Slack, or with a token of your own."
NOT_INSTALLED: Final = "CS Bot isn't installed in that workspace."

FindApp = Callable[[Caller], Awaitable[App | None]]


class SlackBackend:
    """Answers from the app of the caller's team."""

    def __init__(self, find: FindApp, clock: Callable[[], datetime] = utc_now) -> None:
        self._find = find
        self._clock = clock
        self._turns = WeakKeyDictionary[App, asyncio.Semaphore]()

    async def glossary(self, caller: Caller) -> Glossary:
        """The terms of the caller's team. Raises `UnavailableError`."""
        return (await self._app(caller)).answers.glossary

    async def answer(self, call: Call, caller: Caller) -> Reply:
        """The reply, or a refusal as people get it in Slack."""
        try:
            app = await self._app(caller)
            with app.under_way.request():
                async with self._turns_of(app):
                    reply = await self._answered(call, caller, app)
        except UnavailableError as unavailable:
            return refusal(NoAccessError(str(unavailable)))
        except NoAccessError as refused:
            return refusal(refused)
        app.answers.lookups.add(Lookup.of(call.verb, reply.data))
        return reply

    async def holder_of(self, secret: str) -> TokenHolder | None:
        """Whom a bearer token stands for; None for one that isn't known, expired or was revoked."""
        from bot.mcp.token_use import find_holder

        team = team_of(secret)
        app = await self._find(Caller(team=team))
        if app is None or not app.answers.account_requests.has_accounts:
            return None
        requests = app.answers.account_requests
        return await requests.run(lambda: find_holder(requests.workspace, secret, team, self._clock()))

    def _turns_of(self, app: App) -> asyncio.Semaphore:
        """The turns of a workspace: none waits for another's calls."""
        return self._turns.setdefault(app, asyncio.Semaphore(AT_ONCE))

    async def _app(self, caller: Caller) -> App:
        app = await self._find(caller)
        if app is None:
            raise UnavailableError(NOT_INSTALLED)
        return app

    async def _answered(self, call: Call, caller: Caller, app: App) -> Reply:
        requests, command = app.answers.account_requests, COMMANDS[call.verb]
        if not command.needs_requester:
            return await self._public(call, caller, app)
        origin = RequestOrigin(await _user(caller, app), ASSISTANT)
        if command.for_members:
            context = await requests.member_context(origin, app.web_client)
            return await requests.run(lambda: call.answer(context, call.text))
        context = await requests.context(origin, app.web_client, call.verb)
        return await _of_accounts(call, context, requests, app)

    async def _public(self, call: Call, caller: Caller, app: App) -> Reply:
        """The reply to what everybody may ask, with the company's own figure for those who may see that."""
        requests = app.answers.account_requests
        context = Context(app.answers.glossary, place=ASSISTANT)
        reply = await requests.run(lambda: call.answer(context, call.text))
        if not caller.person:
            return reply
        try:
            origin = RequestOrigin(await _user(caller, app), ASSISTANT)
        except NoAccessError:
            return reply
        answered = AnsweredRequest(Request(call.verb, call.text), reply)
        return (await requests.with_own_figure(answered, origin, app.web_client, public=False)).reply


async def _of_accounts(call: Call, context: Context, requests: AccountRequests, app: App) -> Reply:
    text = await requests.with_owners(await spelled_out(call.text, requests.directory, app.web_client), app.web_client)
    context = await requests.with_groups(context, (text,), app.web_client)
    native = await requests.native.of(app.web_client)
    return await requests.run(lambda: with_data_table(call.answer(context, text), native))


async def _user(caller: Caller, app: App) -> str:
    """The caller's id in Slack. Raises `NoAccessError` where nobody is known, or Slack knows no such email."""
    if not caller.person:
        raise NoAccessError(NOBODY)
    if "@" not in caller.person:
        return caller.person
    try:
        return await app.answers.account_requests.directory.user_of_email(app.web_client, caller.person)
    except (SlackApiError, *UNREACHABLE) as error:
        raise NoAccessError("Slack doesn't say who that is, so no account data is shown.") from error
