"""From the text of a request to what Slack is sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.accounts.paging import without_page
from bot.chart import Chart
from bot.commands import COMMANDS, answer_request, is_account_meant, parse_request, perhaps_account
from bot.context import Context
from bot.digests.command import VERB as DIGEST
from bot.parsing.grammar import Request, parse
from bot.render.features import NONE as NATIVE_NONE
from bot.render.features import Features
from bot.render.slack import Message, message
from bot.reply import Reply
from bot.slack.access import RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest
from bot.terms.lookup_counts import NONE, Lookup, LookupCounter
from bot.terms.near_requests_reply import is_unsure, with_near_requests
from bot.terms.own_figures import figure_of
from bot.words.commands import EXPLAIN
from glossary import Glossary

LONGEST = 1000  # characters of a question that are read: none about a term is longer
KEPT = 1024
READING = frozenset({"", "help", "list", "status"})  # what may follow a command that writes and only reads


@dataclass(frozen=True, slots=True)
class SlashResponse:
    """The JSON that answers a slash command, the chart that follows an answer that all see, and what was looked up.

    An answer in `newer` blocks has no body and goes to the response_url, where Slack says so if it doesn't take them.
    """

    body: str
    chart: Chart | None = None
    lookup: Lookup = NONE
    newer: Mapping[str, Any] | None = None


class Answers:
    """Answers texts: from the glossary and the metrics at once, from the accounts at their desk.

    Finished answers to slash commands are kept, the latest 1,024 of them, until the glossary changes; those about
    accounts never are.
    """

    def __init__(self, glossary: Glossary, account_requests: AccountRequests | None = None) -> None:
        self.account_requests = account_requests or AccountRequests(glossary)
        self._context = Context(glossary)
        self._finished: dict[tuple[str, Features], SlashResponse] = {}
        self._revision = glossary.revision
        self.lookups = LookupCounter()

    @property
    def glossary(self) -> Glossary:
        """The glossary that terms are answered from."""
        return self._context.glossary

    async def asked(
        self, text: str, origin: RequestOrigin, client: AsyncWebClient, *, public: bool = False
    ) -> AnsweredRequest:
        """The request that somebody makes and the reply to it; terms that they look up are counted."""
        answered = await self.to(text, origin, client, public=public)
        self.lookups.add(Lookup.of(answered.request.verb, answered.reply.data))
        return answered

    async def to(
        self, text: str, origin: RequestOrigin, client: AsyncWebClient, *, public: bool = False
    ) -> AnsweredRequest:
        """The request that a text makes and the reply to it, which a `public` answer shows to all."""
        text = _readable(text)
        request = parse_request(text, self._context.glossary)
        if COMMANDS[request.verb].needs_requester:
            return await self.account_requests.answer(text, origin, client, public=public)
        native = await self.account_requests.native.of(client)
        answered = AnsweredRequest(request, answer_request(request, self._context), native=native)
        may_ask = self.account_requests.has_accounts
        if asked := self._perhaps_account(answered):
            account = await self.account_requests.answer(asked, origin, client, public=public or request.public)
            if is_account_meant(answered.request, answered.reply, account.reply) and not account.refused:
                return account
            may_ask = not account.refused
        if may_ask:
            answered = replace(answered, reply=with_near_requests(request, answered.reply))
        shown = public or request.public
        return await self.account_requests.with_own_figure(answered, origin, client, public=shown)

    def _perhaps_account(self, answered: AnsweredRequest) -> str:
        """The request for an account of the name that isn't in the glossary, where there are accounts."""
        asked = perhaps_account(answered.request, answered.reply)
        if not asked or not self.account_requests.has_accounts:
            return ""
        return f"{asked} !" if answered.request.public else asked

    def to_command(self, text: str, native: Features = NATIVE_NONE) -> SlashResponse | None:
        """What answers a slash command at once, for the asker alone unless the request is public; none when it is about
        accounts, which not everybody may ask. `native` are those of Slack's newer blocks that it may be shown in.
        """
        if (revision := self.glossary.revision) != self._revision:
            self._finished.clear()
            self._revision = revision
        finished = self._finished.get((text, native))
        if finished is not None:
            self.lookups.add(finished.lookup)
            return finished
        request = parse_request(_readable(text), self._context.glossary)
        command = COMMANDS[request.verb]
        if command.needs_requester:
            return None
        answered = AnsweredRequest(request, answer_request(request, self._context), native=native)
        if self._perhaps_account(answered) or self._has_figure(answered) or self._is_near_accounts(answered):
            return None
        finished = finish(answered)
        self.lookups.add(finished.lookup)
        if command.fixed and finished.newer is None and not figure_of(answered.reply.data):
            self._keep((text, native), finished)
        return finished

    def _is_near_accounts(self, answered: AnsweredRequest) -> bool:
        """Whether something of the accounts may be offered for what the glossary isn't sure of."""
        return is_unsure(answered.request, answered.reply) and self.account_requests.has_accounts

    def _has_figure(self, answered: AnsweredRequest) -> bool:
        """Whether the accounts may have a figure for what is explained, which not everybody may see."""
        return figure_of(answered.reply.data) is not None and self.account_requests.has_accounts

    async def to_account_command(self, text: str, origin: RequestOrigin, client: AsyncWebClient) -> AnsweredRequest:
        """The answer to a slash command that is about accounts, or for which accounts are looked at."""
        text = _readable(text)
        request = parse_request(text, self._context.glossary)
        if COMMANDS[request.verb].needs_requester:
            return await self.account_requests.answer(text, origin, client, public=request.public)
        return await self.asked(text, origin, client)

    def _keep(self, asked: tuple[str, Features], finished: SlashResponse) -> None:
        if len(self._finished) >= KEPT:
            del self._finished[next(iter(self._finished))]
        self._finished[asked] = finished


def finish(answered: AnsweredRequest) -> SlashResponse:
    """What answers a slash command: for the asker alone unless the request is public and all may see the answer."""
    lookup = Lookup.of(answered.request.verb, answered.reply.data)
    public = answered.request.public and not answered.withheld
    shown = public_message(answered) if public else ephemeral_message(answered)
    answer = {"response_type": "in_channel" if public else "ephemeral", **shown}
    chart = answered.reply.chart if public else None
    if "classic" in answer:
        return SlashResponse("", chart, lookup, answer)
    return SlashResponse(json.dumps(answer), chart, lookup)


def public_message(answered: AnsweredRequest, shared_by: str = "", *, whole: bool = False) -> Message:
    """The message that everybody in the conversation sees: its first view, or all of it."""
    if answered.reply.digest is not None:
        return _preview(answered)
    reply = answered.reply
    again = _again(answered)
    return message(reply, shared_by=shared_by, answers=reply.share, again=again, whole=whole, native=answered.native)


def ephemeral_message(answered: AnsweredRequest, *, whole: bool = False) -> Message:
    """The message that only the asker sees: its first view, or all of it. What all may not see isn't to be shared."""
    if answered.reply.digest is not None:
        return _preview(answered)
    trail = (canonical_request(answered.request, answered.reply),)
    reply = replace(answered.reply, share="") if answered.withheld else answered.reply
    return message(reply, trail=trail, again=_again(answered), whole=whole, native=answered.native)


def _preview(answered: AnsweredRequest) -> Message:
    """The digest of a preview as it would be posted."""
    from bot.render.digest import preview_message

    assert answered.reply.digest is not None  # noqa: S101  asked before
    request = canonical_request(answered.request, answered.reply)
    return preview_message(answered.reply, answered.reply.digest, request, answered.native)


def replacement_message(
    answered: AnsweredRequest, asked: str, trail: Sequence[str], *, whole: bool = False
) -> dict[str, Any]:
    """The message that takes the place of one that only the asker sees, after the trail that led to that."""
    step = canonical_request(answered.request, answered.reply)
    if answered.reply.digest is not None:
        shown = _preview(answered)
    else:
        walked, again = _walked(trail, asked, step), _again(answered)
        shown = message(answered.reply, trail=walked, again=again, whole=whole, native=answered.native)
    return {"response_type": "ephemeral", "replace_original": True, **shown}


def _again(answered: AnsweredRequest) -> str:
    """The request that gives the same answer again and changes nothing; empty where there is none."""
    request, reply, command = answered.request, answered.reply, COMMANDS[answered.request.verb]
    if command.writes:
        first = request.text.partition(" ")[0].casefold()
        reads = first in READING or (request.verb == DIGEST and first == "ask")
        return f"{request.verb} {request.text}".strip() if reads else ""
    safe = reply.share or command.fixed or reply.data["kind"] in {"choices", "not_found"}
    return canonical_request(request, reply) if safe else ""


def canonical_request(request: Request, reply: Reply) -> str:
    """The text that asks for the reply again, on one line."""
    return reply.share or f"{request.verb} {request.text}".strip()


def _readable(text: str) -> str:
    """The text as far as it is read. Numbers and notes are read to the end: a part of them is something else."""
    if len(text) <= LONGEST:
        return text
    verb = parse(text, COMMANDS.verbs).verb
    if verb == EXPLAIN:
        return text
    holds_numbers = verb in {"", "calculate"} and any(char.isdigit() for char in text)
    return text if holds_numbers or (verb and COMMANDS[verb].about_accounts) else text[:LONGEST]


def _walked(trail: Sequence[str], asked: str, step: str) -> tuple[str, ...]:
    """The trail with one more step, or up to where it has been before: going back is asking again.

    Another page of a list is the same step.
    """
    for known in (asked, step):
        if known in trail:
            return (*trail[: trail.index(known)], step)
    if trail and without_page(trail[-1]) == without_page(step):
        return (*trail[:-1], step)
    return (*trail, step)
