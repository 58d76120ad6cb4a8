"""The loop: plan, deliver, notify, clean up, sleep."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from accounts.digests import claims, notices, planning, retention, second_looks
from accounts.digests.claims import Claim
from accounts.digests.notices import Notice
from accounts.digests.second_looks import SecondLook
from bot.digests.daily_task import DailyTask
from bot.digests.delivery import DeliveryStep, log_fields
from bot.digests.delivery.owner_notices import OwnerNotifier
from bot.digests.row_updates import refresh_rows
from bot.operating.outages import Outage
from bot.operating.tracing import span
from store.timestamps import from_text

logger = logging.getLogger(__name__)
T = TypeVar("T")


# Posts under way. The pace lets fewer begin within the time that one may take: channels that Slack doesn't answer for
# take nobody's place.
CONCURRENCY = 100
SHUTDOWN_TIMEOUT = timedelta(minutes=5)  # that cron's run waits for what Slack puts off
OFTEN = timedelta(minutes=1)
LOOKED_BACK = timedelta(hours=1)  # for what was done while no worker ran
LONGEST_SLEEP = 1.0  # seconds, as other processes may subscribe and clocks may be set


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a worker may sleep where nothing is known to come, and what wakes it before."""

    longest: Callable[[], float] = lambda: LONGEST_SLEEP
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class SideWork(Protocol):
    """Other work on the same store. Its methods block."""

    def claim(self) -> Callable[[], Coroutine[None, None, None]] | None:
        """What is to be done next, if anything is due."""

    def next_at(self) -> str | None:
        """The earliest instant, as stored, at which something is due."""

    def daily(self) -> bool:
        """What is to be done once a day. Returns whether there was anything."""


@dataclass(slots=True)
class Worker:
    """Delivers with one courier until it is stopped; what is under way then is finished.

    `nightly` does what is to be done once a day, if it isn't done; digests wait for it when the worker begins only.
    `look` looks for what has changed and is to be told out of turn, and what is `beside` it is other work than digests.
    `set_clock` sets the clock by the store's server, before the first claim and each minute.
    """

    delivery_step: DeliveryStep
    nightly: Callable[[], bool] | None = None
    look: Callable[[], object] | None = None
    beside: SideWork | None = None
    rest: Rest = field(default_factory=Rest)
    set_clock: Callable[[], None] = lambda: None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _looked_at: datetime | None = None
    _other_failed: bool = False
    _outage: Outage = field(default_factory=lambda: Outage(logger))
    _looking: asyncio.Task[None] | None = None
    _notices: OwnerNotifier = field(init=False)
    _scoring: DailyTask = field(init=False)
    _pruning: DailyTask = field(init=False)

    def __post_init__(self) -> None:
        self._notices = OwnerNotifier(self.delivery_step.dependencies, self.delivery_step.allowed)
        self._scoring = DailyTask(self.nightly or (lambda: False), "all accounts are scored", self._outage)
        self._pruning = DailyTask(self._prune, "what is older than it is kept is removed", self._outage)

    def stop(self) -> None:
        """Takes no more; `run` returns when what is under way is done."""
        self._stopping.set()
        self.rest.woken.set()

    async def run(self) -> None:
        """Works until it is stopped. What goes wrong in one round is logged and tried again in the next."""
        ready = False
        while not self._stopping.is_set():
            seconds = LONGEST_SLEEP
            with self._outage.logged("digests: a round failed" if ready else "digests: not ready yet"):
                if not ready:
                    await self._prepare()
                    ready = True
                seconds = 0.0 if await self.round() else await self._idle()
                self._outage.over()
            if seconds:
                await self._sleep(seconds)
        await self.finish()

    async def _prepare(self) -> None:
        """Brings everything to this moment. Raises when that can't be done yet, as when an import holds the store."""
        await asyncio.to_thread(self.set_clock)
        await self.delivery_step.restart()
        await self._scoring.run(self._today())
        moved = await asyncio.to_thread(planning.replan, self.delivery_step.store)
        logger.info("digests: ready; %s moved with the rules of their zones", moved)

    async def drain(self) -> None:
        """Works until nothing is left that can be delivered within a few minutes."""
        await asyncio.to_thread(self.set_clock)
        await self.delivery_step.restart()
        await self._scoring.run(self._today())
        until = self.delivery_step.clock() + SHUTDOWN_TIMEOUT
        while not self._stopping.is_set():
            if await self.round():
                continue
            await self.finish()
            now = self.delivery_step.clock()
            coming = min(await self._open(now), default=None)
            if coming is None or from_text(coming) > until:
                return
            await asyncio.sleep(_seconds(now, coming))

    async def round(self) -> bool:
        """Plans, and begins on one delivery that is open. Returns whether there may be more to do at once."""
        store, settings, clock = self.delivery_step.store, self.delivery_step.settings, self.delivery_step.clock
        await self._look_after(clock())
        planned = await asyncio.to_thread(planning.plan_deliveries, store, clock(), settings.max_lateness)
        for each in planned.paused:
            logger.warning("digest %s is paused: %s", each.id, each.why)
        if len(self._under_way) >= CONCURRENCY:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        held, owed, look = await asyncio.to_thread(self._claimed)
        if held is not None:
            self._begin(self._deliver(held))
        if owed is not None:
            self._begin(self._tell(owed))
        if look is not None:
            self._begin(self._look_again(look))
        other = await self._of_other(lambda work: work.claim())
        if other is not None:
            self._begin(self._other(other))
        return planned.more or any(each is not None for each in (held, owed, look, other))

    def _claimed(self) -> tuple[Claim | None, Notice | None, SecondLook | None]:
        """What is open the longest of what is to be delivered, to be told, and to be looked for again."""
        store, settings, clock = self.delivery_step.store, self.delivery_step.settings, self.delivery_step.clock
        owed = notices.claim_notice(store, clock(), settings.lease)
        look = second_looks.claim_look(store, clock(), settings.lease)
        return claims.claim(store, clock(), settings.lease, settings.pace), owed, look

    async def _look_after(self, now: datetime) -> None:
        """What is to be done now and then: the work of a new day, and clearing away what is too late."""
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < OFTEN:
            return
        await asyncio.to_thread(self.set_clock)
        since = (self._looked_at or now - LOOKED_BACK) - OFTEN
        self._looked_at = now
        self._begin(self._refresh_rows(since, now))
        for each in (self._scoring, self._pruning):
            each.begin(self._today())
        store, settings = self.delivery_step.store, self.delivery_step.settings
        if early := await asyncio.to_thread(planning.shorten_waits, store, now):
            logger.warning("digests: %s came back to their next dates: a clock was ahead", early)
        deferred = await asyncio.to_thread(claims.skip_overdue, store, now, settings.max_lateness, settings.lease)
        if deferred:
            logger.warning("digests: %s skipped, as they are too late", deferred)
        if self.look is not None and not self._scoring.is_under_way and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look_for_changes(self.look))

    async def _refresh_rows(self, since: datetime, now: datetime) -> None:
        """Shows in posted digests what was done about their accounts, in a terminal or on another server too."""
        step = self.delivery_step
        with self._outage.logged(
            "digests: rows could not be brought up to date"
        ):  # it is tried again when somebody acts
            await refresh_rows(step.client, step.store, step.allowed, since, now)

    async def _look_for_changes(self, look: Callable[[], object]) -> None:
        """Digests go on meanwhile, and where that can't be done, as when an import holds the store."""
        with self._outage.logged("digests: what changed could not be looked for, and is looked for again in a minute"):
            await asyncio.to_thread(look)

    async def finish(self) -> None:
        """Waits for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)
        if self._looking is not None:
            await self._looking
        for each in (self._scoring, self._pruning):
            await each.finish()

    def _begin(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(doing)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _deliver(self, held: Claim) -> None:
        """Where that fails the lease runs out, and the next claim finds out how far this one came; so below."""
        of = (held.subscription.id, held.local_date)
        failed = self._outage.logged("digest %s of %s failed", *of, extra=log_fields(held))
        with failed, span("digest.deliver", digest=held.subscription.id):
            await self.delivery_step.deliver(held)

    async def _tell(self, owed: Notice) -> None:
        with self._outage.logged("digest %s: its owner could not be told", owed.subscription.id):
            await self._notices.notify(owed)

    async def _look_again(self, look: SecondLook) -> None:
        with self._outage.logged("digest %s: a message could not be looked for again", look.subscription.id):
            await self.delivery_step.look_again(look)

    async def _of_other(self, ask: Callable[[SideWork], T]) -> T | None:
        """What the other work says; nothing when that fails, which no digest waits for."""
        if self.beside is None:
            return None
        try:
            found = await asyncio.to_thread(ask, self.beside)
        except Exception as error:  # noqa: BLE001  an import may hold the store
            if not self._other_failed:
                logger.warning("words: nothing is told or sent for now: %s", error)
            self._other_failed = True
            return None
        self._other_failed = False
        return found

    async def _other(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        with self._outage.logged("words: something that was due failed"):
            await work()

    def _prune(self) -> bool:
        """Removes what is older than it is kept, bit by bit. Returns whether there was anything."""
        removed = False
        with self._outage.logged(
            "words: the work of a day failed"
        ):  # what is old of the digests is removed all the same
            removed = bool(self.beside and self.beside.daily())
        while not self._stopping.is_set() and retention.prune(self.delivery_step.store, self.delivery_step.clock()):
            removed = True
        return removed

    def _today(self) -> date:
        return self.delivery_step.clock().astimezone().date()

    async def _open(self, now: datetime) -> list[str]:
        """The instants, as stored, at which something can be claimed."""
        store = self.delivery_step.store
        known = [
            await asyncio.to_thread(each, store, now) for each in (claims.next_claimable_at, notices.next_claimable_at)
        ]
        looked = await asyncio.to_thread(second_looks.next_look_at, store)
        other = await self._of_other(lambda work: work.next_at())
        return [each for each in (*known, looked, other) if each]

    async def _idle(self) -> float:
        """Seconds until the next thing that is known to come."""
        now = self.delivery_step.clock()
        due = await asyncio.to_thread(planning.next_due, self.delivery_step.store)
        known = [*await self._open(now), *([due] if due else [])]
        longest = self.rest.longest()
        return min((_seconds(now, each, longest) for each in known), default=longest)

    async def _sleep(self, seconds: float) -> None:
        if self._under_way and seconds:
            await asyncio.wait(self._under_way, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return
        try:
            async with asyncio.timeout(min(seconds, self.rest.longest())):
                await self.rest.woken.wait()
        except TimeoutError:
            return
        if not self._stopping.is_set():
            self.rest.woken.clear()


def _seconds(now: datetime, instant: str, longest: float = LONGEST_SLEEP) -> float:
    return min(max((from_text(instant) - now).total_seconds(), 0.005), longest)
