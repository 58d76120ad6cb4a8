"""The times of the protocol that makes a digest arrive once, and how long what is tried is tried."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from accounts.digests.planning import MAX_LATENESS

OnCrash = Literal["at-most-once", "at-least-once"]
IN_DOUBT_AT_MOST = timedelta(days=1)
FAULTS_AT_MOST = 5
RENEWALS_AT_MOST = 5  # of a lease that runs out while the store is written by others
SETTLED_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The times of the protocol: how long a call may take, how late Slack's history may show a message, and how many
    attempts in doubt there may be. `pace` is the time between two posts to a workspace.
    """

    timeout: timedelta = timedelta(seconds=15)
    grace: timedelta = timedelta(seconds=20)
    pace: timedelta = timedelta(seconds=0.2)
    max_lateness: timedelta = MAX_LATENESS
    on_crash: OnCrash = "at-most-once"
    reconciles: bool = True

    @property
    def lease(self) -> timedelta:
        """How long a claim holds: a call that is begun, and the time until its message is in the history."""
        return self.timeout + self.grace


def patience(attempt: int) -> timedelta:
    """The time between attempts, counted from 1: more with each, up to five minutes."""
    return timedelta(seconds=min(2.0 ** (attempt - 1), 300.0))
