"""Socket Mode: a connection to Slack for as long as the bot runs, each with a fresh URL.

The SDK's asynchronous client tries the one URL it has for ever, which Slack takes for a minute or so: after an outage
that is longer, nobody would be heard any more.
"""

import asyncio
import json
import logging
import random
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.configuration.setting_texts import WHERE
from bot.configuration.settings_error import SettingsError
from bot.slack.background import BackgroundTasks, BusyError
from bot.slack.connection import Connection, NoConnectionError
from bot.slack.web_client import TOKEN_CODES, WebClient, error_code, proxy_for, trouble

logger = logging.getLogger(__name__)

HELLO = 10.0  # seconds that Slack may take to open a connection and say hello
HEARTBEAT = 10.0  # seconds between pings; a connection that doesn't answer one in half of that is lost
LONGEST_PAUSE = 30.0  # seconds between two tries
SETTLED = 30.0  # seconds after which a connection counts as one that holds
MOST_FLAPS = 4  # connections in a row that didn't hold, from which on the pause between them grows no more
OVERLAP = 30.0  # seconds that a connection which is replaced may go on being heard

Socket = aiohttp.ClientWebSocketResponse


class SocketMode:
    """Hears what Slack sends and acknowledges it with what the app responds."""

    def __init__(
        self,
        app: AsyncApp,
        client: WebClient,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.connection = Connection()
        self._app = app
        self._client = client
        self._jitter = jitter
        self._handling = BackgroundTasks()
        self._reading: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Stays connected until it is cancelled. Raises `SettingsError` when Slack refuses the token from the start."""
        failures = flaps = 0
        async with aiohttp.ClientSession() as session:
            try:
                while True:
                    began = asyncio.get_running_loop().time()
                    try:
                        await self._hear_once(session)
                    except NoConnectionError as error:
                        self._count(error)
                        failures += 1
                        await asyncio.sleep(max(error.wait, self.pause(failures)))
                    else:
                        held = asyncio.get_running_loop().time() - began > SETTLED
                        failures, flaps = 0, 0 if held else flaps + 1
                        await asyncio.sleep(0 if flaps <= 1 else self.pause(min(flaps, MOST_FLAPS) - 1))
            finally:
                await self._close()

    def pause(self, tries: int) -> float:
        """The seconds before the next try, after so many that failed in a row: more each time, and never the same."""
        longest = min(LONGEST_PAUSE, 2.0 ** min(tries - 1, 10))
        return self._jitter(longest / 2, longest)

    async def _hear_once(self, session: aiohttp.ClientSession) -> None:
        """Hears one connection until it is lost or is to be replaced. Raises `NoConnectionError`."""
        socket = await self._connected(session, await self._fresh_url())
        self.connection.succeeded()
        replace: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        reading = asyncio.create_task(self._read(socket, replace))
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        await asyncio.wait({reading, replace}, return_when=asyncio.FIRST_COMPLETED)
        if replace.done():
            asyncio.get_running_loop().call_later(OVERLAP, reading.cancel)
        else:
            self.connection.lost("it was closed")

    async def _fresh_url(self) -> str:
        try:
            return str((await self._client.apps_connections_open(app_token=str(self._client.token)))["url"])
        except SlackApiError as error:
            code = error_code(error)
            wait = str(error.response.headers.get("Retry-After", ""))
            raise NoConnectionError(
                code, float(wait) if wait.isdecimal() else 0.0, refused=code in TOKEN_CODES
            ) from error
        except (aiohttp.ClientError, TimeoutError, OSError, KeyError) as error:
            raise NoConnectionError(trouble(error)) from error

    async def _connected(self, session: aiohttp.ClientSession, url: str) -> Socket:
        """A connection on which Slack has said hello."""
        try:
            async with asyncio.timeout(HELLO):
                socket = await session.ws_connect(
                    url,
                    heartbeat=HEARTBEAT,
                    proxy=proxy_for(url),
                    ssl=True if self._client.ssl is None else self._client.ssl,
                )
                said = _object(await socket.receive_str())
        except (aiohttp.ClientError, aiohttp.WSMessageTypeError, TimeoutError, OSError) as error:
            raise NoConnectionError(f"Slack's edge: {trouble(error)}") from error
        if said.get("type") == "disconnect":
            await socket.close()
            raise NoConnectionError(f"Slack's edge: {said.get('reason')}")
        return socket

    async def _read(self, socket: Socket, replace: "asyncio.Future[None]") -> None:
        """Takes what comes until the connection ends; `replace` is done when Slack wants another one in its place."""
        try:
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                envelope = _object(message.data)
                if envelope.get("type") == "disconnect" and not replace.done():
                    replace.set_result(None)
                elif "envelope_id" in envelope:
                    self._take(socket, envelope)
        finally:
            await socket.close()

    def _take(self, socket: Socket, envelope: Mapping[str, Any]) -> None:
        try:
            self._handling.begin(self._answer(socket, envelope))
        except BusyError:
            logger.warning("Socket Mode busy: not acknowledged, so that Slack sends it again")

    async def _answer(self, socket: Socket, envelope: Mapping[str, Any]) -> None:
        request = SocketModeRequest.from_dict(dict(envelope))
        if request is None:
            return
        response = await run_async_bolt_app(self._app, request)
        if response.status >= 500:
            return  # not acknowledged, so that Slack sends it again
        try:
            await socket.send_json(SocketModeResponse(request.envelope_id, _payload(response)).to_dict())
        except (aiohttp.ClientError, ConnectionError):
            logger.info("an acknowledgement came too late for its connection")

    def _count(self, error: NoConnectionError) -> None:
        self.connection.failed(error)
        if error.refused and not self.connection.connects:
            raise SettingsError(f"SLACK_APP_TOKEN is not accepted: {error}. It is {WHERE['SLACK_APP_TOKEN']}.")

    async def _close(self) -> None:
        """Lets what was heard be answered, and closes what is open."""
        await self._handling.finish()
        for reading in self._reading:
            reading.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        logger.warning("Slack sent over its connection what can't be read")
        return {}
    return said


def _payload(response: BoltResponse) -> dict[str, Any] | None:
    """What an acknowledgement carries."""
    if not response.body or response.status != 200:
        return None
    kind = str(response.headers.get("content-type", [""])[0])
    return dict(json.loads(response.body)) if kind.startswith("application/json") else {"text": response.body}
