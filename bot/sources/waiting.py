"""Putting a digest off until its sources are read, up to the time that it may wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from accounts.digests.claims import Claim
from accounts.digests.subscription_parser.waiting import LONGEST

if TYPE_CHECKING:
    from bot.workspace import Workspace

AGAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SourceWaiting:
    """Says of deliveries whether they wait for sources."""

    workspace: "Workspace"

    def until(self, held: Claim, now: datetime) -> tuple[datetime, str] | None:
        """The instant at which it is looked again, and for what it waits; None when it doesn't, or no longer."""
        subscription = held.subscription
        if subscription.wait_until is None or not is_planned(held.occasion):
            return None
        local = subscription.schedule.local(now)
        last = min(datetime.combine(held.local_date, subscription.wait_until, local.tzinfo), held.due + LONGEST)
        if local >= last:
            return None
        awaited = self._awaited(held, local, last)
        return (min(now + AGAIN, last), f"waits for {awaited}") if awaited else None

    def _awaited(self, held: Claim, now: datetime, last: datetime) -> str:
        from bot.sources.digest_notes import digest_sources
        from sources.errors import SourcesFileError

        try:
            found = digest_sources(self.workspace, held.subscription.digest, now)
        except SourcesFileError:
            return ""  # the digest says that how old it is isn't known
        return ", ".join(each.name for each in found if each.is_awaited(now, last))


def is_planned(occasion: str) -> bool:
    """Whether a schedule named the delivery: nobody waits for one that was asked for at once."""
    return len(occasion) == len("2026-06-15")
