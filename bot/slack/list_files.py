"""The list of a slash command as a file: in the channel where all are to see it, else in direct messages."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.render.slack import Message
from bot.slack.account_requests import AnsweredRequest
from bot.slack.answers import public_message
from bot.slack.attachments import Attachments, Destination
from bot.slack.posting import notice, notify_user, post

Body = Mapping[str, Any]

SENT = "It is in your direct messages with CS Bot."
NOT_DIRECTLY = (
    "A file of an answer that only you see goes into direct messages with me, and accounts aren't talked about there. "
    "Share the answer in the channel, and ask for the file there."
)


async def send_list(
    answered: AnsweredRequest, body: Body, client: AsyncWebClient, attachments: Attachments, *, directly: bool
) -> Message | None:
    """Begins to send the list of an answer to a slash command; `directly` says whether direct messages are a place for
    it. Returns what only the asker is told.
    """
    table, user = answered.reply.table, body["user_id"]
    assert table is not None  # noqa: S101  asked before
    public = answered.request.public and not answered.withheld
    if not public and not directly:
        return notice(NOT_DIRECTLY)
    channel = body["channel_id"] if public else await post(client, user, public_message(answered))
    sending = attachments.send_table(table, Destination(client, channel))
    attachments.begin((user, channel, table.name), sending, partial(notify_user, client, body))
    return None if public else notice(SENT)
