"""The Home tab: drawn for whoever opens it, and its buttons, which answer in the Messages tab."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Context
from bot.home.account_sections import accounts_sections, digests_sections, sources_section
from bot.home.curation_section import curation_section
from bot.home.model import BROKEN, MakeSections, Section
from bot.home.news import news_section
from bot.home.word_sections import GLOSSARY, NOTHING_YET, questions_section, words_section
from bot.render.home import channel_of, home_view, place_of
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.agent_view import suggest_prompts
from bot.slack.answers import Answers, public_message
from bot.slack.modals.opening import FormExpiredError, open_form_for, show_form
from bot.slack.posting import ReplyTarget, post_in_form
from curation import CurationError

logger = logging.getLogger(__name__)

WITH_ACCOUNTS: tuple[MakeSections, ...] = (
    accounts_sections,
    digests_sections,
    lambda context: [sources_section(context)],
)
FOR_MEMBERS: tuple[MakeSections, ...] = (
    lambda context: [words_section(context)],
    lambda context: [questions_section(context)],
)

Body = Mapping[str, Any]
VERB = "home"  # of the audit log


class HomeListeners:
    """The listeners of the Home tab. None of them catches what goes wrong: errors.py does."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._requests = answers.account_requests

    async def opened(self, event: Body, client: AsyncWebClient) -> None:
        """Draws the tab for whoever opens it; in the Messages tab it suggests what to ask."""
        user, channel = event["user"], event.get("channel") or ""
        if event.get("tab") == "home":
            await self._publish(user, channel, client)
        elif event.get("tab") == "messages" and channel:
            await suggest_prompts(self._requests, RequestOrigin(user, channel), client)

    async def press(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Answers a button in the person's conversation with the bot, and says so in the tab."""
        await ack()
        user = body["user"]["id"]
        channel = channel_of(action.get("block_id", "")) or user
        answered = await self._answers.asked(action["value"], RequestOrigin(user, channel), client, public=True)
        await post_in_form(client, channel, public_message(answered), native=self._requests.native)
        said = f"Answered in your direct messages with me: {answered.reply.title}"
        await self._publish(user, channel if channel != user else "", client, said)

    async def open_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Opens the form that a button asks for; what comes of it is said in the person's conversation with the bot."""
        user, block = body["user"]["id"], action.get("block_id", "")
        own, place = channel_of(block), place_of(block)
        try:
            origin, answers_in = RequestOrigin(user, place or own or user), ReplyTarget(own or user)
            view = await open_form_for(action["value"], self._requests, origin, answers_in, client)
            await show_form(client, body["trigger_id"], view)
        except (NoAccessError, FormExpiredError, CurationError) as refused:
            await self._publish(user, own, client, str(refused))
        await ack()

    async def _publish(self, user: str, channel: str, client: AsyncWebClient, said: str = "") -> None:
        sections = await self._sections(RequestOrigin(user, channel), client)
        await client.views_publish(user_id=user, view=home_view(sections, channel, said))

    async def _sections(self, origin: RequestOrigin, client: AsyncWebClient) -> list[Section]:
        """What somebody may see: guests the glossary, members the team's words, and accounts those who may."""
        try:
            member = await self._requests.member_context(origin, client)
        except NoAccessError:
            return [GLOSSARY]
        if not self._requests.has_accounts:  # no store yet, and none is made for a look at it
            return [NOTHING_YET, GLOSSARY, *_news()]
        try:
            allowed = await self._requests.context(origin, client, VERB) if origin.channel else None
        except NoAccessError:
            allowed = None
        return await self._requests.run(lambda: home_sections(member, allowed))


def home_sections(member: Context, allowed: Context | None) -> list[Section]:
    """What a member of the team sees, with accounts where they are `allowed` to."""
    sections = _made((lambda context: [curation_section(context)],), member)
    if allowed is not None:
        sections += _made(WITH_ACCOUNTS, allowed)
        allowed.record(VERB, "answered")
    return [*sections, *_made(FOR_MEMBERS, member), GLOSSARY, *_news()]


def _news() -> list[Section]:
    return [section for section in (news_section(),) if section]


def _made(makers: Sequence[MakeSections], context: Context) -> list[Section]:
    """The sections; one that can't be read now is left out, and logged."""
    made: list[Section] = []
    for make in makers:
        try:
            sections = [section for section in make(context) if section]
        except BROKEN as error:
            logger.warning("home: a section is left out: %s", error)
        else:
            made += sections
    return made
