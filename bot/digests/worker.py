"""The worker: plans what comes due, delivers what is open, and sleeps until there is more to do.

Any number of them may run on one store, in one process or many, beside `cs digest deliver` from cron.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.digests import deliveries, planning
from accounts.digests.deliveries import Claim
from accounts.instants import read
from bot.digests.delivery import Courier

logger = logging.getLogger(__name__)

AT_ONCE = 8  # posts under way: Slack answers in a fraction of a second, the pace does the rest
PATIENCE = timedelta(minutes=5)  # that cron's run waits for what Slack puts off
LONGEST_SLEEP = 5.0  # seconds, as other processes may subscribe and clocks may be set


@dataclass(slots=True)
class Worker:
    """Delivers with one courier until it is stopped; what is under way then is finished.

    `nightly` does what is to be done once a day, if it isn't done; digests wait for it when the worker begins only.
    """

    courier: Courier
    nightly: Callable[[], bool] | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def stop(self) -> None:
        """Takes no more; `run` returns when what is under way is done."""
        self._stopping.set()

    async def run(self) -> None:
        """Works until it is stopped. What goes wrong in one round is logged and tried again in the next."""
        day = self.courier.clock().date()
        await self.courier.restart()
        await self._scored()
        moved = await asyncio.to_thread(planning.replan, self.courier.store)
        logger.info("digests: ready; %s moved with the rules of their zones", moved)
        while not self._stopping.is_set():
            if day != (day := self.courier.clock().date()):
                self._begin(self._scored())
            try:
                busy = await self.round()
            except Exception:
                logger.exception("digests: a round failed")
                busy = False
            await self._sleep(0 if busy else await self._idle())
        await self.finish()

    async def drain(self) -> None:
        """Works until nothing is left that can be delivered within a few minutes."""
        await self.courier.restart()
        await self._scored()
        until = self.courier.clock() + PATIENCE
        while not self._stopping.is_set():
            if await self.round():
                continue
            await self.finish()
            now, coming = self.courier.clock(), await asyncio.to_thread(deliveries.next_open, self.courier.store)
            if coming is None or read(coming) > until:
                return
            await asyncio.sleep(_seconds(now, coming))

    async def round(self) -> bool:
        """Plans, and begins on one delivery that is open. Returns whether there may be more to do at once."""
        store, protocol, now = self.courier.store, self.courier.protocol, self.courier.clock()
        planned = await asyncio.to_thread(planning.plan, store, now, protocol.max_lateness)
        if len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        held = await asyncio.to_thread(deliveries.claim, store, now, protocol.lease, protocol.pace)
        if held is not None:
            self._begin(self._deliver(held))
        return held is not None or planned.due == planning.AT_ONCE

    async def finish(self) -> None:
        """Waits for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _begin(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(doing)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _deliver(self, held: Claim) -> None:
        try:
            await self.courier.deliver(held)
        except Exception:  # the lease runs out, and the next claim finds out how far this one came
            logger.exception("digest %s of %s failed", held.subscription.id, held.local_date)

    async def _scored(self) -> None:
        if self.nightly is None:
            return
        try:
            if await asyncio.to_thread(self.nightly):
                logger.info("digests: all accounts are scored")
        except Exception:  # digests say how old their scores are
            logger.exception("digests: the accounts could not be scored")

    async def _idle(self) -> float:
        """Seconds until the next thing that is known to come."""
        store, now = self.courier.store, self.courier.clock()
        known = (
            await asyncio.to_thread(planning.next_due, store),
            await asyncio.to_thread(deliveries.next_open, store),
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
    return min(max((read(instant) - now).total_seconds(), 0.05), LONGEST_SLEEP)
