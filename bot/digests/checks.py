"""What `cs doctor` says of the digests."""

from collections.abc import Iterator
from datetime import datetime

from accounts.digests.pace import stopped
from accounts.digests.planning import next_due
from accounts.digests.record import watched
from accounts.instants import read
from accounts.store import Store
from bot.accounts.wording import count
from bot.checks import Finding

LATE = 600.0  # seconds that a delivery may be open without anything being wrong


def of_digests(store: Store, now: datetime) -> Iterator[Finding]:
    """Whether digests are delivered, and when the next one is."""
    seen, due = watched(store, now), next_due(store)
    if not seen.active and not seen.paused:
        yield Finding("digests", "nobody has subscribed to any")
        return
    paused = f", {seen.paused} paused" if seen.paused else ""
    next_ = f"; the next at {read(due):%Y-%m-%d %H:%M} UTC" if due else ""
    state = f"{count(seen.active, 'subscription')}{paused}{next_}"
    mend = "Nothing delivers them: run cs serve, cs digest work, or cs digest deliver from cron."
    behind = due is not None and (now - read(due)).total_seconds() > LATE
    yield Finding("digests", f"{state}{'; behind' if behind else ''}", mend if behind or seen.overdue > LATE else "")
    for team, why in stopped(store).items():
        mend = "Mend that as cs doctor says of the token and the scopes, and start the bot again."
        yield Finding("digests", f"none go to {team}: Slack says {why}", mend)
    if unknown := seen.states.get("unknown"):
        state = (
            f"{count(unknown, 'delivery').replace('deliverys', 'deliveries')} may have arrived or not: cs digest log"
        )
        yield Finding("digests", state)
