"""Builds the worker and runs it: in the background, in a process, or once."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from accounts.daily_update import update
from accounts.digests.claims import Claim
from accounts.watches.limits import MERGED_WITHIN
from bot.chart import Chart
from bot.clock import Clock, StoreClock, utc_now
from bot.digests.content.addressees import Addressees
from bot.digests.content.composer import Composer
from bot.digests.delivery import DeliverySettings, DeliveryStep, OnCrash
from bot.digests.delivery.addressing import Addressing
from bot.digests.delivery.permission import PostPermission
from bot.digests.delivery.recent_permission import RecentPermission
from bot.digests.delivery.watch_permission import WatchPermission
from bot.digests.monitoring import serve_metrics
from bot.digests.worker import Rest, Worker
from bot.operating.garbage_collection import startup_frozen
from bot.operating.outages import Outage
from bot.slack.access_rules import AccessRules
from bot.slack.attachments import Attachments, Destination
from bot.slack.chart_renderer import ChartRenderer
from bot.slack.connection import Connection
from bot.slack.directory import Directory
from bot.slack.native_blocks import NativeBlocks
from bot.slack.web_client import TokenSource, WebClient
from bot.sources.waiting import SourceWaiting
from bot.sources.worker import SourceWorker
from bot.terms.team_words import follow_words
from bot.watches.look import look_for_changes
from bot.words.background import word_work
from bot.workspace import Workspace
from glossary import Glossary
from store.errors import StoreError, StoreUnreachableError
from store.opening import is_postgresql


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSettings:
    """Where digests are posted: the address and token of the Web API, and what the operator chose for after a crash.
    `connection` is that of the bot beside which they are delivered, when it has one, `merged_within` how long changes
    of watched accounts wait for others. Where `tokens` are given, the token of each call is theirs. `rest`
    is how long the worker sleeps.
    """

    token: str
    url: str
    on_crash: OnCrash = "at-most-once"
    connection: Connection | None = None
    merged_within: timedelta = MERGED_WITHIN
    tokens: TokenSource | None = None
    rest: Rest = field(default_factory=Rest)

    def client(self, settings: DeliverySettings) -> WebClient:
        """A client that asks once: what isn't answered is looked for in the history, and not posted again blindly."""
        timeout = int(settings.timeout.total_seconds())
        return WebClient(self.token, self.url, timeout=timeout, retry_handlers=[], tokens=self.tokens)


def _permission(workspace: Workspace, client: WebClient, directory: Directory, clock: Clock) -> WatchPermission:
    """Who may be posted to what, asked of Slack once for all messages of a moment."""
    asked = PostPermission(client, directory, AccessRules(workspace.settings))
    return WatchPermission(RecentPermission(asked, clock), workspace.store, clock)


def build_worker(
    post: PostSettings, glossary: Glossary, workspace: Workspace, attachments: Attachments, clock: Clock = utc_now
) -> Worker:
    """A worker on the store of a book, which must exist. On a server it goes by the server's clock."""
    clock = StoreClock(workspace.store, clock)
    settings = DeliverySettings(on_crash=post.on_crash, merged_within=post.merged_within)
    client = post.client(settings)
    directory = Directory()
    native, addressing = NativeBlocks(workspace, directory, clock), Addressing(client, directory, clock)
    composer = Composer(glossary, workspace, native.of_team)

    async def address(held: Claim) -> Addressees:
        await native.asked(client)  # before it is composed, which goes by what is known
        return await addressing(held)

    def attach(held: Claim, ts: str, chart: Chart) -> None:
        attachments.send_in_background(chart, Destination(client, held.subscription.channel, ts))

    def nightly() -> bool:
        return update(workspace.store, clock().astimezone(), workspace.health)

    def look() -> int:
        return look_for_changes(workspace, composer, clock().astimezone(), settings.merged_within)

    delivery_step = DeliveryStep(
        store=workspace.store,
        client=client,
        clock=clock,
        compose=composer.payload,
        allowed=_permission(workspace, client, directory, clock),
        attach=attach,
        refused=partial(native.refused, client),
        waits=SourceWaiting(workspace).until,
        address=address,
        settings=settings,
    )
    words = word_work(glossary, workspace, client, clock, settings)
    return Worker(delivery_step, nightly, look, words, post.rest, clock.read_server)


logger = logging.getLogger(__name__)

UNTIL_THERE = 10.0  # seconds between looks for a store, before the first import
UNTIL_REACHED = 3.0  # seconds between tries to reach its server, which may be started after the bot


@asynccontextmanager
async def deliver_in_background(
    post: PostSettings,
    glossary: Glossary,
    workspace: Workspace,
    attachments: Attachments,
    clock: Clock = utc_now,
) -> AsyncIterator[None]:
    """Delivers digests and reads sources while the context lasts; at its end what is under way is finished, and no more
    is begun. Whoever watches the bot is served meanwhile.
    """
    workers: list[Worker] = []

    async def run() -> None:
        while not workspace.exists:  # noqa: ASYNC110  another process imports
            await asyncio.sleep(UNTIL_THERE)
        outage = Outage(logger)
        while not await asyncio.to_thread(_is_reached, workspace, outage):  # noqa: ASYNC110  a server is started
            await asyncio.sleep(UNTIL_REACHED)
        workers.append(build_worker(post, glossary, workspace, attachments, clock))
        await workers[0].run()

    def lacking() -> str:
        if post.connection is not None and not post.connection.connected:
            return "not connected to Slack"
        return "not delivering" if task.done() or (workspace.exists and not workers) else ""

    sources = SourceWorker(workspace, post.client(DeliverySettings()), clock) if workspace.settings.cs_sources else None
    reading = [asyncio.create_task(_watched(sources.run))] if sources else []
    task = asyncio.create_task(_watched(run))  # not of a coroutine, which would never run if it is cancelled at once
    try:
        async with serve_metrics(workspace, workspace.settings.cs_metrics_port, clock, lacking, post.connection):
            yield
    finally:
        if workers:
            workers[0].stop()
        else:
            task.cancel()
        if sources:
            sources.stop()
        await asyncio.gather(task, *reading, return_exceptions=True)
        await attachments.finish()


def _is_reached(workspace: Workspace, outage: Outage) -> bool:
    """Whether the store answers, as a file always does. What waiting doesn't mend is raised where it is used."""
    if not is_postgresql(workspace.settings.cs_database):
        return True  # nor is its connection asked in a thread while a bot that stops closes it
    try:
        workspace.store.reading.execute("SELECT 1")
    except StoreUnreachableError as error:
        outage.begin(error)
        return False
    except StoreError:
        return True
    outage.over()
    return True


async def run_worker(post: PostSettings, workspace: Workspace) -> None:
    """Delivers digests until SIGINT or SIGTERM."""
    renderer, stop = ChartRenderer(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        async with deliver_in_background(post, follow_words(workspace).glossary, workspace, Attachments(renderer.draw)):
            with startup_frozen():
                await stop.wait()
    finally:
        renderer.close()


async def deliver_once(post: PostSettings, workspace: Workspace, clock: Clock = utc_now) -> None:
    """Delivers what is due, and what of it has to wait for a few minutes; then it is done."""
    renderer = ChartRenderer()
    attachments = Attachments(renderer.draw)
    try:
        await build_worker(
            replace(post, merged_within=timedelta(0)), follow_words(workspace).glossary, workspace, attachments, clock
        ).drain()
        await attachments.finish()
    finally:
        renderer.close()


async def _watched(run: Callable[[], Awaitable[None]]) -> None:
    try:
        await run()
    except asyncio.CancelledError:
        raise
    except Exception:  # the bot goes on answering
        logger.exception("nothing is delivered or read any more; start the bot again")
