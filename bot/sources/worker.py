"""Reading sources in the background: what is due, beside others on the same store, until it is stopped."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from accounts import open_store
from accounts.errors import AccountsError
from bot.clock import Clock
from bot.operating.tracing import span
from bot.sources.operator_notices import OperatorNotifier
from bot.sources.running import configured_sources, sync_context
from bot.sources.texts import report_text
from sources import Source, SourceError, SyncContext, state
from sources.run import run_source
from sources.state import SourceClaim
from sources.sync import claim_next, next_due
from store.errors import StoreError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.workspace import Workspace

logger = logging.getLogger(__name__)
CONCURRENCY: Final = 3  # sources that are read at the same time
LONGEST_SLEEP: Final = 5.0  # seconds, as others may release a source and clocks may be set
AFTER_FAULT: Final = 30.0


@dataclass(slots=True)
class SourceWorker:
    """Reads the sources of CS_SOURCES when they are due; the file is read again in each round.

    There need be no store before: the first source makes it. `client` is what the operator is told with, if any is
    named.
    """

    workspace: "Workspace"
    client: "AsyncWebClient"
    clock: Clock
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _fault: str = ""

    def stop(self) -> None:
        """Begins no more; `run` returns when what is under way is done."""
        self._stopping.set()

    async def run(self) -> None:
        """Works until it is stopped. What goes wrong in one round is logged and tried again in the next."""
        while not self._stopping.is_set():
            try:
                seconds = await self.round()
            except (SourceError, StoreError, AccountsError) as error:
                seconds = self._note(str(error))
            except Exception:
                logger.exception("sources: a round failed")
                seconds = AFTER_FAULT
            await self._sleep(seconds)
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def round(self) -> float:
        """Begins on what is due, and tells the operator what there is to tell. Returns seconds until the next round."""
        context, sources = await asyncio.to_thread(self._prepared)
        self._fault = ""
        while len(self._under_way) < CONCURRENCY and not self._stopping.is_set():
            held = await asyncio.to_thread(claim_next, sources, context.store, context.clock())
            if held is None:
                break
            self._begin(held, context)
        await self._tell(context)
        coming = await asyncio.to_thread(next_due, sources, context.store, context.clock())
        return self._until(coming, context.clock())

    def _prepared(self) -> tuple[SyncContext, Sequence[Source]]:
        settings = self.workspace.settings
        sources = configured_sources(settings)
        if not self.workspace.exists:
            open_store(settings.cs_database).close()
        store = self.workspace.store
        state.prepare(store)
        state.forget_others(store, sources)
        return sync_context(store, settings, self.workspace.health, self.clock), sources

    def _begin(self, held: SourceClaim, context: SyncContext) -> None:
        task = asyncio.create_task(self._read(held, context))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _read(self, held: SourceClaim, context: SyncContext) -> None:
        try:
            with span("source.sync", source=held.source.name):
                report = await asyncio.to_thread(run_source, held, context)
        except Exception:  # the lease runs out, and it is read again
            logger.exception("source %s: its run failed", held.source.name)
            return
        level = logging.INFO if report.outcome == "good" else logging.WARNING
        logger.log(level, "source %s", report_text(report), extra={"source": report.source, "outcome": report.outcome})

    async def _tell(self, context: SyncContext) -> None:
        if operator := self.workspace.settings.cs_operator:
            notifier = OperatorNotifier(context.store, self.client, operator, context.clock)
            while not self._stopping.is_set() and await notifier.tell():
                pass

    def _note(self, fault: str) -> float:
        """Logs what is wrong with the file of sources or the store, once until it changes."""
        if fault != self._fault:
            logger.error("sources: nothing is read: %s", fault)
        self._fault = fault
        return AFTER_FAULT

    def _until(self, coming: datetime | None, now: datetime) -> float:
        if coming is None or self._under_way:
            return LONGEST_SLEEP
        return min(max((coming - now).total_seconds(), 0.05), LONGEST_SLEEP)

    async def _sleep(self, seconds: float) -> None:
        stopped = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({stopped, *self._under_way}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
