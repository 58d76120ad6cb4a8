"""The buttons of a lesson: each answers in the place of the message that it stands on."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.lesson import lesson_message
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.answers import Answers
from bot.slack.posting import notify_user, respond
from bot.words.lesson_steps import next_step
from curation import CurationError

Body = Mapping[str, Any]


class LessonListeners:
    """The listener of lessons. It doesn't catch what goes wrong: errors.py does."""

    def __init__(self, answers: Answers) -> None:
        self._requests = answers.account_requests

    async def answer_lesson(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shows what follows a pressed button."""
        await ack()
        try:
            context = await self._requests.member_context(RequestOrigin.of(body), client)
            step = await self._requests.run(lambda: next_step(context, str(action["value"])))
        except (NoAccessError, CurationError) as refused:
            await notify_user(client, body, str(refused))
            return
        await respond(client, body, {"replace_original": True, **lesson_message(step)})
