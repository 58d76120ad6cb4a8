"""Slack's newer blocks that a workspace accepts: asked of Slack once, and kept in the store."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import Any, Final, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from accounts.native_blocks import KeptBlock, keep_blocks, keep_refused, kept_blocks
from bot.clock import Clock, utc_now
from bot.render.features import NONE, Feature, Features, features_of
from bot.render.probes import PROBES
from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.directory import Directory
from bot.slack.web_client import error_code, trouble
from bot.workspace import Workspace
from store.errors import StoreError

logger = logging.getLogger(__name__)

ASKED_AFTER: Final = timedelta(days=7)  # workspaces get new blocks one by one
TRIED_AFTER: Final = 60.0  # seconds after which Slack, that didn't say, is asked again
PATIENCE: Final = 3.0  # seconds that a digest waits for it: classic blocks are as good as late
READ_AFTER: Final = 300.0  # seconds after which it is looked up again what other servers were told
REFUSED: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_message", "msg_blocks_too_long"})
TOO_LONG: Final = "msg_blocks_too_long"  # says nothing of other messages with the same blocks
UNASKED: Final = frozenset({"unknown_method", "method_deprecated", "status 404"})  # this Slack can't be asked

T = TypeVar("T")


@cache
def our_version() -> str:
    """The version of the bot: a new one may draw other blocks."""
    return version("cs-bot")


@dataclass(slots=True)
class _Known:
    features: Features
    until: float  # by the monotonic clock: then it is read again
    asked_at: datetime


class NativeBlocks:
    """What workspaces take. Where it isn't known yet, messages are classic, and Slack is asked meanwhile.

    `CS_BLOCKS` may say that all messages are classic, or that all blocks are taken and none is asked about.
    """

    def __init__(self, workspace: Workspace, directory: Directory | None = None, clock: Clock = utc_now) -> None:
        self._workspace = workspace
        self._directory = directory or Directory()
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._teams: dict[str, str] = {}  # by token
        self._tried: dict[str, float] = {}  # when Slack didn't say, by team and the monotonic clock
        self._asking: dict[str, asyncio.Task[Features]] = {}
        self._thread = ThreadPoolExecutor(1, "native-blocks")
        workspace.before_close(self._thread.shutdown)

    @property
    def forced(self) -> Features | None:
        """What the settings say; None where Slack is asked."""
        setting = self._workspace.settings.cs_blocks
        return None if setting == "auto" else NONE if setting == "classic" else frozenset(PROBES)

    async def of(self, client: AsyncWebClient) -> Features:
        """What the client's workspace takes; nothing as long as that isn't known, and Slack is asked meanwhile."""
        if self.forced is not None:
            return self.forced
        try:
            team = await self._directory.team(client)
        except CLIENT_ERRORS:
            return NONE
        self._teams[client.token or ""] = team
        known = self._known.get(team)
        if known is None or known.until < time.monotonic():
            known = await self._read(team)
        if known is None or self._clock() - known.asked_at > ASKED_AFTER:
            self._begin(team, client)
        return known.features if known else NONE

    def now(self, client: AsyncWebClient) -> Features:
        """The same without waiting for anything: what was known of the workspace when it was last asked about."""
        if self.forced is not None:
            return self.forced
        known = self._known.get(self._teams.get(client.token or "", ""))
        if known is None or known.until < time.monotonic():
            self._look_up(client)
        return known.features if known else NONE

    def _look_up(self, client: AsyncWebClient) -> None:
        key = f"token {client.token}"
        if key not in self._asking:
            task = self._asking[key] = asyncio.create_task(self.of(client))
            task.add_done_callback(lambda _: self._asking.pop(key))

    def of_team(self, team: str) -> Features:
        """What is known of a workspace, read in the thread of whoever composes its digests."""
        if self.forced is not None:
            return self.forced
        known = self._known.get(team)
        return known.features if known else NONE

    async def asked(self, client: AsyncWebClient) -> Features:
        """The same, waiting for Slack's answer where it isn't known: for work that nobody waits for."""
        features = await self.of(client)
        if not self._asking:
            return features
        asking = self._asking.get(await self._directory.team(client))
        if asking is None:
            return features
        await asyncio.wait({asking}, timeout=PATIENCE)
        return asking.result() if asking.done() and not asking.exception() else features

    async def refused(self, client: AsyncWebClient, blocks: Sequence[Mapping[str, Any]], why: str) -> None:
        """Keeps that a workspace refused a message with such blocks, until it is asked anew."""
        used = features_of(blocks)
        logger.warning("Slack refuses %s (%s): the classic form goes out", ", ".join(sorted(used)), why)
        if self.forced is not None or not used or why == TOO_LONG:
            return
        try:
            team = await self._directory.team(client)
        except CLIENT_ERRORS:
            return
        now = self._clock()
        features = (self._known[team].features if team in self._known else NONE) - used
        self._known[team] = _Known(features, time.monotonic() + READ_AFTER, now)
        await self._run(self._write, lambda store: keep_refused(store, team, used, our_version(), now))

    def _begin(self, team: str, client: AsyncWebClient) -> None:
        if team not in self._asking and time.monotonic() - self._tried.get(team, -TRIED_AFTER) >= TRIED_AFTER:
            task = self._asking[team] = asyncio.create_task(self._ask(team, client))
            task.add_done_callback(lambda _: self._asking.pop(team))

    async def _ask(self, team: str, client: AsyncWebClient) -> Features:
        taken: dict[str, bool] = {}
        for feature, blocks in PROBES.items():
            answer = await takes(client, blocks)
            if answer is None:  # Slack is in trouble: it is asked again in a minute
                self._tried[team] = time.monotonic()
                return NONE
            taken[feature] = answer
        now = self._clock()
        features = _features(taken)
        self._known[team] = _Known(features, time.monotonic() + READ_AFTER, now)
        await self._run(self._write, lambda store: keep_blocks(store, team, taken, our_version(), now))
        logger.info("Slack takes these newer blocks: %s", ", ".join(sorted(features)) or "none")
        return features

    async def _read(self, team: str) -> _Known | None:
        """What is in the store; None where that is nothing, or of another version of the bot."""
        kept = await self._run(self._kept, team) or ()
        if not kept or {each.version for each in kept} != {our_version()} or {*PROBES} - {each.block for each in kept}:
            return self._known.get(team)
        features = _features({each.block: each.taken for each in kept})
        known = _Known(features, time.monotonic() + READ_AFTER, min(each.asked_at for each in kept))
        self._known[team] = known
        return known

    async def _run(self, work: Callable[..., T], *arguments: object) -> T | None:
        """What work on the store gives, done in a thread; None once the store is closed."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)
        except RuntimeError:  # the thread has ended
            return None

    def _kept(self, team: str) -> tuple[KeptBlock, ...]:
        try:
            return kept_blocks(self._workspace.store, team) if self._workspace.exists else ()
        except StoreError:
            return ()

    def _write(self, write: Callable[[Any], None]) -> None:
        """Writes into the store, if there is one; what can't be written now is asked or refused once more."""
        try:
            if self._workspace.exists:
                write(self._workspace.store)
        except StoreError as error:
            logger.info("which blocks Slack takes isn't kept: %s", error)


async def takes(client: AsyncWebClient, blocks: Sequence[Mapping[str, Any]]) -> bool | None:
    """Whether Slack takes these blocks; None where it doesn't say."""
    try:
        # the async client's own method sends the blocks in the address, which has room for few
        await client.api_call("blocks.validate", data={"blocks": json.dumps([*blocks])})
    except SlackApiError as error:
        code = error_code(error)
        return False if code in REFUSED | UNASKED else None
    except CLIENT_ERRORS as error:
        logger.info("Slack doesn't say which blocks it takes: %s", trouble(error))
        return None
    return True


def _features(taken: Mapping[str, bool]) -> Features:
    found: list[Feature] = [feature for feature in PROBES if taken.get(feature)]
    return frozenset(found)
