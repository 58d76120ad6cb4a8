"""Putting files into conversations, and saying why one couldn't be put there."""

from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

ALT_TEXT, TITLE = 1000, 255  # characters that Slack keeps

_OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "invalid_channel", "posting_to_channel_denied"})
_UNABLE = frozenset({"missing_scope", "not_allowed_token_type", "no_permission"})


@dataclass(frozen=True, slots=True)
class File:
    """A file ready to be sent; `alt_text` says what a picture shows."""

    name: str
    content: bytes
    title: str
    alt_text: str = ""


class NotUploadedError(Exception):
    """Slack didn't take a file. The message says why to whoever asked for it; `code` is what Slack called it."""

    def __init__(self, code: str) -> None:
        super().__init__(_why(code))
        self.code = code


async def upload(
    client: AsyncWebClient, channel: str, file: File, *, thread: str | None = None, comment: str = ""
) -> None:
    """Puts a file into a conversation or a thread of it. Raises `NotUploadedError`.

    Nothing is seen of a file before the last of the three steps that this takes, so that one that failed can be tried
    again.
    """
    try:
        await client.files_upload_v2(
            filename=file.name,
            content=file.content,
            title=file.title[:TITLE],
            alt_txt=file.alt_text[:ALT_TEXT] or None,
            channel=channel,
            thread_ts=thread,
            initial_comment=comment or None,
        )
    except SlackApiError as error:
        raise NotUploadedError(str(error.response.get("error"))) from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        raise NotUploadedError(type(error).__name__) from error


def _why(code: str) -> str:
    if code in _OUTSIDE:
        return "CS Bot isn't in this channel. Invite it with /invite @CS Bot, and try again."
    if code in _UNABLE:
        return "CS Bot isn't allowed to send files here yet. Whoever runs it finds what is missing with cs doctor."
    return f"Slack didn't take the file ({code}). Please try again in a moment."
