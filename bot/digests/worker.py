"""The worker: plans what comes due, delivers what is open, and sleeps until there is more to do.

Any number of them may run on one store, in one process or many, beside `cs digest deliver` from cron.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.digests import deliveries, planning
from accounts.digests.deliveries import Claim
from accounts.digests.subscriptions import Subscription
from accounts.instants import read
from bot.digests.delivery import Courier, said_of

logger = logging.getLogger(__name__)

AT_ONCE = 8  # posts under way: Slack answers in a fraction of a second, the pace does the rest
PATIENCE = timedelta(minutes=5)  # that cron's run waits for what Slack puts off
OFTEN = timedelta(minutes=1)
LONGEST_SLEEP = 1.0  # seconds, as other processes may subscribe and clocks may be set


@dataclass(slots=True)
class Worker:
    """Delivers with one courier until it is stopped; what is under way then is finished.

    `nightly` does what is to be done once a day, if it isn't done; digests wait for it when the worker begins only.
    """

    courier: Courier
    nightly: Callable[[], bool] | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _scoring: asyncio.Task[None] | None = None
    _scored_on: date | None = None
    _looked_at: datetime | None = None

    def stop(self) -> None:
        """Takes no more; `run` returns when what is under way is done."""
        self._stopping.set()

    async def run(self) -> None:
        """Works until it is stopped. What goes wrong in one round is logged and tried again in the next."""
        while not self._stopping.is_set() and not await self._ready():
            await self._sleep(LONGEST_SLEEP)
        while not self._stopping.is_set():
            try:
                seconds = 0.0 if await self.round() else await self._idle()
            except Exception:
                logger.exception("digests: a round failed")
                seconds = LONGEST_SLEEP
            if seconds:
                await self._sleep(seconds)
        await self.finish()

    async def _ready(self) -> bool:
        """Brings everything to this moment; False when that can't be done yet, as when an import holds the store."""
        try:
            await self.courier.restart()
            await self._score()
            moved = await asyncio.to_thread(planning.replan, self.courier.store)
        except Exception:
            logger.exception("digests: not ready yet")
            return False
        logger.info("digests: ready; %s moved with the rules of their zones", moved)
        return True

    async def drain(self) -> None:
        """Works until nothing is left that can be delivered within a few minutes."""
        await self.courier.restart()
        await self._score()
        until = self.courier.clock() + PATIENCE
        while not self._stopping.is_set():
            if await self.round():
                continue
            await self.finish()
            now = self.courier.clock()
            coming = await asyncio.to_thread(deliveries.next_open, self.courier.store, now)
            if coming is None or read(coming) > until:
                return
            await asyncio.sleep(_seconds(now, coming))

    async def round(self) -> bool:
        """Plans, and begins on one delivery that is open. Returns whether there may be more to do at once."""
        store, protocol, clock = self.courier.store, self.courier.protocol, self.courier.clock
        await self._look_after(clock())
        planned = await asyncio.to_thread(planning.plan, store, clock(), protocol.max_lateness)
        for each in planned.paused:
            self._begin(self._tell(each))
        if len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        held = await asyncio.to_thread(deliveries.claim, store, clock(), protocol.lease, protocol.pace)
        if held is not None:
            self._begin(self._deliver(held))
        return held is not None or planned.more

    async def _look_after(self, now: datetime) -> None:
        """What is to be done now and then: scoring on a new day, and clearing away what is too late."""
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < OFTEN:
            return
        self._looked_at = now
        if self._scored_on != now.astimezone().date() and (self._scoring is None or self._scoring.done()):
            self._scoring = asyncio.create_task(self._score())
        store, protocol = self.courier.store, self.courier.protocol
        late = await asyncio.to_thread(deliveries.mend, store, now, protocol.max_lateness, protocol.lease)
        if late:
            logger.warning("digests: %s skipped, as they are too late", late)

    async def finish(self) -> None:
        """Waits for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)
        if self._scoring is not None:
            await self._scoring

    def _begin(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(doing)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _deliver(self, held: Claim) -> None:
        try:
            await self.courier.deliver(held)
        except Exception:  # the lease runs out, and the next claim finds out how far this one came
            logger.exception("digest %s of %s failed", held.subscription.id, held.local_date, extra=said_of(held))

    async def _tell(self, paused: Subscription) -> None:
        try:
            await self.courier.tell(paused, paused.why)
        except Exception:
            logger.exception("digest %s: its owner could not be told", paused.id)

    async def _score(self) -> None:
        """Does what is to be done once a day; what fails is tried again."""
        day = self.courier.clock().astimezone().date()
        try:
            if self.nightly is not None and await asyncio.to_thread(self.nightly):
                logger.info("digests: all accounts are scored")
        except Exception:  # digests say how old their scores are
            logger.exception("digests: the accounts could not be scored")
        else:
            self._scored_on = day

    async def _idle(self) -> float:
        """Seconds until the next thing that is known to come."""
        store, now = self.courier.store, self.courier.clock()
        known = (
            await asyncio.to_thread(planning.next_due, store),
            await asyncio.to_thread(deliveries.next_open, store, now),
        )
        return min((_seconds(now, each) for each in known if each), default=LONGEST_SLEEP)

    async def _sleep(self, seconds: float) -> None:
        if self._under_way and seconds:
            await asyncio.wait(self._under_way, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return
        try:
            async with asyncio.timeout(min(seconds, LONGEST_SLEEP)):
                await self._stopping.wait()
        except TimeoutError:
            return


def _seconds(now: datetime, instant: str) -> float:
    return min(max((read(instant) - now).total_seconds(), 0.005), LONGEST_SLEEP)
