"""Charts and CSV files, uploaded behind an answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chart import Chart
from bot.render.features import shows_chart
from bot.render.table_csv import csv_file
from bot.reply import Table
from bot.slack.chart_renderer import Draw
from bot.slack.delivered import CLIENT_ERRORS, is_uncertain
from bot.slack.web_client import trouble

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


UNCERTAIN = "Slack didn't say whether it took the file. If it isn't there, please try again."


class NotUploadedError(Exception):
    """Slack didn't take a file, or didn't say whether it did. The message says why to whoever asked for it; `code` is
    what Slack called it.
    """

    def __init__(self, code: str, *, uncertain: bool = False) -> None:
        super().__init__(UNCERTAIN if uncertain else _why(code))
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
    except CLIENT_ERRORS as error:
        raise NotUploadedError(trouble(error), uncertain=is_uncertain(error)) from error


def _why(code: str) -> str:
    if code in _OUTSIDE:
        return "CS Bot isn't in this channel. Invite it with /invite @CS Bot, and try again."
    if code in _UNABLE:
        return "CS Bot isn't allowed to send files here yet. Whoever runs it finds what is missing with cs doctor."
    return f"Slack didn't take the file ({code}). Please try again in a moment."


logger = logging.getLogger(__name__)

Tell = Callable[[str], Awaitable[None]]
NOT_MADE = "The file couldn't be made. Please try again in a moment."


@dataclass(frozen=True, slots=True)
class Destination:
    """A conversation that files can be put into, and the thread of it."""

    client: AsyncWebClient
    channel: str
    thread: str | None = None


class Attachments:
    """Sends charts and tables in the background. What fails is logged, and told where somebody waits for it."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._under_way: dict[Hashable, asyncio.Task[None]] = {}

    def begin(self, key: Hashable, sending: Coroutine[Any, Any, None], tell: Tell | None = None) -> None:
        """Sends in the background, unless the same is under way: a button may be pressed twice. `tell` says to whoever
        pressed it why nothing comes.
        """
        if key in self._under_way:
            sending.close()
            return
        task = asyncio.create_task(_watched(sending, tell))
        self._under_way[key] = task  # the loop itself would forget it
        task.add_done_callback(lambda _: self._under_way.pop(key))

    def send_in_background(
        self, chart: Chart | None, to: Destination, tell: Tell | None = None, *, behind: Mapping[str, Any] | None = None
    ) -> None:
        """Sends the chart of an answer after it, if it has one, and doesn't show it itself in the form `behind` which
        it comes.
        """
        if chart is not None and not (behind and shows_chart(behind["blocks"])):
            self.begin(object(), self.send_chart(chart, to), tell)

    async def send_chart(self, chart: Chart, to: Destination) -> None:
        """Draws a chart and sends it. Raises `NotUploadedError`."""
        drawn = await self._draw(chart)
        await upload(to.client, to.channel, File("chart.png", drawn, chart.title, chart.alt), thread=to.thread)

    async def send_table(self, table: Table, to: Destination) -> None:
        """Sends a table as CSV. Raises `NotUploadedError`."""
        written = await asyncio.to_thread(csv_file, table)
        await upload(to.client, to.channel, File(f"{table.name}.csv", written, table.name), thread=to.thread)

    async def finish(self) -> None:
        """Waits for what is under way."""
        await asyncio.gather(*self._under_way.values())


async def _watched(sending: Coroutine[Any, Any, None], tell: Tell | None) -> None:
    try:
        await sending
    except NotUploadedError as error:
        logger.warning("a file wasn't taken: %s", error.code)
        await _told(tell, str(error))
    except Exception:  # the last that can be done for a task that nobody waits for
        logger.exception("a file wasn't made")
        await _told(tell, NOT_MADE)


async def _told(tell: Tell | None, why: str) -> None:
    if tell is None:
        return
    try:
        await tell(why)
    except Exception as error:  # noqa: BLE001  Slack is out of reach: there is nowhere left to say it
        logger.warning("nobody could be told: %s", type(error).__name__)
