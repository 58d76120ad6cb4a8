"""The Home tab: drawn for whoever opens it, and its buttons, which answer in the Messages tab."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Context
from bot.home.account_sections import accounts_section, digests_section, sources_section
from bot.home.curation_section import curation_section
from bot.home.model import BROKEN, MakeSection, Section
from bot.home.word_sections import GLOSSARY, questions_section, words_section
from bot.render.home import channel_of, home_view
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.agent_view import suggest_prompts
from bot.slack.answers import Answers, public_message
from bot.slack.posting import post

logger = logging.getLogger(__name__)

FOR_MEMBERS: tuple[MakeSection, ...] = (curation_section, words_section, questions_section)
WITH_ACCOUNTS: tuple[MakeSection, ...] = (digests_section, accounts_section, sources_section)

Body = Mapping[str, Any]


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
        await post(client, channel, public_message(answered))
        said = f"Answered in the Messages tab: {answered.reply.title}"
        await self._publish(user, channel if channel != user else "", client, said)

    async def _publish(self, user: str, channel: str, client: AsyncWebClient, said: str = "") -> None:
        sections = await self._sections(RequestOrigin(user, channel), client)
        await client.views_publish(user_id=user, view=home_view(sections, channel, said))

    async def _sections(self, origin: RequestOrigin, client: AsyncWebClient) -> list[Section]:
        """What somebody may see: guests the glossary, members the team's words, and accounts those who may."""
        try:
            member = await self._requests.member_context(origin, client)
        except NoAccessError:
            return [GLOSSARY]
        if not self._requests.has_accounts:  # no store yet
            return [GLOSSARY]
        sections = await self._requests.run(lambda: _made(FOR_MEMBERS, member))
        try:
            allowed = await self._requests.context(origin, client, "home") if origin.channel else None
        except NoAccessError:
            allowed = None
        if allowed is not None:
            sections += await self._requests.run(lambda: _made(WITH_ACCOUNTS, allowed))
        return [*sections, GLOSSARY]


def _made(makers: tuple[MakeSection, ...], context: Context) -> list[Section]:
    """The sections; one that can't be read now is left out, and logged."""
    made = []
    for make in makers:
        try:
            section = make(context)
        except BROKEN as error:
            logger.warning("home: a section is left out: %s", error)
        else:
            made += [section] if section else []
    return made
