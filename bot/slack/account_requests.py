"""Requests about accounts: who asks is checked first, and the store is read in threads of its own."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import local_now
from bot.commands import COMMANDS, answer_request, parse_request
from bot.configuration.settings_error import SettingsError
from bot.context import Context, Requester
from bot.digests.command import VERB as DIGEST
from bot.digests.command import posts_here
from bot.digests.questions import read_question
from bot.operating.tracing import span
from bot.parsing.grammar import Request
from bot.render.features import NONE, Features
from bot.reply import Reply
from bot.slack.access import AccountAccess, NoAccessError, OutsidersPresentError, RequestOrigin
from bot.slack.digest_threads import digest_list, digest_request
from bot.slack.directory import Directory
from bot.slack.errors import UNREACHABLE
from bot.slack.native_blocks import NativeBlocks
from bot.slack.user_groups import groups_named, read_groups, spelled_out
from bot.terms.own_figures import OwnFigure, figure_of, with_figure
from bot.workspace import Workspace
from glossary import Glossary
from store.giving_way import GIVING_WAY, Share

THREADS = 4
MENTIONED = 3  # people of a request who are looked up
AUDITED_WITHIN = 1.0  # seconds that an answer waits until it is in the audit log
FIGURE_WITHIN = 5.0  # seconds that the answer about a term waits for what it is with us
FOR_THE_ASKER = "Only you see this."
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^<>]*))?>")

Clock = Callable[[], datetime]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """A request and its reply. `withheld` says why all of a conversation may not see it, where they were to; `refused`
    that not even the asker may. `native` are those of Slack's newer blocks that it may be shown in.
    """

    request: Request
    reply: Reply
    withheld: str = ""
    refused: bool = False
    native: Features = NONE


class AccountRequests:
    """Answers requests about accounts from one book. With `pickers` forms have fields that are searched or picked in;
    else all is typed.
    """

    def __init__(  # noqa: PLR0913  what an answer takes
        self,
        glossary: Glossary,
        workspace: Workspace | None = None,
        directory: Directory | None = None,
        clock: Clock = local_now,
        *,
        pickers: bool = False,
        threads: int = THREADS,
    ) -> None:
        self.workspace = workspace or Workspace(retry_delay=AUDITED_WITHIN)
        self._glossary = glossary
        self._directory = directory or Directory()
        self._threads = ThreadPoolExecutor(threads, "store")
        self._clock = clock
        self.native = NativeBlocks(self.workspace, self._directory, clock)
        self.pickers = pickers
        self.share = Share()

    @cached_property
    def _access(self) -> AccountAccess:
        return AccountAccess(self.workspace.settings, self._directory)

    @property
    def directory(self) -> Directory:
        """What Slack says of people and conversations."""
        return self._directory

    @property
    def has_accounts(self) -> bool:
        """Whether accounts have been imported; not, where the settings are wrong."""
        try:
            return self.workspace.exists
        except SettingsError:
            return False

    async def answer(
        self, text: str, origin: RequestOrigin, client: AsyncWebClient, *, public: bool
    ) -> AnsweredRequest:
        """The reply to a text about accounts; one that says so politely if the asker or the place may not see it.

        A `public` answer is for all to see: just before it is given, who they are is looked at once more.
        """
        if COMMANDS[(asked := parse_request(text, self._glossary)).verb].for_members:
            asked = parse_request(_PERSON.sub(r"@\1", text), self._glossary)  # people by their ids
            return await self._for_member(asked, origin, client, public=public)
        try:
            context = await self.context(origin, client, asked.verb, posts=posts_here(asked))
            withheld = await self.withheld(origin, client) if public else ""
        except NoAccessError as refused:
            return AnsweredRequest(parse_request(text, self._glossary), refusal(refused), str(refused), refused=True)
        text = _with_channels(text, origin.channel) if asked.verb == DIGEST else text
        text = await self.with_owners(await spelled_out(text, self._directory, client), client)
        request = parse_request(text, self._glossary)
        context = await self.with_groups(context, (text,), client, digests=asked.verb == DIGEST)
        native = await self.native.of(client)
        reply = await self.run(lambda: with_data_table(answer_request(request, context), native))
        if public and reply.only_for_requester and not origin.channel.startswith("D"):
            withheld = withheld or FOR_THE_ASKER
        if withheld:
            reply = replace(reply, footnotes=(withheld, *reply.footnotes))
        return AnsweredRequest(request, reply, withheld, native=native)

    async def _for_member(
        self, request: Request, origin: RequestOrigin, client: AsyncWebClient, *, public: bool
    ) -> AnsweredRequest:
        """The reply to what is for members of the team, wherever they ask it."""
        try:
            context = await self.member_context(origin, client)
        except NoAccessError as refused:
            return AnsweredRequest(request, refusal(refused), str(refused), refused=True)
        reply = await self.run(lambda: answer_request(request, context))
        alone = public and reply.only_for_requester and not origin.channel.startswith("D")
        return AnsweredRequest(request, reply, FOR_THE_ASKER if alone else "")

    async def member_context(self, origin: RequestOrigin, client: AsyncWebClient) -> Context:
        """What is answered from, for a member of the team. Raises `NoAccessError`."""
        requester = await self._access.member(client, origin.user)
        team = await self._directory.team(client)
        return Context(self._glossary, self.workspace, requester, origin.channel, team, now=self._clock())

    async def with_own_figure(
        self, answered: AnsweredRequest, origin: RequestOrigin, client: AsyncWebClient, *, public: bool
    ) -> AnsweredRequest:
        """The answer about a term with what it is with us, for who may see it where it is shown; else as it is."""
        figure = figure_of(answered.reply.data) if self.has_accounts else None
        if figure is None:
            return answered
        try:
            requester = await self._access.requester(client, origin)
            if public:
                await self._access.check_audience(client, origin.channel)
        except NoAccessError:
            return answered
        context = Context(self._glossary, self.workspace, requester, origin.channel, now=self._clock())
        try:
            async with asyncio.timeout(FIGURE_WITHIN):
                own = await self.run(lambda: _own_figure(context, figure, answered.request.verb))
        except TimeoutError:
            return answered
        return replace(answered, reply=with_figure(answered.reply, own)) if own.outcome == "answered" else answered

    async def context(
        self, origin: RequestOrigin, client: AsyncWebClient, verb: str, *, posts: bool = False
    ) -> Context:
        """What is answered from, for somebody who may see it. Raises `NoAccessError`, once that is in the audit log.

        Where what is asked for will be posted there, it is looked up whether all who are there may see it.
        """
        now = self._clock()
        looking = asyncio.ensure_future(self._outsiders(origin, client, posts=posts))
        try:
            requester = await self._access.requester(client, origin)
        except NoAccessError:
            looking.cancel()
            context = Context(self._glossary, self.workspace, Requester(origin.user), origin.channel, now=now)
            await self.run(lambda: context.record(verb, "refused"))
            raise
        team = await self._directory.team(client)
        place = await self._directory.conversation(client, origin.channel)
        return Context(
            self._glossary, self.workspace, requester, origin.channel, team, place.member, await looking, now
        )

    async def ask_digest(self, said: str, channel: str, thread: str) -> str:
        """The request that is made of the digest in whose thread something is said; empty where it asks it nothing."""
        if read_question(said) is None or not self.has_accounts:
            return ""
        return await self.run(lambda: digest_request(self.workspace.store, said, channel, thread))

    async def with_groups(
        self, context: Context, texts: tuple[str, ...], client: AsyncWebClient, *, digests: bool = False
    ) -> Context:
        """The same with the user groups that texts name, and with `digests` those that digests here are about."""
        if not digests and not any("@" in each for each in texts):
            return context
        named = await self.run(lambda: groups_named(context, texts, digests=digests))
        return replace(context, groups=await read_groups(named, self._directory, client)) if named else context

    async def list_of_digest(self, channel: str, thread: str) -> str:
        """The request for the whole list of the digest that begins a thread; empty for another thread."""
        if not self.has_accounts:
            return ""
        return await self.run(lambda: digest_list(self.workspace.store, channel, thread))

    async def has_agent_view(self, client: AsyncWebClient) -> bool:
        """Whether each direct message begins a thread. Raises what Slack's client raises."""
        return await self._directory.has_agent_view(client)

    @property
    def may_answer_directly(self) -> bool:
        """Whether direct messages are a place for accounts, where those are listed."""
        return self._access.rules.allow_direct_messages

    async def run(self, work: Callable[[], T]) -> T:
        """What the work gives, done in a thread of the store's."""
        with span("accounts.answer"), GIVING_WAY.answering(self.share):
            run = asyncio.get_running_loop().run_in_executor
            return await run(self._threads, GIVING_WAY.work_for, self.share, work)

    def close(self) -> None:
        """Ends the threads, and closes the store for good."""
        self._threads.shutdown()
        self.workspace.close(for_good=True)

    async def _outsiders(self, origin: RequestOrigin, client: AsyncWebClient, *, posts: bool) -> bool:
        return posts and await self._access.is_among_outsiders(client, origin.channel)

    async def withheld(self, origin: RequestOrigin, client: AsyncWebClient) -> str:
        """Why not everybody who is there at this moment may see account data; nothing where they may.

        Raises `NoAccessError` where nobody may.
        """
        try:
            await self._access.check_audience(client, origin.channel)
        except OutsidersPresentError as outsiders:
            return str(outsiders)
        return ""

    async def with_owners(self, text: str, client: AsyncWebClient) -> str:
        """The text with what owners are known by in place of the first few people who are mentioned in it."""
        for mention in islice(_PERSON.finditer(text), MENTIONED):
            text = text.replace(mention[0], await self.owner_word(mention[1], client))
        return text

    async def owner_word(self, user: str, client: AsyncWebClient) -> str:
        """What somebody is known by as the owner of accounts: the Slack user that files link, else their email."""
        if await self.run(lambda: self._is_linked(user)):
            return f"@{user}"
        try:
            person = await self._directory.person(client, user)
        except UNREACHABLE:
            return f"@{user}"
        return person.email or f"@{user}"

    def _is_linked(self, user: str) -> bool:
        from accounts.scopes import scope

        store = self.workspace.store if self.workspace.exists else None
        return store is not None and scope.owner_of(store.reading, scope.Requester(user)) is not None


def with_data_table(reply: Reply, native: Features) -> Reply:
    """The reply with the table that its list makes, where the workspace takes tables."""
    if reply.grid is None or "data_table" not in native:
        return reply
    return replace(reply, data_table=reply.grid())


def _own_figure(context: Context, figure: OwnFigure, verb: str) -> Reply:
    from bot.accounts.own_figures import own_figure_reply  # it takes the store

    return own_figure_reply(context, figure, verb)


def _with_channels(text: str, here: str) -> str:
    """The text with the names of the channels that are mentioned, without the one that it is written in."""
    return _CHANNEL.sub(lambda channel: "" if channel[1] == here else f"#{channel[2] or channel[1]}", text)


def refusal(refused: NoAccessError) -> Reply:
    """The reply to somebody who may not see what they asked for."""
    return Reply(
        title="Not here",
        data={"kind": "error", "message": str(refused)},
        paragraphs=(str(refused),),
        footnotes=("Terms and metrics are for everybody, everywhere: ask for help.",),
        outcome="usage",
    )
